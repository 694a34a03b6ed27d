import type { types } from "@pulumi/kubernetes";
import type { RaySettings } from "../../settings";
import { RESTRICTED } from "../container-security";
import { buildEnv, formatMemory, LAST_WORDS } from "./containers";
import { buildHeadAccess } from "./head-service";
import { buildContainerOptions, buildPodOptions } from "./pod-options";
import { identityLabels } from "./history-server";
import { withPodStorage, type PodStorage } from "./pod-storage";
import { mergePodTemplate } from "./pod-template";
import { buildRayNode } from "./ray-node";
import type { HeadGroupSpec } from "./spec";

/** Labels by which KubeRay marks the head pod of a cluster. */
export function headPodLabels({ clusterName }: Pick<RaySettings, "clusterName">): Record<string, string> {
  return { "ray.io/cluster": clusterName, "ray.io/node-type": "head" };
}

/**
 * Builds the head: no work is scheduled on it (`num-cpus` 0), it sees no GPU, the cluster autoscaler does not evict it,
 * and it prefers the system pool. Pools with GPUs or on spot keep it away by their taints.
 */
export function buildHeadGroup(settings: RaySettings): HeadGroupSpec {
  const { head } = settings;
  return {
    ...buildHeadAccess(head),
    ...buildRayNode({ "num-cpus": "0" }, head),
    template: withPodStorage(settings, (storage) =>
      mergePodTemplate(buildHeadTemplate(settings, storage), head.podTemplate),
    ),
  };
}

function buildHeadTemplate(
  settings: RaySettings,
  { env, ...own }: PodStorage,
): types.input.core.v1.PodTemplateSpec {
  const { head, autoscaler, serviceAccountName } = settings;
  const memory = formatMemory(head.memoryGiB);
  return {
    metadata: {
      ...identityLabels(settings),
      annotations: { "cluster-autoscaler.kubernetes.io/safe-to-evict": "false", ...head.pod?.annotations },
    },
    spec: {
      ...(autoscaler && { restartPolicy: "Never" }),
      ...buildPodOptions(head.pod, { serviceAccountName }, own),
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [PREFER_SYSTEM_POOL] } },
      containers: [
        {
          name: "ray-head",
          image: head.image,
          ports: CONTAINER_PORTS,
          env: buildEnv({ NVIDIA_VISIBLE_DEVICES: "void", ...env, ...head.env }),
          resources: { requests: { cpu: String(head.cpu), memory }, limits: { memory } },
          securityContext: RESTRICTED,
          ...LAST_WORDS,
          ...buildContainerOptions(head.pod, own),
        },
      ],
    },
  };
}

/**
 * KubeRay's own ports of a head, and those of the autoscaler's and the dashboard's metrics, which a PodMonitor finds by name. A
 * head that names any port loses KubeRay's defaults but `metrics` (v1.7.0, `GetServicePorts`), so all are written out.
 */
const CONTAINER_PORTS = [
  { name: "gcs-server", containerPort: 6379 },
  { name: "dashboard", containerPort: 8265 },
  { name: "client", containerPort: 10001 },
  { name: "serve", containerPort: 8000 },
  { name: "metrics", containerPort: 8080 },
  { name: "as-metrics", containerPort: 44217 },
  { name: "dash-metrics", containerPort: 44227 },
];

/** Where the head goes, if nothing else decides. */
export const PREFER_SYSTEM_POOL = {
  weight: 100,
  preference: {
    matchExpressions: [{ key: "kubernetes.azure.com/mode", operator: "In", values: ["system"] }],
  },
};
