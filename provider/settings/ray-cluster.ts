import type {
  AksRayClusterArgs,
  JobClusterArgs,
  RayClusterArgs,
  WorkerGroupArgs,
  WorkerGroupSummary,
} from "../args";
import { autoscalerContainer } from "./autoscaler";
import { clusterStorageSettings } from "./cluster-storage";
import { checkClusterStorage, hasStorage } from "./cluster-storage-rules";
import { defined } from "./defined";
import { faultToleranceSettings } from "./fault-tolerance";
import { Faults, joinPath } from "./faults";
import { historyServerSettings } from "./history-server";
import { checkImagePrePull } from "./image-pre-pull-rules";
import { checkInputs } from "./inputs";
import { checkNetworkPolicy } from "./network-policy-rules";
import { checkLeastQuotas, leastNeedOfHead, leastNeedsOfGroups } from "./kueue-least-quota-rules";
import { isDnsLabel, rayClusterNameFrom } from "./names";
import { labelKeyFault, labelValueFault } from "./node-label-rules";
import { parseTaint } from "./placement";
import { sortedEntries } from "./pools";
import { queueSettings } from "./queue";
import { checkQueue, checkQueuedGroups } from "./queue-rules";
import { ownServiceAccount } from "./own-service-account";
import { rayPodSettings } from "./ray-pod";
import { checkGroupReplicas, checkRay, rayVersion } from "./ray-rules";
import type { RaySettings, WorkerGroupSettings } from "./types";
import { rayImage } from "./versions";
import { checkWorkerPod, type PodContext } from "./worker-rules";

/** Resources of the head, by default. Smaller heads run out of memory (kuberay #4287). */
export const HEAD = { cpu: 2, memoryGiB: 8 };

/** Resources of the autoscaler's container, by default. */
export const AUTOSCALER = { cpu: "500m", memory: "1Gi" };

/** Namespace of the RayCluster, by default. */
export const RAY_NAMESPACE = "ray";

/** Namespace and name of the RayCluster that an AksRayCluster makes. */
export function rayClusterPlace(
  name: string,
  { ray = {} }: Pick<AksRayClusterArgs, "ray">,
): { namespace: string; clusterName: string } {
  return {
    namespace: ray.namespace ?? RAY_NAMESPACE,
    clusterName: ray.clusterName ?? rayClusterNameFrom(name),
  };
}

const NVIDIA_GPU = "nvidia.com/gpu";

/**
 * Settings of a Ray cluster. `storageBeside` says whether its pods get storage that is made beside it.
 *
 * @throws InputPropertiesError with every fault of the arguments.
 */
export function rayClusterSettings(name: string, args: RayClusterArgs, storageBeside = false): RaySettings {
  const faults = new Faults();
  const checked = checkInputs(args, "RayClusterArgs", faults);
  checkRayCluster(name, checked, "", faults, storageBeside);
  faults.throwIfAny(`the RayCluster '${name}'`);
  return buildRaySettings(name, checked);
}

/** Checks a Ray cluster's arguments, which stand at the path `at`. */
export function checkRayCluster(
  name: string,
  args: RayClusterArgs & Pick<JobClusterArgs, "storageReference">,
  at: string,
  faults: Faults,
  storageBeside = false,
): void {
  const context: PodContext = {
    rayVersion: rayVersion(args),
    autoscaling: isAutoscaling(args),
    tls: args.tls,
    historyServer: args.historyServer !== undefined,
    storage: storageBeside || hasStorage(args),
  };
  checkClusterStorage(args, at, faults);
  checkRay(name, args, at, context, faults);
  checkImagePrePull(args, at, faults);
  const workerGroups = Object.keys(args.workerGroups ?? {});
  checkQueue(
    args.queue,
    { autoscaling: context.autoscaling, workerGroups, suspend: args.suspend },
    joinPath(at, "queue"),
    faults,
  );
  checkNetworkPolicy(args.networkPolicy, workerGroups, joinPath(at, "networkPolicy"), faults);
  checkQueuedGroups(args, at, faults);
  for (const [group, groupArgs] of Object.entries(args.workerGroups ?? {})) {
    checkWorkerGroup(group, groupArgs, joinPath(at, "workerGroups", group), args, context, faults);
  }
  const needs = () => ({
    ...leastNeedOfHead(args.head ?? {}, HEAD),
    ...leastNeedsOfGroups(args.workerGroups ?? {}),
  });
  checkLeastQuotas(args.queue, needs, joinPath(at, "queue"), faults);
}

