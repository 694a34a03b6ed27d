import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { NewRedis, RaySettings } from "../settings";
import { RESTRICTED } from "./container-security";
import { buildGeneratedSecret } from "./generated-secret";
import { MANAGED_BY } from "./namespace";

/** Key of the password in its Secret. */
export const REDIS_PASSWORD_KEY = "password";

const PORT = 6379;

/** User and group `redis` of the official image (https://github.com/redis/docker-library-redis). */
const REDIS_USER = 999;

/** Redis takes its settings from standard input, so that the password stands in no list of processes. */
const START = `exec redis-server - <<END
requirepass $REDIS_PASSWORD
appendonly yes
dir /data
END`;

/** The Redis that this package makes for a cluster; undefined where there is none, or one that exists already. */
export function newRedis({ faultTolerance }: RaySettings): NewRedis | undefined {
  if (faultTolerance?.backend !== "redis" || "address" in faultTolerance.redis) return undefined;
  return faultTolerance.redis;
}

/** Name of the Redis's objects. */
export function redisName({ clusterName }: RaySettings): string {
  return `${clusterName}-redis`;
}

/** Address of the Redis that this package makes. */
export function redisAddress(settings: RaySettings): string {
  return `${redisName(settings)}:${PORT}`;
}

/** Builds the Secret with a new password. */
export function buildRedisSecret(settings: RaySettings, namespace: Input<string>) {
  return buildGeneratedSecret(redisName(settings), namespace, REDIS_PASSWORD_KEY);
}

/** Builds the Service at which the head finds its Redis; it is there before the Redis is. */
export function buildRedisService(settings: RaySettings, namespace: Input<string>) {
  const name = redisName(settings);
  return {
    metadata: { name, namespace, labels: MANAGED_BY, annotations: { "pulumi.com/skipAwait": "true" } },
    spec: {
      type: "ClusterIP",
      selector: redisLabels(settings),
      ports: [{ name: "redis", port: PORT, targetPort: PORT, protocol: "TCP" }],
    },
  } satisfies { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.core.v1.ServiceSpec };
}

/** Builds the Redis: one pod with a volume, on which every write is kept before it is answered for. */
export function buildRedis(settings: RaySettings, redis: NewRedis, namespace: Input<string>) {
  const name = redisName(settings);
  const labels = redisLabels(settings);
  return {
    metadata: { name, namespace, labels: MANAGED_BY },
    spec: {
      serviceName: name,
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels: { ...MANAGED_BY, ...labels } }, spec: buildRedisPod(name, redis) },
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: redis.storageClassName,
            resources: { requests: { storage: `${redis.storageGiB}Gi` } },
          },
        },
      ],
      // The data goes with the RayCluster that it belongs to.
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
    },
  } satisfies { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.apps.v1.StatefulSetSpec };
}

/** Labels of the Redis's pod. */
export function redisLabels(settings: RaySettings): Record<string, string> {
  return { "app.kubernetes.io/name": "redis", "app.kubernetes.io/instance": redisName(settings) };
}

function buildRedisPod(name: string, { image }: NewRedis): types.input.core.v1.PodSpec {
  const resources = { cpu: "100m", memory: "512Mi" };
  return {
    automountServiceAccountToken: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: REDIS_USER,
      runAsGroup: REDIS_USER,
      fsGroup: REDIS_USER,
    },
    containers: [
      {
        name: "redis",
        image,
        command: ["sh", "-c", START],
        env: [{ name: "REDIS_PASSWORD", valueFrom: { secretKeyRef: { name, key: REDIS_PASSWORD_KEY } } }],
        ports: [{ name: "redis", containerPort: PORT }],
        readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 2 },
        resources: { requests: resources, limits: { memory: resources.memory } },
        securityContext: RESTRICTED,
        volumeMounts: [{ name: "data", mountPath: "/data" }],
      },
    ],
  };
}
