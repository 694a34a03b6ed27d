import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../../settings";
import { accessServiceName, HEAD_PORTS } from "../access-service";
import {
  AGAIN_AFTER_FAILURE,
  besideHead,
  contentJobName,
  GRACE_SECONDS,
  hasHead,
  headTerm,
} from "../beside-head";
import { RESTRICTED } from "../container-security";
import { MANAGED_BY } from "../namespace";
import { LAST_WORDS } from "../ray-cluster/containers";
import { PREFER_SYSTEM_POOL } from "../ray-cluster/head-group";
import { TOKEN_KEY, tokenSecretName } from "../token";
import { READINESS_PROGRAM } from "./program";
import { readerName } from "./reader";

type JobArgs = { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.batch.v1.JobSpec };

/** What the Job proves; a change of any of it makes a new Job. */
export interface Expectation {
  workers: number;
  gpus: number;
}

/** What has to register before the deployment goes on; undefined when it waits for nothing: as the user says, or without pods. */
export function expectation(settings: RaySettings): Expectation | undefined {
  const { readiness, workerGroups } = settings;
  if (readiness === "none" || !hasHead(settings)) return undefined;
  if (readiness === "head") return { workers: 0, gpus: 0 };
  const pods = workerGroups.map((group) => ({
    count: group.replicas.min * group.numOfHosts,
    gpus: group.gpus,
  }));
  return {
    workers: pods.reduce((sum, { count }) => sum + count, 0),
    gpus: pods.reduce((sum, { count, gpus }) => sum + count * gpus, 0),
  };
}

/** Name of the Job: it changes with the RayCluster that the Job proves. */
export function readinessJobName({ clusterName }: RaySettings, proven: unknown): string {
  return contentJobName(clusterName, "ready", proven);
}

/**
 * Builds the Job that waits for Ray, on the head's node, so that it adds neither a node nor an image pull. A Service that
 * selects the head proves nothing: it counts as ready before a pod exists.
 */
export function buildReadinessJob(
  settings: RaySettings,
  name: Input<string>,
  namespace: Input<string>,
  expected: Expectation,
): JobArgs {
  return {
    metadata: { name, namespace, labels: MANAGED_BY, annotations: AGAIN_AFTER_FAILURE },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: settings.readinessTimeoutSeconds + GRACE_SECONDS,
      template: {
        metadata: { labels: MANAGED_BY },
        spec: {
          restartPolicy: "Never",
          serviceAccountName: readerName(settings),
          ...besideHead(settings),
          ...(settings.queue && { affinity: whereTheHeadWillBe(settings) }),
          containers: [buildContainer(settings, expected)],
        },
      },
    },
  };
}

/**
 * With a queue there may be no head for long, or never: the Job then starts without one, where the head is likely to come, or nobody would
 * say why.
 */
function whereTheHeadWillBe(settings: RaySettings): types.input.core.v1.Affinity {
  return {
    podAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: headTerm(settings) }],
    },
    nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [PREFER_SYSTEM_POOL] },
  };
}

function buildContainer(settings: RaySettings, expected: Expectation): types.input.core.v1.Container {
  const secret = tokenSecretName(settings);
  return {
    name: "readiness",
    image: settings.head.image,
    command: ["python", "-c", READINESS_PROGRAM],
    env: [
      { name: "RAY_DASHBOARD", value: `http://${accessServiceName(settings)}:${HEAD_PORTS.dashboard}` },
      { name: "EXPECTED_RAY_VERSION", value: settings.version },
      { name: "EXPECTED_WORKERS", value: String(expected.workers) },
      { name: "EXPECTED_GPUS", value: String(expected.gpus) },
      { name: "TIMEOUT_SECONDS", value: String(settings.readinessTimeoutSeconds) },
      { name: "RAY_CLUSTER", value: settings.clusterName },
      { name: "NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
      ...(settings.queue?.manager === "kueue" ? [{ name: "KUEUE", value: "true" }] : []),
      ...(settings.auth.kubernetes ? [{ name: "K8S_TOKEN_AUTH", value: "true" }] : []),
      ...(secret
        ? [{ name: "RAY_AUTH_TOKEN", valueFrom: { secretKeyRef: { name: secret, key: TOKEN_KEY } } }]
        : []),
    ],
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    securityContext: RESTRICTED,
    ...LAST_WORDS,
  };
}
