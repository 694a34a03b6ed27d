import type { types } from "@pulumi/kubernetes";
import type { RaySettings, WorkerGroupSettings } from "../../settings";
import { NCCL_ENV, RDMA_RESOURCE } from "../../settings/rdma";
import { RESTRICTED } from "../container-security";
import { buildTolerations } from "../tolerations";
import { buildEnv, formatMemory, LAST_WORDS } from "./containers";
import { buildObjectStore } from "./object-store";
import { buildContainerOptions, buildPodOptions } from "./pod-options";
import { identityLabels } from "./history-server";
import { withPodStorage, type PodStorage } from "./pod-storage";
import { mergePodTemplate } from "./pod-template";
import { buildRayNode } from "./ray-node";
import { buildSpillVolume } from "./spill-volume";
import type { WorkerGroupSpec } from "./spec";

/**
 * Builds a worker group. Under autoscaling `replicas` is left out, since the autoscaler owns it; otherwise it is the
 * smallest number. Kueue counts by it alone (kubernetes-sigs/kueue, raycluster/common.go, `effectiveWorkerCount`): without it the least
 * workers, which KubeRay makes, would stay gated, and the autoscaler asks for none that are there. Nothing of a RayCluster under Kueue is
 * updated, so nobody's number is overwritten.
 */
export function buildWorkerGroup(group: WorkerGroupSettings, settings: RaySettings): WorkerGroupSpec {
  return {
    groupName: group.name,
    ...((!settings.autoscaler || settings.queue?.manager === "kueue") && { replicas: group.replicas.min }),
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
      {
        ...group,
        rayStartParams: {
          ...buildObjectStore(group)?.rayStartParams,
          ...buildSpillVolume(group)?.rayStartParams,
          ...group.rayStartParams,
        },
      },
    ),
    template: withPodStorage(settings, (storage) =>
      mergePodTemplate(buildWorkerTemplate(group, settings, storage), group.podTemplate),
    ),
  };
}

/** InfiniBand adapters read and write memory that must stay where it is. */
const WITH_LOCKED_MEMORY = { ...RESTRICTED, capabilities: { ...RESTRICTED.capabilities, add: ["IPC_LOCK"] } };

function buildWorkerTemplate(
  group: WorkerGroupSettings,
  settings: RaySettings,
  { env, ...storage }: PodStorage,
): types.input.core.v1.PodTemplateSpec {
  const spilling = buildSpillVolume(group);
  const disks = [buildObjectStore(group), spilling, storage].filter((disk) => disk !== undefined);
  const own = {
    volumes: disks.flatMap(({ volumes }) => volumes),
    volumeMounts: disks.flatMap(({ volumeMounts }) => volumeMounts),
  };
  const { autoscaler, serviceAccountName } = settings;
  const metadata = {
    ...identityLabels(settings),
    ...(group.pod?.annotations && { annotations: group.pod.annotations }),
  };
  return {
    ...(Object.keys(metadata).length > 0 && { metadata }),
    spec: {
      ...(autoscaler && { restartPolicy: "Never" }),
      ...buildPodOptions(group.pod, { serviceAccountName }, own),
      ...(spilling?.securityContext && { securityContext: spilling.securityContext }),
      nodeSelector: group.nodeSelector,
      tolerations: buildTolerations(group.tolerations),
      containers: [
        {
          name: "ray-worker",
          image: group.image,
          env: buildEnv({
            ...(group.gpus === 0 && { NVIDIA_VISIBLE_DEVICES: "void" }),
            ...(group.rdma && NCCL_ENV),
            ...env,
            ...group.env,
          }),
          securityContext: group.rdma ? WITH_LOCKED_MEMORY : RESTRICTED,
          ...LAST_WORDS,
          resources: buildWorkerResources(group),
          ...buildContainerOptions(group.pod, own),
        },
      ],
    },
  };
}

/** Ray reads memory and GPUs from the limits only (KubeRay v1.7.0, pod.go), so both equal the requests. */
function buildWorkerResources(group: WorkerGroupSettings): types.input.core.v1.ResourceRequirements {
  const fixed: Record<string, string> = { memory: formatMemory(group.memoryGiB) };
  if (group.gpus > 0) fixed[group.gpuResource] = String(group.gpus);
  if (group.rdma) fixed[RDMA_RESOURCE] = "1";
  Object.assign(fixed, buildSpillVolume(group)?.resources);
  return { requests: { cpu: String(group.cpu), ...fixed }, limits: fixed };
}
