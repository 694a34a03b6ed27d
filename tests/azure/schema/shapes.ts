import { isMap, UNKNOWN, type PropertyMap } from "../../plugin";
import { objectType, resourceSchema, type ObjectType, type PropertyType } from ".";

/**
 * The outputs of a resource as azure-native previews them: what the inputs say, unknown for everything else the
 * response has (pulumi-azure-native convert/previewOutputs.go).
 */
export function previewOutputs(token: string, inputs: PropertyMap): PropertyMap {
  return previewObject(resourceSchema(token)?.outputs, inputs);
}

function previewObject(type: ObjectType | undefined, inputs: PropertyMap): PropertyMap {
  return Object.fromEntries(
    Object.entries(type?.properties ?? {}).map(([name, property]) => [
      name,
      previewValue(property, inputs[name]),
    ]),
  );
}

function previewValue(type: PropertyType, input: unknown): unknown {
  if (type === "any") return input ?? UNKNOWN;
  if (typeof type === "string") return typeof input === type ? input : UNKNOWN;
  if ("enum" in type) return typeof input === "string" ? input : UNKNOWN;
  if ("array" in type) {
    return Array.isArray(input) ? input.map((item: unknown) => previewValue(type.array, item)) : UNKNOWN;
  }
  if (!isMap(input)) return UNKNOWN;
  if ("ref" in type) return previewObject(objectType(type.ref), input);
  return Object.fromEntries(Object.entries(input).map(([key, item]) => [key, previewValue(type.map, item)]));
}

/**
 * The part of a resource's outputs that a program could have passed as inputs: read-only properties fall away
 * (pulumi-azure-native convert/sdkOutputsToSdkInputs.go).
 */
export function projectToInputs(
  token: string,
  outputs: PropertyMap,
  pathParameters: readonly string[],
): PropertyMap {
  const inputs = resourceSchema(token)?.inputs;
  const projected = projectObject(inputs, outputs);
  for (const name of pathParameters) delete projected[name];
  return projected;
}

function projectObject(type: ObjectType | undefined, value: PropertyMap): PropertyMap {
  const result: PropertyMap = {};
  for (const [name, property] of Object.entries(type?.properties ?? {})) {
    const projected = projectValue(property, value[name]);
    if (projected !== undefined) result[name] = projected;
  }
  return result;
}

function projectValue(type: PropertyType, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof type === "string" || "enum" in type) return value;
  // A set of strings comes back as a map with details by string, e.g. userAssignedIdentities.
  if ("array" in type) {
    if (Array.isArray(value)) return value.map((item: unknown) => projectValue(type.array, item));
    return isMap(value) ? Object.keys(value) : undefined;
  }
  if (!isMap(value)) return undefined;
  if ("ref" in type) return projectObject(objectType(type.ref), value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, projectValue(type.map, item)]));
}
