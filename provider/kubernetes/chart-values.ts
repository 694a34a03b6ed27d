import * as pulumi from "@pulumi/pulumi";

/** Values of a Helm chart. */
export type Values = Record<string, unknown>;

/** Lays values over others, object by object; lists are replaced, as by Helm. */
export function mergeValues(base: Values, override: Values): Values {
  const merged = { ...base };
  for (const [key, value] of Object.entries(override)) {
    const below = base[key];
    merged[key] = isValues(below) && isValues(value) ? mergeValues(below, value) : value;
  }
  return merged;
}

function isValues(value: unknown): value is Values {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !pulumi.Output.isInstance(value)
  );
}
