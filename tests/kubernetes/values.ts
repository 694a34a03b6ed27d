import { createHash, randomBytes } from "node:crypto";
import { isMap, type PropertyMap } from "../plugin";

/**
 * Pulumi's property keys and Kubernetes' field names differ for `x-kubernetes-…` alone: the SDKs write
 * `x_kubernetes_…`, since a dash is no identifier.
 */
export function toKubernetes(value: unknown): unknown {
  return renameKeys(value, (key) => (key.startsWith("x_kubernetes_") ? key.replaceAll("_", "-") : key));
}

/** The way back of `toKubernetes`. */
export function toPulumi(value: unknown): unknown {
  return renameKeys(value, (key) => (key.startsWith("x-kubernetes-") ? key.replaceAll("-", "_") : key));
}

function renameKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renameKeys(item, rename));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [rename(key), renameKeys(item, rename)]),
  );
}

/**
 * What `live` holds of the fields that `shape` names: the cluster's own fields fall away, drift stays visible.
 * Lists are compared by position, and items beyond the shape's are dropped.
 */
export function prune(live: PropertyMap, shape: PropertyMap): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, value] of Object.entries(live)) {
    if (key in shape) result[key] = pruneValue(value, shape[key]);
  }
  return result;
}

function pruneValue(live: unknown, shape: unknown): unknown {
  if (isMap(live) && isMap(shape)) return prune(live, shape);
  if (Array.isArray(live) && Array.isArray(shape)) {
    return live.slice(0, shape.length).map((item, index) => pruneValue(item, shape[index]));
  }
  return live;
}

/**
 * A name of the prefix and eight hexadecimal digits. The same seed gives the same name, so that preview and update
 * agree; an empty seed gives a random one.
 */
export function uniqueName(prefix: string, seed: Uint8Array = new Uint8Array()): string {
  const bytes =
    seed.length === 0 ? randomBytes(4) : createHash("sha256").update(seed).digest().subarray(0, 4);
  return prefix + bytes.toString("hex");
}

/** A deep copy of plain JSON data. */
export function copy<Value>(value: Value): Value {
  return structuredClone(value);
}

/** The object without one of its keys. */
export function without<Value extends object, Key extends keyof Value>(
  object: Value,
  key: Key,
): Omit<Value, Key> {
  const rest = { ...object };
  delete rest[key];
  return rest;
}
