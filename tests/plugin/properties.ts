import { structpb, type Struct, type Value } from "./protobuf";

/** Stands in a property map for a value that is not known yet (during a preview). */
export const UNKNOWN: unique symbol = Symbol.for("pulumi.unknown");

/**
 * A plain object of property values: null, booleans, numbers, strings, arrays, nested maps, `UNKNOWN`, and,
 * in what a provider returns, `Secret`. Assets and archives stay maps with their signature key.
 */
export type PropertyMap = { [key: string]: unknown };

/** The way to a value inside a property map, e.g. `["valuesYaml", 0, "password"]`. */
export type PropertyPath = (string | number)[];

/** Marks a value that a provider returns as secret; only for providers served with `acceptSecrets`. */
export class Secret {
  constructor(readonly value: unknown) {}
}

/** The key under which Pulumi's wire format marks special values. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";
const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE_SIGNATURE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** What the wire format writes for an unknown string; the others are for the remaining types. */
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** A property map together with the paths of what was marked secret in it. */
export interface ReadProperties {
  properties: PropertyMap;
  secretPaths: PropertyPath[];
}

/**
 * Reads a property map off the wire: unknown sentinels become `UNKNOWN`, secrets are unwrapped and their paths
 * reported, output values become their value, a resource reference becomes the resource's id (its URN where it
 * has none). Keys whose value is null are kept.
 */
export function readProperties(struct: Struct | undefined): ReadProperties {
  const secretPaths: PropertyPath[] = [];
  const properties: PropertyMap = {};
  struct?.getFieldsMap().forEach((value, key) => {
    properties[key] = readValue(value, [key], secretPaths);
  });
  return { properties, secretPaths };
}

function readValue(value: Value, path: PropertyPath, secretPaths: PropertyPath[]): unknown {
  switch (value.getKindCase()) {
    case structpb.Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case structpb.Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case structpb.Value.KindCase.STRING_VALUE: {
      const text = value.getStringValue();
      return UNKNOWN_SENTINELS.has(text) ? UNKNOWN : text;
    }
    case structpb.Value.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map((item, index) =>
        readValue(item, [...path, index], secretPaths),
      );
    case structpb.Value.KindCase.STRUCT_VALUE:
      return readMap(value.getStructValue(), path, secretPaths);
    default:
      return null;
  }
}

function readMap(struct: Struct | undefined, path: PropertyPath, secretPaths: PropertyPath[]): unknown {
  const fields = struct?.getFieldsMap();
  switch (fields?.get(SIGNATURE_KEY)?.getStringValue()) {
    case SECRET_SIGNATURE: {
      secretPaths.push(path);
      const inner = fields.get("value");
      return inner === undefined ? null : readValue(inner, path, secretPaths);
    }
    case OUTPUT_SIGNATURE: {
      if (fields.get("secret")?.getBoolValue() === true) {
        secretPaths.push(path);
      }
      const inner = fields.get("value");
      return inner === undefined ? UNKNOWN : readValue(inner, path, secretPaths);
    }
    case RESOURCE_SIGNATURE: {
      const id = fields.get("id") ?? fields.get("urn");
      return id === undefined ? null : readValue(id, path, secretPaths);
    }
  }
  const result: PropertyMap = {};
  fields?.forEach((item, key) => {
    result[key] = readValue(item, [...path, key], secretPaths);
  });
  return result;
}

/** Writes a property map for the wire. Keys whose value is undefined are left out. */
export function writeProperties(properties: PropertyMap): Struct {
  const struct = new structpb.Struct();
  for (const [key, value] of Object.entries(properties)) {
    if (value !== undefined) {
      struct.getFieldsMap().set(key, writeValue(value));
    }
  }
  return struct;
}

function writeValue(value: unknown): Value {
  const result = new structpb.Value();
  if (value === null || value === undefined) {
    result.setNullValue(structpb.NullValue.NULL_VALUE);
  } else if (typeof value === "boolean") {
    result.setBoolValue(value);
  } else if (typeof value === "number") {
    result.setNumberValue(value);
  } else if (typeof value === "string") {
    result.setStringValue(value);
  } else if (value === UNKNOWN) {
    result.setStringValue(UNKNOWN_STRING);
  } else if (Array.isArray(value)) {
    result.setListValue(new structpb.ListValue().setValuesList(value.map(writeValue)));
  } else if (value instanceof Secret) {
    result.setStructValue(writeProperties({ [SIGNATURE_KEY]: SECRET_SIGNATURE, value: value.value }));
  } else if (isMap(value)) {
    result.setStructValue(writeProperties(value));
  } else {
    throw new TypeError(`cannot send a ${typeof value} as a property value`);
  }
  return result;
}

/** Whether the value is a nested property map (not an array, null, `UNKNOWN` or a `Secret`). */
export function isMap(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Secret);
}

/** Whether the value is an asset or archive in its wire form (a map with a signature). */
export function isAssetOrArchive(value: unknown): boolean {
  return (
    isMap(value) && (value[SIGNATURE_KEY] === ASSET_SIGNATURE || value[SIGNATURE_KEY] === ARCHIVE_SIGNATURE)
  );
}

/** Whether the value is `UNKNOWN` or holds it somewhere. */
export function containsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (value instanceof Secret) return containsUnknown(value.value);
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isMap(value) && Object.values(value).some(containsUnknown);
}

/** Deep equality of property values; two `UNKNOWN`s are not equal, since nobody knows. */
export function equalValues(left: unknown, right: unknown): boolean {
  if (left === UNKNOWN || right === UNKNOWN) return false;
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => equalValues(item, right[index]));
  }
  if (left instanceof Secret && right instanceof Secret) return equalValues(left.value, right.value);
  if (isMap(left) && isMap(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].every((key) => equalValues(left[key], right[key]));
  }
  return false;
}

/** A copy of `properties` in which the values at `paths` are wrapped as `Secret`; absent paths are passed over. */
export function markSecrets(properties: PropertyMap, paths: PropertyPath[]): PropertyMap {
  return paths.reduce<PropertyMap>((marked, path) => markAt(marked, path) as PropertyMap, properties);
}

function markAt(value: unknown, path: PropertyPath): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return value instanceof Secret ? value : new Secret(value);
  if (Array.isArray(value) && typeof head === "number" && head < value.length) {
    return value.map((item: unknown, index) => (index === head ? markAt(item, rest) : item));
  }
  if (isMap(value) && head in value) return { ...value, [head]: markAt(value[head], rest) };
  return value;
}
