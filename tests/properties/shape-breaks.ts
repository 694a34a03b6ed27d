import {
  definitionPlace,
  placeBelow,
  type JsonSchema,
  type SchemaPlace,
} from "../../provider/settings/args-schema";
import { joinPath } from "../../provider/settings/faults";

type Keys = (string | number)[];

/** A change of a value that breaks the schema, at a path of the settings. */
export interface ShapeBreak {
  what: string;
  keys: Keys;
  value: unknown;
  /** Where the error has to be. */
  path: string;
}

/** Limits of JSON Schema that `JsonSchema` leaves to the validator. */
interface Limited extends JsonSchema {
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  enum?: unknown[];
  pattern?: string;
  required?: string[];
}

/** Every way to break the shape of a value: another type, beyond a limit, unknown keys, required ones gone. */
export function shapeBreaks(value: object): ShapeBreak[] {
  return [...below(value, definitionPlace("AksRayClusterArgs"), [])];
}

function* below(value: unknown, place: SchemaPlace, keys: Keys): Generator<ShapeBreak> {
  const schema = place.schema as Limited;
  if (schema.type === undefined && schema.enum === undefined && schema.properties === undefined) return;
  yield* ofValue(schema, keys);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const inner = placeBelow(place, index);
      if (inner) yield* below(item, inner, [...keys, index]);
    }
  } else if (typeof value === "object" && value !== null) {
    if (schema.additionalProperties === false) yield at("an unknown key", [...keys, "nonsense"], 1);
    for (const key of schema.required ?? []) yield at("a missing key", [...keys, key], undefined);
    for (const [key, item] of Object.entries(value)) {
      const inner = placeBelow(place, key);
      if (inner) yield* below(item, inner, [...keys, key]);
    }
  }
}

function* ofValue(schema: Limited, keys: Keys): Generator<ShapeBreak> {
  if (keys.length === 0) return;
  const wrong = schema.type === "object" ? "text" : schema.type === "array" ? 7 : { text: "x" };
  yield at("another type", keys, wrong);
  if (schema.type === "boolean") yield at("a text for a truth value", keys, "true");
  if (schema.type === "integer") yield at("half a number", keys, (schema.minimum ?? 0) + 0.5);
  if (schema.enum) yield at("an unknown word", keys, "nonsense");
  if (schema.pattern !== undefined) yield at("a text of another pattern", keys, " \u0000 ");
  if (schema.minimum !== undefined) yield at("less than the least", keys, schema.minimum - 1);
  if (schema.maximum !== undefined) yield at("more than the most", keys, schema.maximum + 1);
  if (schema.exclusiveMinimum !== undefined) yield at("the limit itself", keys, schema.exclusiveMinimum);
}

function at(what: string, keys: Keys, value: unknown): ShapeBreak {
  return { what, keys, value, path: joinPath("", ...keys) };
}

/** A copy of a value with another one at these keys; undefined removes it. */
export function withValue<T>(value: T, [key, ...rest]: Keys, inner: unknown): T {
  if (key === undefined) return inner as T;
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const fields = copy as Record<string | number, unknown>;
  if (rest.length === 0 && inner === undefined) delete fields[key];
  else fields[key] = withValue(fields[key], rest, inner);
  return copy as T;
}
