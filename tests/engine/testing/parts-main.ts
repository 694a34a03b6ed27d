import * as pulumi from "@pulumi/pulumi";
import { InputPropertiesError } from "@pulumi/pulumi";
import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import { main } from "@pulumi/pulumi/provider";
import { Thing } from "./fake-resources";

/** A component of the package `parts` with two things inside, the second of which needs the first. */
class Pair extends pulumi.ComponentResource {
  readonly second: Thing;

  constructor(name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super("parts:index:Pair", name, {}, options);
    const first = new Thing(`${name}-first`, { value: inputs.value }, { parent: this });
    this.second = new Thing(`${name}-second`, { value: first.serial }, { parent: this });
    this.registerOutputs({ serial: this.second.serial });
  }
}

const provider: Provider = {
  version: "1.0.0",
  construct: async (name, _type, inputs, options): Promise<ConstructResult> => {
    if (inputs.faulty !== undefined) {
      throw new InputPropertiesError({
        message: "Invalid arguments",
        errors: [
          { propertyPath: "faulty.size", reason: "it must be at most 2" },
          { propertyPath: "missing", reason: "it is required" },
        ],
      });
    }
    const pair = new Pair(name, inputs, options);
    return { urn: pair.urn, state: { serial: pair.second.serial, secret: pulumi.secret("hidden") } };
  },
};

void main(provider, process.argv.slice(2));
