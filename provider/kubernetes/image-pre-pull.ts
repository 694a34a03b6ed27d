import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { PAUSE_IMAGE, type RaySettings, type WorkerGroupSettings } from "../settings";
import { MANAGED_BY } from "./namespace";
import { buildTolerations } from "./tolerations";

interface PrePull {
  /** Name of the worker group. */
  group: string;
  daemonSet: { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.apps.v1.DaemonSetSpec };
}

/** Builds what pulls the images of GPU workers onto their nodes before the workers come; nothing unless asked for. */
export function buildImagePrePulls(settings: RaySettings, namespace: Input<string>): PrePull[] {
  if (!settings.imagePrePull) return [];
  return settings.workerGroups
    .filter(({ gpus }) => gpus > 0)
    .map((group) => ({ group: group.name, daemonSet: buildDaemonSet(group, settings, namespace) }));
}

/** Pulumi does not wait for it: a pull takes minutes, and readiness waits for the workers. */
function buildDaemonSet(
  group: WorkerGroupSettings,
  { clusterName }: RaySettings,
  namespace: Input<string>,
): PrePull["daemonSet"] {
  const labels = {
    "app.kubernetes.io/name": "image-pre-pull",
    "app.kubernetes.io/instance": clusterName,
    "aks-ray.dev/group": group.name,
  };
  return {
    metadata: {
      name: `${clusterName}-pre-pull-${group.name}`,
      namespace,
      labels: MANAGED_BY,
      annotations: { "pulumi.com/skipAwait": "true" },
    },
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "100%" } },
      template: { metadata: { labels: { ...MANAGED_BY, ...labels } }, spec: buildPod(group) },
    },
  };
}

/** The pull is the work: the image's container ends at once, without GPUs, and one that does nothing holds the place. */
function buildPod(group: WorkerGroupSettings): types.input.core.v1.PodSpec {
  const { pod } = group;
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    nodeSelector: group.nodeSelector,
    tolerations: buildTolerations(group.tolerations),
    ...(pod?.imagePullSecrets && { imagePullSecrets: pod.imagePullSecrets.map((name) => ({ name })) }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: NOBODY,
      runAsGroup: NOBODY,
      seccompProfile: { type: "RuntimeDefault" },
    },
    initContainers: [
      {
        name: "pull",
        image: group.image,
        command: ["true"],
        env: [{ name: "NVIDIA_VISIBLE_DEVICES", value: "void" }],
        resources: { requests: { cpu: "1m", memory: "16Mi" }, limits: { memory: "64Mi" } },
        securityContext: NO_PRIVILEGES,
      },
    ],
    containers: [
      {
        name: "pause",
        image: PAUSE_IMAGE,
        resources: { requests: { cpu: "1m", memory: "8Mi" }, limits: { memory: "16Mi" } },
        securityContext: NO_PRIVILEGES,
      },
    ],
  };
}

/** User and group `nobody` of Ubuntu, on which Ray's images are built. */
const NOBODY = 65534;

const NO_PRIVILEGES = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};
