import type { types } from "@pulumi/kubernetes";
import type { RaySettings } from "../../settings";
import { RESTRICTED } from "../container-security";
import { buildEnv, formatMemory } from "./containers";
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
    serviceType: "ClusterIP",
    ...buildRayNode({ "num-cpus": "0" }, head),
    template: mergePodTemplate(buildHeadTemplate(settings), head.podTemplate),
  };
}

function buildHeadTemplate({
  head,
  autoscaler,
  serviceAccountName,
}: RaySettings): types.input.core.v1.PodTemplateSpec {
  const memory = formatMemory(head.memoryGiB);
  return {
    metadata: { annotations: { "cluster-autoscaler.kubernetes.io/safe-to-evict": "false" } },
    spec: {
      ...(autoscaler && { restartPolicy: "Never" }),
      ...(serviceAccountName && { serviceAccountName }),
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [PREFER_SYSTEM_POOL] } },
      containers: [
        {
          name: "ray-head",
          image: head.image,
          env: buildEnv({ NVIDIA_VISIBLE_DEVICES: "void", ...head.env }),
          resources: { requests: { cpu: String(head.cpu), memory }, limits: { memory } },
          securityContext: RESTRICTED,
        },
      ],
    },
  };
}

const PREFER_SYSTEM_POOL = {
  weight: 100,
  preference: {
    matchExpressions: [{ key: "kubernetes.azure.com/mode", operator: "In", values: ["system"] }],
  },
};
