import type { Inputs, Output } from "@pulumi/pulumi";
import { secret } from "@pulumi/pulumi/output";
import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import type { ComponentResource, ComponentResourceOptions } from "@pulumi/pulumi/resource";
import { omitNulls } from "./arguments";
import { currentRequest } from "./failures";
import { completeOptions } from "./options";
import type { PackageSchema } from "./package-schema";
import { unknownType } from "./references";

/** A component class as the plugin calls it: with arguments that its constructor validates. */
export type ComponentClass = new (
  name: string,
  args: Record<string, unknown>,
  opts: ComponentResourceOptions,
) => ComponentResource;

/** Component classes by type token, loaded when they are first needed. */
export type ComponentLoaders = Record<string, () => Promise<ComponentClass>>;

/** Makes components for programs in every language. */
export class ComponentProvider implements Provider {
  readonly version: string;
  readonly schema: string;

  constructor(
    private readonly packageSchema: PackageSchema,
    private readonly components: ComponentLoaders,
  ) {
    this.version = packageSchema.version;
    this.schema = JSON.stringify(packageSchema);
  }

  async construct(
    name: string,
    type: string,
    inputs: Inputs,
    options: ComponentResourceOptions,
  ): Promise<ConstructResult> {
    const load = own(this.components, type);
    const resource = own(this.packageSchema.resources, type);
    if (load === undefined || resource === undefined) {
      throw new Error(unknownType(type, this.packageSchema));
    }
    const Component = await load();
    const args = omitNulls(inputs, resource.inputProperties, this.packageSchema.types);
    const component = new Component(name, args, completeOptions(options, currentRequest()));
    const outputs = component as unknown as Record<string, Output<unknown>>;
    return {
      urn: component.urn,
      state: Object.fromEntries(
        Object.entries(resource.properties).map(([key, property]) => [
          key,
          property.secret ? secret(outputs[key]) : outputs[key],
        ]),
      ),
    };
  }
}

/** A field that the object itself has, and not one such as `constructor` that every object has. */
function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
