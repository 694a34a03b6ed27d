import { ComponentResource, type Resource } from "@pulumi/pulumi/resource";
import { registerResourceModule } from "@pulumi/pulumi/runtime/rpc";
import type { PackageSchema } from "./package-schema";

/** A component that exists already, known by its URN, with its outputs; it makes nothing. */
class ComponentReference extends ComponentResource {
  constructor(type: string, name: string, urn: string, outputs: string[]) {
    super(type, name, Object.fromEntries(outputs.map((output) => [output, undefined])), { urn }, true);
  }
}

/** Lets references to this package's components in inputs arrive as resources with outputs. */
export function registerReferences(schema: PackageSchema): void {
  registerResourceModule(schema.name, "index", {
    version: schema.version,
    construct: (name: string, type: string, urn: string): Resource => {
      const resource = schema.resources[type];
      if (resource === undefined) {
        throw new Error(unknownType(type, schema));
      }
      return new ComponentReference(type, name, urn, Object.keys(resource.properties));
    },
  });
}

/** Message for a type token that the package does not have. */
export function unknownType(type: string, schema: PackageSchema): string {
  return `There is no resource '${type}'; ${schema.name} ${schema.version} has ${Object.keys(schema.resources).join(", ")}.`;
}
