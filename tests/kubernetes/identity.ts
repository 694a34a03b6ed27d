import type { PropertyMap } from "../plugin";
import { normalize } from "./comparison";
import { annotationOf } from "./naming";
import type { KubernetesObject } from "./objects";
import { without } from "./values";

/** Kinds without a namespace, for a cluster that cannot be asked yet. */
export const CLUSTER_WIDE = new Set([
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
]);

/** Fills in `apiVersion` and `kind` from the type token `kubernetes:GROUP/VERSION:KIND`. */
export function typed(inputs: PropertyMap, type: string): PropertyMap {
  const [, module = "", kind = ""] = type.split(":");
  const apiVersion = module.replace(/^core\//, "");
  return { ...inputs, apiVersion: inputs.apiVersion ?? apiVersion, kind: inputs.kind ?? kind };
}

/** Takes an id `namespace/name` or `name` apart. */
export function splitId(id: string): [namespace: string | undefined, name: string] {
  const [first = "", second] = id.split("/");
  return second === undefined ? [undefined, first] : [first, second];
}

/** What happens to an object's dependents when it is deleted: `pulumi.com/deletionPropagationPolicy`, else Foreground. */
export function propagation(inputs: PropertyMap): "Foreground" | "Background" | "Orphan" {
  const policy = annotationOf(inputs, "pulumi.com/deletionPropagationPolicy")?.toLowerCase();
  return policy === "orphan" ? "Orphan" : policy === "background" ? "Background" : "Foreground";
}

/** The inputs of an object that no program has described: what it says of itself, without the server's own fields. */
export function importedInputs(live: KubernetesObject): PropertyMap {
  return normalize(without(live, "status"));
}
