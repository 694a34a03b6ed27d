import type { PodToCreate } from "./pods";
import { envOf, rayContainer, type EnvVar, type RayCluster } from "./ray-cluster";

/** Keeps a deleted RayCluster until its data in Redis is gone. */
export const REDIS_FINALIZER = "ray.io/gcs-ft-redis-cleanup-finalizer";

/** Seconds after which a deletion goes on without the clean-up; `ray.io/gcs-ft-deletion-timeout` changes it. */
const DELETION_TIMEOUT_SECONDS = 300;

const STORAGE_NAMESPACE = "ray.io/external-storage-namespace";

export function isFaultTolerant({ metadata, spec }: RayCluster): boolean {
  const annotated = metadata.annotations?.["ray.io/ft-enabled"]?.toLowerCase() === "true";
  return annotated || spec.gcsFaultToleranceOptions !== undefined;
}

/** Whether the state lies on a volume, where no Redis is to be cleaned up. */
export function isEmbedded({ spec }: RayCluster): boolean {
  return spec.gcsFaultToleranceOptions?.backend === "rocksdb";
}

/** Seconds that a deletion waits for the clean-up of Redis. */
export function deletionTimeout({ metadata }: RayCluster): number {
  const annotated = Number(metadata.annotations?.["ray.io/gcs-ft-deletion-timeout"]);
  return Number.isInteger(annotated) && annotated > 0 ? annotated : DELETION_TIMEOUT_SECONDS;
}

/** Redis settings of the head pod, and the longer patience of workers: KubeRay v1.7.0 pod.go, configureRedisFT. */
export function addFaultTolerance(
  cluster: RayCluster,
  pod: PodToCreate,
  isHead: boolean,
  parameters: Record<string, string>,
): void {
  const annotations = pod.metadata.annotations as Record<string, string>;
  if (isHead) annotations["ray.io/ft-enabled"] = String(isFaultTolerant(cluster));
  const container = rayContainer(pod.spec);
  if (!isFaultTolerant(cluster) || container === undefined) return;
  const env = (container.env ??= []);
  if (!isHead) {
    const name = "RAY_gcs_rpc_server_reconnect_timeout_s";
    if (envOf(container, name) === undefined) env.push({ name, value: "600" });
    return;
  }
  const options = cluster.spec.gcsFaultToleranceOptions;
  const namespace =
    options?.externalStorageNamespace ||
    cluster.metadata.annotations?.[STORAGE_NAMESPACE] ||
    (cluster.metadata.uid ?? "");
  annotations[STORAGE_NAMESPACE] = namespace;
  const variable = "RAY_external_storage_namespace";
  if (envOf(container, variable) === undefined) env.push({ name: variable, value: namespace });
  if (options === undefined) {
    const password = parameters["redis-password"];
    if (password !== undefined && envOf(container, "REDIS_PASSWORD") === undefined) {
      env.push({ name: "REDIS_PASSWORD", value: password });
    }
    return;
  }
  env.push({ name: "RAY_REDIS_ADDRESS", value: options.redisAddress ?? "" });
  const credentials: [string, string, Omit<EnvVar, "name"> | undefined][] = [
    ["redis-username", "REDIS_USERNAME", options.redisUsername],
    ["redis-password", "REDIS_PASSWORD", options.redisPassword],
  ];
  for (const [parameter, name, source] of credentials) {
    if (source === undefined) continue;
    parameters[parameter] = `$${name}`;
    env.push({ name, ...source });
  }
}