function checkWorkerGroup(
  name: string,
  group: WorkerGroupArgs,
  path: string,
  args: RayClusterArgs,
  context: PodContext,
  faults: Faults,
): void {
  if (!isDnsLabel(name)) {
    faults.add(
      path,
      `'${name}' is no name of a worker group: use lower-case letters, digits and '-', at most 63 characters`,
    );
  }
  checkGroupReplicas(group, path, context.autoscaling, faults);
  checkWorkerPod(group, path, context, faults);
  for (const [key, value] of Object.entries(group.nodeSelector ?? {})) {
    const reason = labelKeyFault(key) ?? labelValueFault(value);
    if (reason !== undefined) faults.add(joinPath(path, "nodeSelector", key), reason);
  }
  for (const [index, text] of (group.tolerations ?? []).entries()) {
    if (parseTaint(text)) continue;
    faults.add(
      joinPath(path, "tolerations", index),
      `'${text}' is not a taint: write 'key=value:Effect' or 'key:Effect' with the effect NoSchedule, PreferNoSchedule or NoExecute`,
    );
  }
  if (group.gpuResource !== undefined && !/^[^/]+\/[^/]+$/.test(group.gpuResource)) {
    faults.add(
      joinPath(path, "gpuResource"),
      `must be a Kubernetes resource name such as '${NVIDIA_GPU}', not '${group.gpuResource}'`,
    );
  } else if (group.gpuResource?.startsWith("amd.com/") && group.gpus && !group.image && !args.image) {
    faults.add(joinPath(path, "image"), AMD_IMAGE_FAULT);
  }
}

/** The Ray project publishes images with CUDA only. */
export const AMD_IMAGE_FAULT =
  "must be given for AMD GPUs, since the Ray project's own images have no ROCm: name an image with Ray and ROCm";

/** Whether Ray scales the workers: as the user says, or when a group's number varies. */
export function isAutoscaling({ autoscaler, workerGroups }: RayClusterArgs): boolean {
  return (
    autoscaler?.enabled ?? Object.values(workerGroups ?? {}).some((group) => varies(groupReplicas(group)))
  );
}

function groupReplicas({ replicas, minReplicas = 0, maxReplicas }: WorkerGroupArgs): {
  min: number;
  max: number;
} {
  return replicas === undefined
    ? { min: minReplicas, max: maxReplicas ?? minReplicas }
    : { min: replicas, max: replicas };
}

function varies({ min, max }: { min: number; max: number }): boolean {
  return min < max;
}

