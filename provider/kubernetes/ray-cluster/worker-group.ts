import type { types } from "@pulumi/kubernetes";
import type { RaySettings, WorkerGroupSettings } from "../../settings";
import { RESTRICTED } from "../container-security";
import { buildTolerations } from "../tolerations";
import { buildEnv, formatMemory } from "./containers";
import { buildObjectStore } from "./object-store";
import { mergePodTemplate } from "./pod-template";
import { buildRayNode } from "./ray-node";
import type { WorkerGroupSpec } from "./spec";

/**
 * Builds a worker group. Under autoscaling `replicas` is left out, since the autoscaler owns it; otherwise it is the
 * smallest number.
 */
export function buildWorkerGroup(group: WorkerGroupSettings, settings: RaySettings): WorkerGroupSpec {
  return {
    groupName: group.name,
    ...(!settings.autoscaler && { replicas: group.replicas.min }),
    minReplicas: group.replicas.min,
    maxReplicas: group.replicas.max,
    numOfHosts: group.numOfHosts,
    ...(group.idleTimeoutSeconds !== undefined && { idleTimeoutSeconds: group.idleTimeoutSeconds }),
    ...(group.priority !== undefined && { priority: group.priority }),
    ...buildRayNode(
      {
        "num-cpus": String(Math.floor(group.cpu)),
        ...(group.gpus > 0 && { "num-gpus": String(group.gpus) }),
      },
      { ...group, rayStartParams: { ...buildObjectStore(group)?.rayStartParams, ...group.rayStartParams } },
    ),
    template: mergePodTemplate(buildWorkerTemplate(group, settings), group.podTemplate),
  };
}

function buildWorkerTemplate(
  group: WorkerGroupSettings,
  { autoscaler, serviceAccountName }: RaySettings,
): types.input.core.v1.PodTemplateSpec {
  const objectStore = buildObjectStore(group);
  return {
    spec: {
      ...(autoscaler && { restartPolicy: "Never" }),
      ...(serviceAccountName && { serviceAccountName }),
      nodeSelector: group.nodeSelector,
      tolerations: buildTolerations(group.tolerations),
      containers: [
        {
          name: "ray-worker",
          image: group.image,
          env: buildEnv({ ...(group.gpus === 0 && { NVIDIA_VISIBLE_DEVICES: "void" }), ...group.env }),
          resources: buildWorkerResources(group),
          securityContext: RESTRICTED,
          ...(objectStore && { volumeMounts: objectStore.volumeMounts }),
        },
      ],
      ...(objectStore && { volumes: objectStore.volumes }),
    },
  };
}

/** Ray reads memory and GPUs from the limits only (KubeRay v1.7.0, pod.go), so both equal the requests. */
function buildWorkerResources(group: WorkerGroupSettings): types.input.core.v1.ResourceRequirements {
  const fixed: Record<string, string> = { memory: formatMemory(group.memoryGiB) };
  if (group.gpus > 0) fixed[group.gpuResource] = String(group.gpus);
  return { requests: { cpu: String(group.cpu), ...fixed }, limits: fixed };
}
