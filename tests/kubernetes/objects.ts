/** A Kubernetes object as it stands in the API's JSON. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** The part of an object's metadata that this code looks at. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  generation?: number;
  resourceVersion?: string;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFields[];
  [field: string]: unknown;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface ManagedFields {
  manager?: string;
  operation?: "Apply" | "Update";
  apiVersion?: string;
  fieldsV1?: Record<string, unknown>;
  subresource?: string;
  time?: string;
}

/** An entry of `status.conditions`. */
export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason?: string;
  message?: string;
}

/** The value at a path of object keys and array indexes, undefined where a step is missing. */
export function valueAt(root: unknown, ...path: (string | number)[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** The string at a path, undefined where something else or nothing stands there. */
export function stringAt(root: unknown, ...path: (string | number)[]): string | undefined {
  const value = valueAt(root, ...path);
  return typeof value === "string" ? value : undefined;
}

/** The number at a path, `missing` (default 0) where something else or nothing stands there. */
export function numberAt(root: unknown, path: (string | number)[], missing = 0): number {
  const value = valueAt(root, ...path);
  return typeof value === "number" ? value : missing;
}

/** The array at a path; empty where something else or nothing stands there. */
export function listAt<Item = unknown>(root: unknown, ...path: (string | number)[]): Item[] {
  const value = valueAt(root, ...path);
  return Array.isArray(value) ? (value as Item[]) : [];
}

/** The object's `status.conditions` entry of that type. */
export function conditionOf(object: KubernetesObject, type: string): Condition | undefined {
  return listAt<Condition>(object, "status", "conditions").find((condition) => condition.type === type);
}

/** `namespace/name`, or the name alone for an object without a namespace. */
export function qualifiedName(metadata: { name?: string; namespace?: string }): string {
  const name = metadata.name ?? "";
  return metadata.namespace ? `${metadata.namespace}/${name}` : name;
}
