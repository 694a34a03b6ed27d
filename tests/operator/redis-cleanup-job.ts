import type { NewObject } from "../kubernetes/api";
import { buildHeadPod, OPERATOR_VERSION, SPEC_HASH } from "./pods";
import { checkLabel, ownedBy, rayContainer, type RayCluster } from "./ray-cluster";
import { specHash } from "./spec-hash";

const CLEANUP_SCRIPT = `python - <<'PYTHON'
import os, sys
from urllib.parse import urlparse
from ray._private.gcs_utils import cleanup_redis_storage
address = os.getenv("RAY_REDIS_ADDRESS", "").split(",")[0]
redis = urlparse(address if "://" in address else "redis://" + address)
done = cleanup_redis_storage(
    host=redis.hostname,
    port=redis.port,
    password=os.getenv("REDIS_PASSWORD", redis.password or ""),
    use_ssl=redis.scheme == "rediss",
    storage_namespace=os.getenv("RAY_external_storage_namespace"),
)
sys.exit(0 if done else 1)
PYTHON`;

/** The Job that removes a deleted cluster's data from Redis: KubeRay v1.7.0, buildRedisCleanupJob. */
export function buildRedisCleanupJob(cluster: RayCluster): NewObject {
  const { metadata, spec } = buildHeadPod(cluster, specHash(cluster.spec));
  const ray = rayContainer(spec);
  const limits = { cpu: "200m", memory: "256Mi" };
  const labels = { ...(metadata.labels as Record<string, string>), "ray.io/node-type": "redis-cleanup" };
  const annotations = { ...(metadata.annotations as Record<string, string>) };
  delete annotations[SPEC_HASH];
  delete annotations[OPERATOR_VERSION];
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: checkLabel(`${cluster.metadata.name}-redis-cleanup`),
      namespace: cluster.metadata.namespace,
      labels,
      annotations,
      ownerReferences: ownedBy(cluster),
    },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: 300,
      template: {
        metadata: { labels, annotations },
        spec: {
          ...spec,
          restartPolicy: "Never",
          containers: [
            {
              ...ray,
              command: ["/bin/bash", "-c", "--"],
              args: [CLEANUP_SCRIPT],
              livenessProbe: undefined,
              readinessProbe: undefined,
              env: [
                ...(ray?.env ?? []),
                { name: "RAY_redis_db_connect_retries", value: "120" },
                { name: "RAY_redis_db_connect_wait_milliseconds", value: "500" },
              ],
              resources: { limits, requests: { ...limits } },
            },
          ],
        },
      },
    },
  };
}
