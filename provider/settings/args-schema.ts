import type { Ajv, ErrorObject, ValidateFunction } from "ajv";
import schema from "./args.schema.json";

/** Names of the definitions in the JSON Schema of the arguments that a component takes. */
export const ARGS_DEFINITIONS = [
  "AksClusterArgs",
  "KubeRayOperatorArgs",
  "RayClusterArgs",
  "AksRayClusterArgs",
  "RayJobArgs",
  "RayCronJobArgs",
  "RayServiceArgs",
] as const;

export type ArgsDefinition = (typeof ARGS_DEFINITIONS)[number];

/** The part of JSON Schema that the generated file uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  /** The field may hold an Output or a Promise. */
  "x-input"?: boolean;
  /** An object of this Kubernetes type, Outputs anywhere in it. */
  "x-kubernetes"?: string;
}

/** A place in the JSON Schema. */
export interface SchemaPlace {
  /** The schema there, with a reference followed. */
  schema: JsonSchema;
  /** JSON pointer of the place; it keeps what stands beside a reference. */
  pointer: string;
  /** JSON pointer of what the reference leads to. */
  target: string;
}

const definitions = schema.definitions as Record<string, JsonSchema>;

/** Place of a definition. */
export function definitionPlace(name: string): SchemaPlace {
  const pointer = `#/definitions/${name}`;
  return { schema: definitions[name] ?? {}, pointer, target: pointer };
}

/** Places below: of an object's key, or of a list's items; undefined where the schema has nothing to say. */
export function placeBelow({ schema, target }: SchemaPlace, key: string | number): SchemaPlace | undefined {
  if (typeof key === "number") return schema.items && place(schema.items, `${target}/items`);
  const property =
    schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  if (property) return place(property, `${target}/properties/${key}`);
  const further = schema.additionalProperties;
  return typeof further === "object" ? place(further, `${target}/additionalProperties`) : undefined;
}

function place(schema: JsonSchema, pointer: string): SchemaPlace {
  if (schema.$ref === undefined) return { schema, pointer, target: pointer };
  const referred = definitions[schema.$ref.replace("#/definitions/", "")] ?? {};
  return { schema: { ...referred, ...schema }, pointer, target: schema.$ref };
}

/** Options of all validators, whenever they are compiled. */
export const VALIDATION = {
  allErrors: true,
  verbose: true,
  strict: false,
  validateSchema: false,
} as const;

let validators: Ajv | undefined;

/** Validator of a place in the schema, compiled when first asked for unless it has been before. */
function validatorAt(pointer: string): ValidateFunction {
  const compiled = compiledValidators()[pointer.replace("#/definitions/", "")];
  if (compiled !== undefined) return compiled;
  validators ??= createAjv().addSchema(schema, "args");
  const validate = validators.getSchema(`args${pointer}`);
  if (!validate) throw new Error(`no JSON Schema at ${pointer}`);
  return validate;
}

/** Loaded when first needed: a plugin answers its first questions without. */
function compiledValidators(): Partial<Record<string, ValidateFunction>> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require("./compiled-validators") as typeof import("./compiled-validators")).compiledValidators;
}

/** The schema is generated and tested, so it is not checked again; optimized code would not pay for one validation. */
function createAjv(): Ajv {
  // A plugin answers its first questions without Ajv, which takes long to load.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Ajv } = require("ajv") as typeof import("ajv");
  return new Ajv({ ...VALIDATION, code: { optimize: false } });
}

/** Errors of a value against a place in the schema. */
export function schemaErrors(value: unknown, pointer: string): ErrorObject[] {
  const validate = validatorAt(pointer);
  return validate(value) ? [] : (validate.errors ?? []);
}
