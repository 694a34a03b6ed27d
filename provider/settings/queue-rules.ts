import type { KueueArgs, QueueArgs, QueueManager, RayClusterArgs } from "../args";
import { checkOneSource } from "./chart-source";
import { joinPath, type Faults } from "./faults";
import { checkKueueQuotas, checkLocalQueueName, makesQueues } from "./kueue-quota-rules";
import { mostWorkerGroups } from "./kueue-versions";

/** Those that start a RayCluster as a whole in any case (Kueue docs; KubeRay v1.7.0, volcano_scheduler.go; KAI docs). */
const ALWAYS_GANG: readonly QueueManager[] = ["kueue", "volcano", "kai-scheduler"];

/** Those for which KubeRay or Kueue reads a priority class from a label. */
const WITH_PRIORITY: readonly QueueManager[] = ["kueue", "volcano"];

/** What the rules for a queue need to know of the RayCluster. */
export interface QueuedCluster {
  autoscaling: boolean;
  /** Their names. */
  workerGroups: string[];
  /** Whether `suspend` is given. */
  suspend?: boolean;
  /** Whether its operator is made with it, before which a scheduler can be installed. */
  withOperator?: boolean;
}

/** Checks a queue against the RayCluster that it is for. */
export function checkQueue(
  queue: QueueArgs | undefined,
  cluster: QueuedCluster,
  path: string,
  faults: Faults,
): void {
  if (queue?.manager === undefined) return;
  checkName(queue, path, faults);
  checkGang(queue, cluster, path, faults);
  checkScheduler(queue, cluster, path, faults);
  checkCreateQueue(queue, path, faults);
  if (queue.priorityClassName !== undefined && !WITH_PRIORITY.includes(queue.manager)) {
    faults.add(
      joinPath(path, "priorityClassName"),
      `is not read with '${queue.manager}', only with ${WITH_PRIORITY.join(" and ")}: remove it, or set it in a pod template`,
    );
  }
  if (queue.manager === "kueue") checkKueue(queue, cluster, path, faults);
  else checkWithoutKueue(queue, path, faults);
}

/** An operator that works with Volcano needs its definitions when it starts (KubeRay v1.7.0, volcano_scheduler.go, `Owns`). */
function checkScheduler(
  { manager, scheduler }: QueueArgs,
  { withOperator }: QueuedCluster,
  path: string,
  faults: Faults,
): void {
  if (scheduler === undefined || withOperator || manager === "kueue") return;
  faults.add(
    joinPath(path, "scheduler"),
    "comes before the operator: give it to the KubeRayOperator, as 'scheduler', and remove it here",
  );
}

function checkCreateQueue({ manager, name, createQueue }: QueueArgs, path: string, faults: Faults): void {
  if (!createQueue) return;
  if (manager !== "volcano") {
    faults.add(joinPath(path, "createQueue"), `belongs to Volcano, not to '${manager}': remove it`);
  } else if (name === undefined && !faults.touch(joinPath(path, "name"))) {
    faults.add(joinPath(path, "name"), "must be given with 'createQueue: true', which makes it");
  }
}

function checkName({ manager, name, scheduler }: QueueArgs, path: string, faults: Faults): void {
  const at = joinPath(path, "name");
  if (manager === "kai-scheduler" && name === undefined && scheduler === undefined && !faults.touch(at)) {
    faults.add(at, "must be given with 'kai-scheduler', which starts no pod without a queue");
  }
  if (manager === "scheduler-plugins" && name !== undefined) {
    faults.add(at, "has no meaning with 'scheduler-plugins', which has no queues: remove it");
  }
}

