/**
 * The type of a property: a primitive, "any", one of a list of strings, a list, a map from any key, or a named
 * object type.
 */
export type PropertyType =
  | "string"
  | "number"
  | "boolean"
  | "any"
  | { enum: string[] }
  | { array: PropertyType }
  | { map: PropertyType }
  | { ref: string };

/** An object type: its properties and which of them a body must have. */
export interface ObjectType {
  properties: Record<string, PropertyType>;
  required: string[];
}

/** A resource type: what a program passes and what it gets back. */
export interface ResourceSchema {
  /** Azure's API version that this release of azure-native uses for the type. */
  apiVersion: string;
  inputs: ObjectType;
  outputs: ObjectType;
}

/** The part of azure-native's schema that the stand-in knows. */
export interface Schema {
  /** Version of @pulumi/azure-native that it was taken from. */
  version: string;
  /** By type token. */
  resources: Record<string, ResourceSchema>;
  /** Named object types of inputs, e.g. `containerservice.GPUProfileArgs`, and outputs (`…Response`). */
  types: Record<string, ObjectType>;
}