/** Settings of arguments that have been checked. */
export function buildRaySettings(name: string, args: RayClusterArgs): RaySettings {
  const version = rayVersion(args);
  const { head = {}, autoscaler = {}, clusterName = rayClusterNameFrom(name) } = args;
  return defined<RaySettings>({
    clusterName,
    namespace: args.namespace ?? RAY_NAMESPACE,
    version,
    head: defined<RaySettings["head"]>({
      image: head.image ?? args.image ?? rayImage(version, "cpu"),
      cpu: head.cpu ?? HEAD.cpu,
      memoryGiB: head.memoryGiB ?? HEAD.memoryGiB,
      labels: head.labels,
      resources: head.resources,
      serviceAnnotations: head.serviceAnnotations,
      serviceType: head.serviceType,
      service: head.service,
      ingress: head.ingress,
      pod: rayPodSettings(head, args),
      env: { ...args.env, ...head.env },
      rayStartParams: head.rayStartParams ?? {},
      podTemplate: head.podTemplate,
    }),
    autoscaler: isAutoscaling(args)
      ? defined<NonNullable<RaySettings["autoscaler"]>>({
          idleTimeoutSeconds: autoscaler.idleTimeoutSeconds ?? 60,
          upscalingMode: autoscaler.upscalingMode ?? "Default",
          cpu: autoscaler.cpu ?? AUTOSCALER.cpu,
          memory: autoscaler.memory ?? AUTOSCALER.memory,
          container: autoscalerContainer(autoscaler),
        })
      : undefined,
    suspend: args.suspend,
    managedBy: args.managedBy,
    annotations: args.annotations,
    networkPolicy: args.networkPolicy,
    tls: args.tls,
    historyServer: historyServerSettings(args.historyServer),
    ownServiceAccount: ownServiceAccount(args),
    clusterStorage: clusterStorageSettings(args.storage, args.namespace ?? RAY_NAMESPACE, clusterName),
    imagePrePull: args.imagePrePull,
    auth: defined<RaySettings["auth"]>({
      mode: args.auth?.mode ?? "token",
      secretName: args.auth?.secretName,
      rotation: args.auth?.rotation,
      kubernetes: args.auth?.enableK8sTokenAuth ? true : undefined,
    }),
    faultTolerance: faultToleranceSettings(args.gcsFaultTolerance),
    serviceAccountName:
      args.serviceAccountName ?? (ownServiceAccount(args) ? `${clusterName}-ray` : undefined),
    upgradeStrategy: args.upgradeStrategy ?? "Recreate",
    workerGroups: sortedEntries(args.workerGroups).map(([group, groupArgs]) =>
      buildGroup(group, groupArgs, args, version),
    ),
    readiness: args.readiness ?? "workers",
    readinessTimeoutSeconds: args.readinessTimeoutSeconds ?? 1800,
    queue: queueSettings(args.queue, isAutoscaling(args)),
  });
}

function buildGroup(
  name: string,
  group: WorkerGroupArgs,
  args: RayClusterArgs,
  version: string,
): WorkerGroupSettings {
  const gpus = group.gpus ?? 0;
  return defined<WorkerGroupSettings>({
    name,
    image: group.image ?? args.image ?? rayImage(version, gpus > 0 ? "gpu" : "cpu"),
    cpu: group.cpu,
    memoryGiB: group.memoryGiB,
    gpus,
    gpuResource: gpus > 0 ? (group.gpuResource ?? NVIDIA_GPU) : "",
    replicas: groupReplicas(group),
    numOfHosts: group.numOfHosts ?? 1,
    idleTimeoutSeconds: group.idleTimeoutSeconds,
    priority: group.priority,
    mps: group.mps,
    rdma: group.rdma || undefined,
    objectSpilling: group.objectSpilling,
    labels: group.labels,
    resources: group.resources,
    nodeSelector: group.nodeSelector ?? {},
    tolerations: (group.tolerations ?? []).flatMap((text) => parseTaint(text) ?? []),
    pod: rayPodSettings(group, args),
    env: { ...args.env, ...group.env },
    rayStartParams: group.rayStartParams ?? {},
    podTemplate: group.podTemplate,
  });
}

/** What Ray will see of each worker group; in workers, since no pool is known. */
export function summarizeWorkerGroups({ workerGroups }: RaySettings): Record<string, WorkerGroupSummary> {
  return Object.fromEntries(
    workerGroups.map(({ name, replicas, numOfHosts, cpu, memoryGiB, gpus, gpuResource }) => [
      name,
      {
        minNodes: replicas.min * numOfHosts,
        maxNodes: replicas.max * numOfHosts,
        workersPerNode: 1,
        cpu: Math.floor(cpu),
        memoryGiB,
        gpus,
        gpuResource,
      },
    ]),
  );
}
