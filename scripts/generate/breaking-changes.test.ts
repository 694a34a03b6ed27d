import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { breakingChanges, unannounced, type ComparedSchema } from "./breaking-changes";

/** A schema that a change is made to. */
function schema() {
  return {
    version: "1.0.0",
    resources: {
      "aks-ray:index:AksCluster": {
        inputProperties: {
          location: { type: "string", description: "Where" } as Record<string, unknown>,
          pools: {
            type: "object",
            plain: true,
            additionalProperties: { $ref: "#/types/aks-ray:index:Pool" },
          },
        } as Record<string, Record<string, unknown>>,
        requiredInputs: ["pools"],
        properties: { kubeconfig: { type: "string", secret: true } } as Record<
          string,
          Record<string, unknown>
        >,
        required: ["kubeconfig"],
      },
    },
    types: {
      "aks-ray:index:Pool": {
        type: "object",
        properties: { size: { type: "string", plain: true } } as Record<string, Record<string, unknown>>,
        required: [] as string[],
      },
      "aks-ray:index:Tier": { type: "string", enum: [{ value: "Free" }, { value: "Paid" }] },
    },
  };
}

type Changed = ReturnType<typeof schema>;

/** The breaking changes that an edit of the schema makes, `PATH: WHAT`. */
function after(edit: (changed: Changed) => void): string[] {
  const changed = schema();
  edit(changed);
  return breakingChanges(schema(), changed as ComparedSchema).map(
    ({ path: place, what }) => `${place}: ${what}`,
  );
}

const cluster = ({ resources }: Changed) => resources["aks-ray:index:AksCluster"];
const pool = ({ types }: Changed) => types["aks-ray:index:Pool"];

describe("breaking changes of the schema", () => {
  for (const [what, edit, change] of [
    [
      "a component that is gone",
      (s) => Reflect.deleteProperty(s.resources, "aks-ray:index:AksCluster"),
      "AksCluster: the component is gone",
    ],
    [
      "a type that is gone",
      (s) => Reflect.deleteProperty(s.types, "aks-ray:index:Tier"),
      "Tier: the type is gone",
    ],
    [
      "an argument that is gone",
      (s) => Reflect.deleteProperty(cluster(s).inputProperties, "location"),
      "AksCluster.location: the argument is gone",
    ],
    [
      "an argument of another type",
      (s) => (cluster(s).inputProperties["location"] = { type: "integer" }),
      "AksCluster.location: the argument has another type",
    ],
    [
      "a map of other elements",
      (s) => (cluster(s).inputProperties["pools"]!["additionalProperties"] = { type: "string" }),
      "AksCluster.pools: the argument has another type",
    ],
    [
      "an Input that became plain",
      (s) => (cluster(s).inputProperties["location"]!["plain"] = true),
      "AksCluster.location: the argument takes no Input any more",
    ],
    [
      "an argument that became required",
      (s) => cluster(s).requiredInputs.push("location"),
      "AksCluster.location: is now required",
    ],
    [
      "an output that is gone",
      (s) => Reflect.deleteProperty(cluster(s).properties, "kubeconfig"),
      "AksCluster.kubeconfig: the output is gone",
    ],
    [
      "an output that may be absent",
      (s) => cluster(s).required.pop(),
      "AksCluster.kubeconfig: the output may now be absent",
    ],
    [
      "an output that is no longer secret",
      (s) => (cluster(s).properties["kubeconfig"] = { type: "string" }),
      "AksCluster.kubeconfig: the output is no longer secret",
    ],
    [
      "a field that is gone",
      (s) => Reflect.deleteProperty(pool(s).properties, "size"),
      "Pool.size: the field is gone",
    ],
    ["a field that became required", (s) => pool(s).required.push("size"), "Pool.size: is now required"],
    [
      "a value that is gone",
      (s) => s.types["aks-ray:index:Tier"].enum.pop(),
      "Tier: the value 'Paid' is gone",
    ],
  ] as [string, (changed: Changed) => unknown, string][]) {
    it(`should include ${what}`, () => {
      expect(after(edit)).to.deep.equal([change]);
    });
  }

  for (const [what, edit] of [
    ["nothing", () => undefined],
    ["another description", (s) => (cluster(s).inputProperties["location"]!["description"] = "Region")],
    ["a deprecation", (s) => (cluster(s).inputProperties["location"]!["deprecationMessage"] = "Use region")],
    ["another optional argument", (s) => (cluster(s).inputProperties["tags"] = { type: "string" })],
    [
      "a plain argument that became an Input",
      (s) => Reflect.deleteProperty(cluster(s).inputProperties["pools"]!, "plain"),
    ],
    ["an argument that became optional", (s) => cluster(s).requiredInputs.pop()],
    ["another value", (s) => s.types["aks-ray:index:Tier"].enum.push({ value: "Premium" })],
  ] as [string, (changed: Changed) => unknown][]) {
    it(`should not include ${what}`, () => {
      expect(after(edit)).to.deep.equal([]);
    });
  }

  it("should all be there when everything is gone, and none before the first release", () => {
    const committed = JSON.parse(
      fs.readFileSync(path.resolve(__dirname, "../../provider/schema.json"), "utf8"),
    ) as ComparedSchema;
    const gone = breakingChanges(committed, {});
    expect(gone.map(({ path: place }) => place)).to.include.members(["AksRayCluster", "GpuPool", "SkuTier"]);
    expect(breakingChanges({}, committed)).to.deep.equal([]);
    expect(breakingChanges(committed, committed)).to.deep.equal([]);
  });

  it("should be announced by their whole path", () => {
    const changes = [
      { path: "Pool.size", what: "is gone" },
      { path: "Pool", what: "is gone" },
    ];
    expect(unannounced(changes, ["- `Pool.size` is gone; use `Pool.vmSize`."])).to.deep.equal([changes[1]]);
    expect(unannounced(changes, [])).to.deep.equal(changes);
  });
});