function checkGang(
  { manager, gangScheduling }: QueueArgs,
  { autoscaling }: QueuedCluster,
  path: string,
  faults: Faults,
): void {
  const at = joinPath(path, "gangScheduling");
  if (gangScheduling === false && ALWAYS_GANG.includes(manager)) {
    faults.add(at, `cannot be false with '${manager}', which starts a RayCluster as a whole: remove it`);
  }
  if (gangScheduling === true && manager === "scheduler-plugins" && autoscaling) {
    faults.add(
      at,
      "excludes Ray's autoscaler with 'scheduler-plugins': KubeRay 1.7.0 counts the pods once, and workers that come later would not belong; remove one of the two",
    );
  }
}

/** https://kueue.sigs.k8s.io/docs/tasks/run/rayclusters, "Limitations"; kubernetes-sigs/kueue, raycluster_webhook.go. */
function checkKueue(queue: QueueArgs, cluster: QueuedCluster, path: string, faults: Faults): void {
  const { kueue = {} } = queue;
  const most = mostWorkerGroups(kueue);
  const at = joinPath(path, "elastic");
  if (cluster.autoscaling && queue.elastic !== true && !faults.touch(at)) {
    faults.add(
      at,
      "must be true under Ray's autoscaler: Kueue refuses other RayClusters that scale; set it, or give every pool or group a fixed number",
    );
  }
  if (cluster.workerGroups.includes("head")) {
    faults.add(
      joinPath(path, "manager"),
      "'kueue' keeps the name 'head' for the head: give the pool or worker group of that name another, or use another manager",
    );
  }
  if (cluster.workerGroups.length > most) {
    faults.add(
      joinPath(path, "manager"),
      `'kueue' takes at most ${most} worker groups, and there are ${cluster.workerGroups.length}: have fewer, or use another`,
    );
  }
  if (cluster.suspend !== undefined) {
    faults.add(
      joinPath(path, "manager"),
      "'kueue' suspends and resumes the cluster itself: remove 'suspend', or use another manager",
    );
  }
  if (queue.scheduler !== undefined) {
    faults.add(joinPath(path, "scheduler"), "installs no Kueue: use 'kueue.install', and remove it");
  }
  if (makesQueues(kueue)) checkLocalQueueName(queue.name, joinPath(path, "name"), faults);
  checkKueueItself(kueue, joinPath(path, "kueue"), faults);
  checkKueueQuotas(kueue, cluster.workerGroups, joinPath(path, "kueue"), faults);
}

function checkKueueItself(kueue: KueueArgs, path: string, faults: Faults): void {
  for (const key of ["version", "namespace", "chart", "values"] as const) {
    if (kueue.install || kueue[key] === undefined) continue;
    faults.add(joinPath(path, key), "has no effect without 'install: true': set that, or remove it");
  }
  checkOneSource(kueue.chart, joinPath(path, "chart"), faults);
}

function checkWithoutKueue(queue: QueueArgs, path: string, faults: Faults): void {
  for (const key of ["elastic", "kueue"] as const) {
    if (queue[key] === undefined || queue[key] === false) continue;
    faults.add(joinPath(path, key), `belongs to Kueue, not to '${queue.manager}': remove it`);
  }
}

/** Kueue gives a pod set the first flavor whose labels its node selector fits, so groups with queues of their own differ in it. */
export function checkQueuedGroups(
  { queue, workerGroups = {} }: RayClusterArgs,
  path: string,
  faults: Faults,
): void {
  if (queue?.manager !== "kueue" || !makesQueues(queue.kueue ?? {})) return;
  const seen = new Set([selector({})]);
  for (const [name, { nodeSelector = {} }] of Object.entries(workerGroups)) {
    const at = joinPath(path, "workerGroups", name, "nodeSelector");
    if (seen.has(selector(nodeSelector)) && !faults.touch(at)) {
      faults.add(
        at,
        "must be given, and differ from that of other groups, with 'queue.kueue.createQueues': Kueue finds a group's quota by it",
      );
    }
    seen.add(selector(nodeSelector));
  }
}

function selector(labels: Record<string, string>): string {
  return JSON.stringify(Object.entries(labels).sort());
}
