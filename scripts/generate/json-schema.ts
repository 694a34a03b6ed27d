/** The part of JSON Schema (draft 7) that the interfaces of `provider/args` need, with the project's own `x-` keywords. */
export interface JsonSchema {
  $ref?: string;
  type?: "object" | "array" | "string" | "number" | "integer" | "boolean";
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  /** False on interfaces; a schema on maps; absent on free-form objects. */
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  enum?: string[];
  const?: string;
  /** The value may be eventual: a Pulumi output, known only later. */
  "x-input"?: true;
  "x-output"?: true;
  /** Name of the Kubernetes type whose shape the object has. */
  "x-kubernetes"?: string;
}

/** A type of the `args` folder by name; references point to `#/definitions/NAME`. */
export type Definitions = Record<string, JsonSchema>;

const prefix = "#/definitions/";

/** Name of the definition that a schema refers to; undefined when it is no reference. */
export function referenced(schema: JsonSchema): string | undefined {
  return schema.$ref?.startsWith(prefix) ? schema.$ref.slice(prefix.length) : undefined;
}

/** The schema's direct parts: properties, items, values of a map. */
export function parts(schema: JsonSchema): JsonSchema[] {
  return [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items ? [schema.items] : []),
    ...(typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : []),
  ];
}

/** Names of the definitions that `roots` reach, themselves included, in the order in which a reader meets them. */
export function reachable(definitions: Definitions, roots: readonly string[]): string[] {
  const seen = new Set<string>();
  const visit = (schema: JsonSchema): void => {
    const name = referenced(schema);
    if (name !== undefined) {
      enter(name);
    }
    parts(schema).forEach(visit);
  };
  const enter = (name: string): void => {
    const definition = definitions[name];
    if (definition === undefined) {
      throw new Error(
        `There is no type '${name}' in provider/args; known are ${Object.keys(definitions).join(", ")}.`,
      );
    }
    if (!seen.has(name)) {
      seen.add(name);
      visit(definition);
    }
  };
  roots.forEach(enter);
  return [...seen];
}
