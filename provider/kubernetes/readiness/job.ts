import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../../settings";
import { accessServiceName, HEAD_PORTS } from "../access-service";
import { RESTRICTED } from "../container-security";
import { MANAGED_BY } from "../namespace";
import { headPodLabels } from "../ray-cluster/head-group";
import { TOKEN_KEY, tokenSecretName } from "../token";
import { READINESS_PROGRAM } from "./program";
import { readerName } from "./reader";

type JobArgs = { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.batch.v1.JobSpec };

/** What the Job proves; a change of any of it makes a new Job. */
export interface Expectation {
  workers: number;
  gpus: number;
}

/**
 * What has to register before the deployment goes on; undefined when it waits for nothing: as the user says, or because a
 * suspended cluster has no pods, and one under MultiKueue has them elsewhere.
 */
export function expectation(settings: RaySettings): Expectation | undefined {
  const { readiness, workerGroups, suspend, managedBy } = settings;
  if (readiness === "none" || suspend || managedBy === "kueue.x-k8s.io/multikueue") return undefined;
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

/** Name of the Job: it changes with the RayCluster that the Job proves, since a finished Job never runs again. */
export function readinessJobName({ clusterName }: RaySettings, proven: unknown): string {
  const digest = createHash("sha256").update(JSON.stringify(proven)).digest("hex").slice(0, 8);
  return `${clusterName.slice(0, 47).replace(/-+$/, "")}-ready-${digest}`;
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
          affinity: {
            podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [besideHead(settings)] },
          },
          tolerations: ANY_TAINT,
          ...imagePullSecrets(settings),
          containers: [buildContainer(settings, expected)],
        },
      },
    },
  };
}

/** A Job that failed or was interrupted runs anew at the next `up`; otherwise Pulumi would wait for the failed one. */
const AGAIN_AFTER_FAILURE = { "pulumi.com/replaceUnready": "true" };

/** Seconds that the pod has beyond the program's own limit, for the program to say why it gave up. */
const GRACE_SECONDS = 60;

/** The Job goes where the head is, whatever taints the head tolerates. */
const ANY_TAINT = [{ operator: "Exists" }];

/** The Job runs with the head's image, and so pulls it with the head's logins. */
function imagePullSecrets({ head: { pod } }: RaySettings) {
  return pod?.imagePullSecrets && { imagePullSecrets: pod.imagePullSecrets.map((name) => ({ name })) };
}

function besideHead(settings: RaySettings): types.input.core.v1.PodAffinityTerm {
  return { labelSelector: { matchLabels: headPodLabels(settings) }, topologyKey: "kubernetes.io/hostname" };
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
      ...(settings.auth.kubernetes ? [{ name: "K8S_TOKEN_AUTH", value: "true" }] : []),
      ...(secret
        ? [{ name: "RAY_AUTH_TOKEN", valueFrom: { secretKeyRef: { name: secret, key: TOKEN_KEY } } }]
        : []),
    ],
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    securityContext: RESTRICTED,
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}
