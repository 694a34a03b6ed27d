import { isMap, markSecrets, type PropertyMap, type PropertyPath } from "../plugin";
import type { KubernetesObject } from "./objects";
import { toKubernetes, toPulumi } from "./values";

/** What a resource's recorded outputs hold. */
export interface Checkpoint {
  /** The inputs of the last create or update. */
  inputs: PropertyMap;
  /** The object as the server returned it then. */
  live: PropertyMap;
  /** The field manager that owns what the program wrote. */
  fieldManager?: string;
  initialApiVersion?: string;
}

/** pulumi-kubernetes, checkpointObject: the live object with these keys beside its fields. */
const INPUTS_KEY = "__inputs";
const API_VERSION_KEY = "__initialApiVersion";
const FIELD_MANAGER_KEY = "__fieldManager";

/** Reads recorded outputs. */
export function readCheckpoint(outputs: PropertyMap): Checkpoint {
  const { [INPUTS_KEY]: inputs, [API_VERSION_KEY]: version, [FIELD_MANAGER_KEY]: manager, ...live } = outputs;
  return {
    inputs: isMap(inputs) ? (toKubernetes(inputs) as PropertyMap) : {},
    live: toKubernetes(live) as PropertyMap,
    fieldManager: typeof manager === "string" ? manager : undefined,
    initialApiVersion: typeof version === "string" ? version : undefined,
  };
}

/** Outputs to record; what was secret in the inputs is secret in them, also a Secret's `data` made of `stringData`. */
export function writeCheckpoint(
  live: KubernetesObject,
  inputs: PropertyMap,
  secretPaths: PropertyPath[],
  fieldManager: string,
  initialApiVersion: string = live.apiVersion,
): PropertyMap {
  const paths = withSecretData(secretPaths, live);
  return {
    ...markSecrets(toPulumi(live) as PropertyMap, paths),
    [INPUTS_KEY]: markSecrets(toPulumi(inputs) as PropertyMap, paths),
    [API_VERSION_KEY]: initialApiVersion,
    [FIELD_MANAGER_KEY]: fieldManager,
  };
}

/** A Secret's `stringData` comes back as `data`: what is secret in one is secret in the other. */
export function withSecretData(
  paths: PropertyPath[],
  { apiVersion, kind }: { apiVersion?: unknown; kind?: unknown },
): PropertyPath[] {
  if (apiVersion !== "v1" || kind !== "Secret") return paths;
  const data = paths
    .filter(([field]) => field === "stringData")
    .map(([, ...rest]): PropertyPath => ["data", ...rest]);
  return [...paths, ...data];
}
