import { isDeepStrictEqual } from "node:util";
import {
  conditionOf,
  listAt,
  stringAt,
  valueAt,
  type Condition,
  type KubernetesObject,
} from "../kubernetes/objects";
import { formatQuantity, parseQuantity } from "../kubernetes/quantity";
import { desiredPods, type PodTemplate, type RayCluster, type RayClusterStatus } from "./ray-cluster";
import { isGpu } from "./ray-start";

/** Why the last reconciliation failed; `reason` becomes the condition ReplicaFailure's. */
export class ReplicaFailure extends Error {
  constructor(
    readonly reason:
      | "FailedCreateHeadPod"
      | "FailedCreateWorkerPod"
      | "FailedDeleteAllPods"
      | "FailedDeleteHeadPod"
      | "FailedDeleteWorkerPod",
    message: string,
  ) {
    super(message);
    this.name = "ReplicaFailure";
  }
}

export interface Observed {
  pods: KubernetesObject[];
  headService: KubernetesObject | undefined;
  /** What went wrong while reconciling; undefined when nothing did. */
  error: Error | undefined;
  now: string;
}

type StatusCondition = Condition & { lastTransitionTime?: string };

/** The status that follows from what is observed: KubeRay v1.7.0 raycluster_controller.go, calculateStatus. */
export function statusOf(cluster: RayCluster, observed: Observed): RayClusterStatus {
  const { spec, metadata } = cluster;
  const before = cluster.status ?? {};
  const { pods, error, now } = observed;
  const groups = spec.workerGroupSpecs ?? [];
  const workers = pods.filter((pod) => pod.metadata.labels?.["ray.io/node-type"] === "worker");
  const active = groups.filter(({ suspend }) => !suspend);
  const sum = (count: (group: (typeof groups)[number]) => number) =>
    active.reduce((total, group) => total + count(group) * (group.numOfHosts ?? 1), 0);
  const desired = groups.reduce((total, group) => total + desiredPods(group), 0);

  let { state, reason } = before;
  if (error === undefined && pods.length === desired + 1 && pods.every(isReady)) {
    state = "ready";
    reason = undefined;
  }
  const conditions = conditionsOf(cluster, observed);
  if (spec.suspend && pods.length === 0) state = "suspended";
  const head = pods.find((pod) => pod.metadata.labels?.["ray.io/node-type"] === "head");
  return {
    ...before,
    state,
    reason,
    observedGeneration: metadata.generation,
    readyWorkerReplicas: count(
      workers.filter((pod) => isRunning(pod) && conditionOf(pod, "Ready")?.status === "True"),
    ),
    availableWorkerReplicas: count(workers.filter(isRunning)),
    desiredWorkerReplicas: count2(desired),
    minWorkerReplicas: count2(sum(({ minReplicas = 0 }) => minReplicas)),
    maxWorkerReplicas: count2(
      Math.min(
        2 ** 31 - 1,
        sum(({ maxReplicas = 2 ** 31 - 1 }) => maxReplicas),
      ),
    ),
    ...desiredResources(cluster),
    conditions,
    endpoints: endpointsOf(observed.headService) ?? before.endpoints,
    head: headInfo(head, observed.headService),
    lastUpdateTime: now,
    stateTransitionTimes:
      state === before.state || state === undefined
        ? before.stateTransitionTimes
        : { ...before.stateTransitionTimes, [state]: now },
  };
}

/** Zero is left out of the stored status, as Go's `omitempty` does. */
function count(objects: unknown[]): number | undefined {
  return count2(objects.length);
}

function count2(number: number): number | undefined {
  return number === 0 ? undefined : number;
}

function isRunning(pod: KubernetesObject): boolean {
  return stringAt(pod, "status", "phase") === "Running";
}

/** Running and not said to be unready: a pod without the condition counts. */
function isReady(pod: KubernetesObject): boolean {
  return isRunning(pod) && (conditionOf(pod, "Ready")?.status ?? "True") === "True";
}

