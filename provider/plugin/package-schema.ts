/** What the plugin reads in its own package schema (`provider/schema.json`). */
export interface PackageSchema {
  name: string;
  version: string;
  resources: Record<string, ResourceSchema>;
  types: Record<string, { properties?: Record<string, PropertySchema> }>;
}

export interface ResourceSchema {
  inputProperties: Record<string, PropertySchema>;
  properties: Record<string, PropertySchema>;
}

export interface PropertySchema {
  $ref?: string;
  secret?: boolean;
  items?: PropertySchema;
  additionalProperties?: PropertySchema;
}

/** Properties of the object type that `schema` refers to; undefined for anything else. */
export function objectProperties(schema: PropertySchema, types: PackageSchema["types"]) {
  const prefix = "#/types/";
  return schema.$ref?.startsWith(prefix) ? types[schema.$ref.slice(prefix.length)]?.properties : undefined;
}
