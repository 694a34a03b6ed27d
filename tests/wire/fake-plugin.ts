import * as pulumi from "@pulumi/pulumi";
import type { PackageSchema } from "../../provider/plugin/package-schema";
import type { ComponentClass } from "../../provider/plugin/provider";
import { servePlugin } from "../../provider/plugin/serve";

/** A plugin with components that do what the server is tested with. */
const schema: PackageSchema = {
  name: "test",
  version: "1.2.3",
  types: {
    "test:index:Inner": {
      properties: { text: {}, free: { additionalProperties: { $ref: "pulumi.json#/Any" } } },
    },
  },
  resources: {
    "test:index:Echo": {
      inputProperties: {
        inner: { $ref: "#/types/test:index:Inner" },
        list: { items: { $ref: "#/types/test:index:Inner" } },
        map: { additionalProperties: { $ref: "#/types/test:index:Inner" } },
        text: {},
        reference: {},
      },
      properties: { text: {}, referenced: {}, password: { secret: true } },
    },
    "test:index:Failing": { inputProperties: { way: {} }, properties: { text: {} } },
  },
};

/** Registers a child with its own arguments, and returns them. */
class Echo extends pulumi.ComponentResource {
  readonly text: pulumi.Output<unknown>;
  readonly referenced: pulumi.Output<unknown>;
  readonly password: pulumi.Output<string>;

  constructor(name: string, args: Record<string, unknown>, opts: pulumi.ComponentResourceOptions) {
    super("test:index:Echo", name, {}, opts);
    const { reference, ...rest } = args;
    const child = new Leaf(`${name}-leaf`, rest, { parent: this });
    this.text = pulumi.all([args["text"], child.id]).apply(([text]) => text);
    this.referenced = pulumi.output(
      reference instanceof pulumi.Resource ? (reference as Echo).text : reference,
    );
    this.password = pulumi.output("hunter2");
    this.registerOutputs({});
  }
}

class Leaf extends pulumi.CustomResource {
  constructor(name: string, args: Record<string, unknown>, opts: pulumi.CustomResourceOptions) {
    super("test:index:Leaf", name, args, opts);
  }
}

const faults = [
  { propertyPath: "pools.a.min", reason: "must be at most 2" },
  { propertyPath: "pools.b", reason: "is unknown" },
];

/** Fails in the way that its argument names. */
class Failing extends pulumi.ComponentResource {
  readonly text: pulumi.Output<string>;

  constructor(name: string, args: Record<string, unknown>, opts: pulumi.ComponentResourceOptions) {
    const invalid = () => new pulumi.InputPropertiesError({ message: "Invalid arguments", errors: faults });
    if (args["way"] === "throws") throw invalid();
    if (args["way"] === "throws-one")
      throw new pulumi.InputPropertyError({ propertyPath: "a", reason: "is wrong" });
    if (args["way"] === "throws-trace") throw new Error(String(Error.prepareStackTrace));
    if (args["way"] === "throws-plain") throw new Error("something broke");
    super("test:index:Failing", name, {}, opts);
    const never = new Promise<string>(() => {});
    if (args["way"] === "rejects") void Promise.reject(invalid());
    if (args["way"] === "rejects-later") pulumi.output(this.urn).apply(() => Promise.reject(invalid()));
    if (args["way"] === "throws-outside")
      setImmediate(() => {
        throw new Error("thrown outside");
      });
    const leaf = new Leaf(`${name}-leaf`, {}, { parent: this });
    this.text = pulumi.output(args["way"] === "never" || args["way"] === "rejects" ? never : leaf.id);
  }
}

const components: Record<string, unknown> = { "test:index:Echo": Echo, "test:index:Failing": Failing };

void servePlugin(
  schema,
  Object.fromEntries(
    Object.entries(components).map(([type, component]) => [
      type,
      () => Promise.resolve(component as ComponentClass),
    ]),
  ),
  process.argv.slice(2),
);