function conditionsOf(cluster: RayCluster, { pods, error, now }: Observed): StatusCondition[] {
  const conditions: StatusCondition[] = structuredClone(cluster.status?.conditions ?? []);
  const set = (type: string, status: "True" | "False", reason: string, message = "") => {
    const present = conditions.find((condition) => condition.type === type);
    const lastTransitionTime = present?.status === status ? present.lastTransitionTime : now;
    const next = { type, status, reason, message, lastTransitionTime };
    if (present === undefined) conditions.push(next);
    else Object.assign(present, next);
  };
  const isTrue = (type: string) =>
    conditions.some((condition) => condition.type === type && condition.status === "True");

  const failureAt = conditions.findIndex(({ type }) => type === "ReplicaFailure");
  if (error instanceof ReplicaFailure) set("ReplicaFailure", "True", error.reason, error.message);
  else if (error === undefined && failureAt !== -1) conditions.splice(failureAt, 1);

  const head = pods.find((pod) => pod.metadata.labels?.["ray.io/node-type"] === "head");
  if (head === undefined) set("HeadPodReady", "False", "HeadPodNotFound", "Head Pod not found");
  else set("HeadPodReady", ...headReadiness(head));

  const isSuspending = isTrue("RayClusterSuspending");
  const isSuspended = isTrue("RayClusterSuspended");
  if (!isTrue("RayClusterProvisioned") && !isSuspended) {
    // Sticky: once true it stays so until a suspension, whatever becomes of the pods.
    if (pods.length > 0 && pods.every(isReady)) {
      set(
        "RayClusterProvisioned",
        "True",
        "AllPodRunningAndReadyFirstTime",
        "All Ray Pods are ready for the first time",
      );
    } else {
      const message = "RayCluster Pods are being provisioned for first time";
      set("RayClusterProvisioned", "False", "RayClusterPodsProvisioning", message);
    }
  }
  if (isSuspending) {
    if (pods.length === 0) {
      set("RayClusterProvisioned", "False", "RayClusterPodsProvisioning", "RayCluster has been suspended");
      set("RayClusterSuspending", "False", "RayClusterSuspending");
      set("RayClusterSuspended", "True", "RayClusterSuspended");
    }
  } else if (isSuspended) {
    if (cluster.spec.suspend === false) set("RayClusterSuspended", "False", "RayClusterSuspended");
  } else {
    set("RayClusterSuspended", "False", "RayClusterSuspended");
    set("RayClusterSuspending", cluster.spec.suspend ? "True" : "False", "RayClusterSuspending");
  }
  return conditions;
}

function headReadiness(head: KubernetesObject): ["True" | "False", string, string] {
  const ready = conditionOf(head, "Ready");
  if (ready === undefined) return ["False", "Unknown", ""];
  const status = ready.status === "True" ? "True" : "False";
  const reason = ready.reason || (status === "True" ? "HeadPodRunningAndReady" : "Unknown");
  if (reason !== "ContainersNotReady") return [status, reason, ready.message ?? ""];
  for (const container of listAt(head, "status", "containerStatuses")) {
    const state = valueAt(container, "state", "waiting") ?? valueAt(container, "state", "terminated");
    if (state === undefined) continue;
    const message = `${stringAt(container, "name")}: ${stringAt(state, "message") ?? ""}`;
    return [status, stringAt(state, "reason") ?? reason, [ready.message, message].filter(Boolean).join("; ")];
  }
  return [status, reason, ready.message ?? ""];
}

function desiredResources(cluster: RayCluster): Partial<RayClusterStatus> {
  const totals: Record<string, number> = {};
  const add = (template: PodTemplate, pods: number) => {
    for (const { resources = {} } of template.spec?.containers ?? []) {
      for (const [name, quantity] of Object.entries({ ...resources.limits, ...resources.requests })) {
        totals[name] = (totals[name] ?? 0) + pods * (parseQuantity(quantity) ?? 0);
      }
    }
  };
  add(cluster.spec.headGroupSpec.template, 1);
  for (const group of cluster.spec.workerGroupSpecs ?? []) {
    // The replicas as written, not within their limits: that is what KubeRay counts here.
    if (!group.suspend) add(group.template, (group.replicas ?? 0) * (group.numOfHosts ?? 1));
  }
  const gpus = Object.keys(totals).filter(isGpu);
  return {
    desiredCPU: formatQuantity(totals.cpu ?? 0, "decimal"),
    desiredMemory: formatQuantity(totals.memory ?? 0, "binary"),
    desiredGPU: formatQuantity(
      gpus.reduce((sum, name) => sum + (totals[name] ?? 0), 0),
      "decimal",
    ),
    desiredTPU: formatQuantity(totals["google.com/tpu"] ?? 0, "decimal"),
  };
}

function endpointsOf(service: KubernetesObject | undefined): Record<string, string> | undefined {
  if (service === undefined) return undefined;
  const ports = listAt<{ name?: string; nodePort?: number; targetPort?: number | string }>(
    service,
    "spec",
    "ports",
  );
  return Object.fromEntries(
    ports
      .filter(({ name }) => name)
      .map(({ name, nodePort, targetPort }) => [name, String(nodePort || targetPort)]),
  );
}

function headInfo(
  head: KubernetesObject | undefined,
  service: KubernetesObject | undefined,
): RayClusterStatus["head"] {
  const podIP = stringAt(head, "status", "podIP");
  const clusterIP = stringAt(service, "spec", "clusterIP");
  return {
    podIP,
    podName: head?.metadata.name,
    serviceIP: clusterIP === "None" ? podIP : clusterIP,
    serviceName: service?.metadata.name,
  };
}

/**
 * Whether the status is worth writing. The generation and the time alone are not, which is why `observedGeneration`
 * stays behind after an update that changes nothing else (KubeRay v1.7.0 consistency.go).
 */
export function isWorthWriting(before: RayClusterStatus | undefined, after: RayClusterStatus): boolean {
  const fields = [
    "state",
    "reason",
    "readyWorkerReplicas",
    "availableWorkerReplicas",
    "desiredWorkerReplicas",
    "minWorkerReplicas",
    "maxWorkerReplicas",
    "endpoints",
    "head",
    "conditions",
  ] as const;
  const plain = (value: unknown): unknown =>
    value === undefined ? undefined : JSON.parse(JSON.stringify(value));
  return fields.some((field) => !isDeepStrictEqual(plain(before?.[field]), plain(after[field])));
}
