import { structpb, type Struct, type Value } from "../plugin/protobuf";
import {
  OutputValue,
  ResourceReference,
  Secret,
  Unknown,
  UNKNOWN,
  type PropertyMap,
  type PropertyValue,
} from "./values";

/** The key that marks a map on the wire and in state as something else than a map. */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
export const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
export const RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e";

/** What stands on the wire for an unknown string, and for the id of a resource that is not created yet. */
export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const UNKNOWN_SENTINELS: ReadonlySet<string> = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** What the receiver of a message understands. What it does not is sent as the nearest plain value. */
export interface Accepts {
  /** Unknown values; without it they are left out. */
  unknowns?: boolean;
  /** Secrets; without it they are sent bare. */
  secrets?: boolean;
  /** Resource references; without it they are sent as an id, or a URN where there is none. */
  resources?: boolean;
  /** Output values with their dependencies; without it they are sent as secrets, unknowns or values. */
  outputs?: boolean;
}

/** Writes properties as a protobuf struct. */
export function toStruct(map: PropertyMap, accepts: Accepts): Struct {
  const struct = new structpb.Struct();
  const fields = struct.getFieldsMap();
  for (const [key, value] of Object.entries(map)) {
    const written = toValue(value, accepts);
    if (written !== undefined) fields.set(key, written);
  }
  return struct;
}

function toValue(value: PropertyValue | undefined, accepts: Accepts): Value | undefined {
  const result = new structpb.Value();
  if (value === undefined) return undefined;
  if (value === null) return result.setNullValue(structpb.NullValue.NULL_VALUE);
  if (typeof value === "boolean") return result.setBoolValue(value);
  if (typeof value === "number") return result.setNumberValue(value);
  if (typeof value === "string") return result.setStringValue(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => toValue(item, accepts)).filter((item) => item !== undefined);
    return result.setListValue(new structpb.ListValue().setValuesList(items));
  }
  if (value instanceof Unknown) {
    return accepts.unknowns === true ? result.setStringValue(UNKNOWN_STRING) : undefined;
  }
  if (value instanceof Secret) {
    if (accepts.secrets !== true) return toValue(value.element, accepts);
    return toValue({ [SIGNATURE_KEY]: SECRET_SIGNATURE, value: value.element }, accepts);
  }
  if (value instanceof OutputValue) return outputToValue(value, accepts);
  if (value instanceof ResourceReference) return referenceToValue(value, accepts);
  return result.setStructValue(toStruct(value, accepts));
}

function outputToValue(output: OutputValue, accepts: Accepts): Value | undefined {
  if (accepts.outputs !== true) {
    const element = output.known ? output.element : UNKNOWN;
    return toValue(output.secret ? new Secret(element) : element, accepts);
  }
  const map: PropertyMap = { [SIGNATURE_KEY]: OUTPUT_SIGNATURE };
  if (output.known) map.value = output.element;
  if (output.secret) map.secret = true;
  if (output.dependencies.length > 0) map.dependencies = [...output.dependencies];
  return toValue(map, accepts);
}

function referenceToValue(reference: ResourceReference, accepts: Accepts): Value | undefined {
  const { urn, id, packageVersion } = reference;
  if (accepts.resources !== true) return toValue(id ?? urn, accepts);
  const map: PropertyMap = { [SIGNATURE_KEY]: RESOURCE_SIGNATURE, urn };
  if (id !== undefined) map.id = id instanceof Unknown ? "" : id;
  if (packageVersion !== "") map.packageVersion = packageVersion;
  return toValue(map, accepts);
}

/** How to read a message. */
export interface ReadOptions {
  /** `keep` (default), `drop` properties that are unknown, or `reject` the message with an Error. */
  unknowns?: "keep" | "drop" | "reject";
  /** Keep output values as such (default false: read them as secrets, unknowns or values). */
  outputs?: boolean;
  /** Read unknowns and secrets as output values too, as requests for components are read. */
  upgradeToOutputs?: boolean;
}

/** Reads properties from a protobuf struct; an absent struct is an empty map. */
export function fromStruct(struct: Struct | undefined, options: ReadOptions = {}): PropertyMap {
  const result: PropertyMap = {};
  struct?.getFieldsMap().forEach((field, key) => {
    const value = fromValue(key, field, options);
    if (value !== undefined) result[key] = value;
  });
  return result;
}

function fromValue(key: string, value: Value, options: ReadOptions): PropertyValue | undefined {
  switch (value.getKindCase()) {
    case structpb.Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case structpb.Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case structpb.Value.KindCase.STRING_VALUE: {
      const text = value.getStringValue();
      return UNKNOWN_SENTINELS.has(text) ? readUnknown(key, options) : text;
    }
    case structpb.Value.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map(
        (item) => fromValue(key, item, options) ?? null,
      );
    case structpb.Value.KindCase.STRUCT_VALUE:
      return fromSigned(key, fromStruct(value.getStructValue(), options), options);
    default:
      return null;
  }
}

function readUnknown(key: string, options: ReadOptions): PropertyValue | undefined {
  if (options.unknowns === "reject") throw new Error(`unexpected unknown property value for "${key}"`);
  if (options.unknowns === "drop") return undefined;
  return options.upgradeToOutputs === true ? new OutputValue(UNKNOWN, false, false, []) : UNKNOWN;
}

function fromSigned(key: string, map: PropertyMap, options: ReadOptions): PropertyValue | undefined {
  switch (map[SIGNATURE_KEY]) {
    case SECRET_SIGNATURE: {
      const element = map.value;
      if (element === undefined) throw new Error(`malformed secret for "${key}": its value is missing`);
      return options.upgradeToOutputs === true
        ? new OutputValue(element, true, true, [])
        : new Secret(element);
    }
    case OUTPUT_SIGNATURE: {
      const known = map.value !== undefined;
      const secret = map.secret === true;
      const element = map.value ?? (known ? null : UNKNOWN);
      if (options.outputs === true || options.upgradeToOutputs === true) {
        return new OutputValue(element, known, secret, readStrings(map.dependencies));
      }
      const read = known ? element : readUnknown(key, options);
      return secret && read !== undefined ? new Secret(read) : read;
    }
    case RESOURCE_SIGNATURE:
      return readReference(key, map);
    default:
      return map;
  }
}

function readReference(key: string, map: PropertyMap): ResourceReference {
  const { urn, id, packageVersion } = map;
  if (typeof urn !== "string") throw new Error(`malformed resource reference for "${key}": missing urn`);
  const read = id === undefined ? undefined : typeof id === "string" && id !== "" ? id : UNKNOWN;
  return new ResourceReference(urn, read, typeof packageVersion === "string" ? packageVersion : "");
}

function readStrings(value: PropertyValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
