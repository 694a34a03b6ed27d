import { objectProperties, type PackageSchema, type PropertySchema } from "./package-schema";

/**
 * Arguments without the fields that are null: languages write an absent field as null (`None` in Python, `null` in YAML).
 * Free-form values keep their nulls, since there null says something (in Helm values it removes a default).
 */
export function omitNulls(
  args: Record<string, unknown>,
  properties: Record<string, PropertySchema>,
  types: PackageSchema["types"],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args)
      .filter(([name, value]) => value !== null || !(name in properties))
      .map(([name, value]) => [name, clean(value, properties[name] ?? {}, types)]),
  );
}

function clean(value: unknown, schema: PropertySchema, types: PackageSchema["types"]): unknown {
  const properties = objectProperties(schema, types);
  if (properties && isPlainObject(value)) {
    return omitNulls(value, properties, types);
  }
  const { additionalProperties, items } = schema;
  if (additionalProperties && isPlainObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, clean(part, additionalProperties, types)]),
    );
  }
  return items && Array.isArray(value) ? value.map((part) => clean(part, items, types)) : value;
}

/** Outputs, assets and resources are objects of classes, and stay as they are. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
