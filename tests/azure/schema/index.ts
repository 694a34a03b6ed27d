import data from "./azure-native.json";
import type { ObjectType, ResourceSchema, Schema } from "./types";

export type { ObjectType, PropertyType, ResourceSchema, Schema } from "./types";

/** azure-native's schema of the types that the stand-in knows; made by generate.ts. */
export const SCHEMA = data as Schema;

/** The schema of a resource type by its token; undefined when the stand-in does not know it. */
export function resourceSchema(token: string): ResourceSchema | undefined {
  return SCHEMA.resources[token];
}

/** A named object type. */
export function objectType(name: string): ObjectType {
  return SCHEMA.types[name] ?? { properties: {}, required: [] };
}
