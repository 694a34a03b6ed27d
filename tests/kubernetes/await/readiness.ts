import { conditionOf, listAt, numberAt, stringAt, valueAt, type KubernetesObject } from "../objects";
import { displayName, labelQuery, podProblem, podProblems } from "./pods";
import { theObject, type Seen, type Target, type Verdict } from "./wait";

/** How one kind tells that it is ready. */
export interface Readiness {
  /** What to follow: the object itself first. */
  targets: (object: KubernetesObject) => Target[];
  judge: (object: KubernetesObject, seen: Seen) => Verdict;
  /** What stands in the way, for the error after a timeout. */
  problems: (object: KubernetesObject, seen: Seen) => string[];
  /** Whether the real provider checks it again at a refresh. Defaults to false. */
  onRead?: boolean;
}

const waiting = (message: string): Verdict => ({ state: "waiting", message });
const ready: Verdict = { state: "ready" };

/** Judges the newest state of the object; events older than what was written are passed over. */
function newest(
  judge: (live: KubernetesObject, seen: Seen) => Verdict,
): (object: KubernetesObject, seen: Seen) => Verdict {
  return (object, seen) => {
    const live = seen[0]?.get(object.metadata.name);
    const current = (live?.metadata.generation ?? 0) >= (object.metadata.generation ?? 0) ? live : undefined;
    return current === undefined ? waiting("Waiting for the API server") : judge(current, seen);
  };
}

function podsOf(object: KubernetesObject): Target {
  const labelSelector = labelQuery(valueAt(object, "spec", "selector", "matchLabels"));
  return { apiVersion: "v1", kind: "Pod", namespace: object.metadata.namespace, labelSelector };
}

function isObserved(live: KubernetesObject): boolean {
  return numberAt(live, ["status", "observedGeneration"]) >= (live.metadata.generation ?? 0);
}

const podProblemsSeen = (_: KubernetesObject, seen: Seen) => podProblems(seen[1]?.values() ?? []);

/** pulumi-kubernetes, await/deployment.go: available, and every replica of the newest revision ready. */
export const deployment: Readiness = {
  targets: (object) => [theObject(object), podsOf(object)],
  judge: newest((live, seen) => {
    const replicas = numberAt(live, ["spec", "replicas"], 1);
    const updated = numberAt(live, ["status", "updatedReplicas"]);
    const available = numberAt(live, ["status", "availableReplicas"]);
    const progressing = conditionOf(live, "Progressing");
    const rolledOut = progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable";
    const isAvailable = conditionOf(live, "Available")?.status === "True";
    const complete = updated >= replicas && available >= replicas && rolledOut;
    if (isObserved(live) && isAvailable && complete) return ready;
    const [problem] = podProblemsSeen(live, seen);
    return waiting(
      problem ?? `Waiting for app ReplicaSet to be available (${available}/${replicas} Pods available)`,
    );
  }),
  problems: (object, seen) => {
    const live = seen[0]?.get(object.metadata.name) ?? object;
    const conditions = ["Progressing", "Available"]
      .map((type) => conditionOf(live, type))
      .filter((condition) => condition !== undefined && condition.status !== "True")
      .map((condition) => `[${condition?.reason}] ${condition?.message}`);
    return [
      ...conditions,
      "Minimum number of Pods to consider the application live was not attained",
      ...podProblemsSeen(object, seen),
    ];
  },
  onRead: true,
};

/** pulumi-kubernetes, await/daemonset.go by cli-utils' kstatus; zero desired pods are all of them. */
export const daemonSet: Readiness = {
  targets: (object) => [theObject(object), podsOf(object)],
  judge: newest((live) => {
    const desired = numberAt(live, ["status", "desiredNumberScheduled"], -1);
    if (!isObserved(live) || desired === -1) return waiting("Waiting for the DaemonSet controller");
    const counts: [string, string][] = [
      ["Current", "currentNumberScheduled"],
      ["Updated", "updatedNumberScheduled"],
      ["Available", "numberAvailable"],
      ["Ready", "numberReady"],
    ];
    for (const [label, field] of counts) {
      const count = numberAt(live, ["status", field]);
      if (count < desired) return waiting(`${label}: ${count}/${desired}`);
    }
    return ready;
  }),
  problems: podProblemsSeen,
  onRead: true,
};

/** pulumi-kubernetes, await/statefulset.go: every replica updated and ready. */
export const statefulSet: Readiness = {
  targets: (object) => [theObject(object), podsOf(object)],
  judge: newest((live) => {
    const replicas = numberAt(live, ["spec", "replicas"], 1);
    const count = numberAt(live, ["status", "readyReplicas"]);
    const current =
      stringAt(live, "status", "currentRevision") === stringAt(live, "status", "updateRevision");
    const done = isObserved(live) && count >= replicas && current;
    return done ? ready : waiting(`Waiting for StatefulSet to be ready (${count}/${replicas} Pods ready)`);
  }),
  problems: podProblemsSeen,
  onRead: true,
};

/** pulumi-kubernetes, await/checker/job: only these two reasons end the wait; a pod failure policy's does not. */
const FINAL_FAILURES = ["BackoffLimitExceeded", "DeadlineExceeded"];

/** pulumi-kubernetes, await/job.go: complete. */
export const job: Readiness = {
  targets: (object) => [
    theObject(object),
    {
      apiVersion: "v1",
      kind: "Pod",
      namespace: object.metadata.namespace,
      labelSelector: `batch.kubernetes.io/job-name=${object.metadata.name}`,
    },
  ],
  judge: newest((live, seen) => {
    const failure = conditionOf(live, "Failed");
    if (failure?.status === "True" && FINAL_FAILURES.includes(failure.reason ?? "")) {
      const reason = `[${failure.reason}] ${failure.message}`;
      return { state: "failed", reasons: [reason, ...podProblemsSeen(live, seen)] };
    }
    if (conditionOf(live, "Complete")?.status === "True") return ready;
    const name = displayName(live);
    if (!stringAt(live, "status", "startTime")) return waiting(`Waiting for Job "${name}" to start`);
    const [active, succeeded, failed] = ["active", "succeeded", "failed"].map((key) =>
      numberAt(live, ["status", key]),
    );
    const counts = `(Active: ${active} | Succeeded: ${succeeded} | Failed: ${failed})`;
    return waiting(`Waiting for Job "${name}" to succeed ${counts}`);
  }),
  problems: podProblemsSeen,
  onRead: true,
};

/** pulumi-kubernetes, await/pod.go: ready or succeeded. */
export const pod: Readiness = {
  targets: (object) => [theObject(object)],
  judge: newest((live) => {
    const succeeded = stringAt(live, "status", "phase") === "Succeeded";
    if (succeeded || conditionOf(live, "Ready")?.status === "True") return ready;
    return waiting(podProblem(live) ?? `Waiting for Pod "${displayName(live)}" to be ready`);
  }),
  problems: (_, seen) => podProblems(seen[0]?.values() ?? []),
  onRead: true,
};

/** pulumi-kubernetes, awaiters.go: bound, or pending where the storage class waits for the first consumer. */
export const persistentVolumeClaim: Readiness = {
  targets: (object) => [theObject(object), { apiVersion: "storage.k8s.io/v1", kind: "StorageClass" }],
  judge: newest((live, seen) => {
    const phase = stringAt(live, "status", "phase");
    const storageClass = seen[1]?.get(stringAt(live, "spec", "storageClassName") ?? "");
    const waits = stringAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
    return phase === "Bound" || (waits && phase === "Pending")
      ? ready
      : waiting(`Waiting for PersistentVolumeClaim "${displayName(live)}" to be bound`);
  }),
  problems: () => [],
};

/** pulumi-kubernetes, awaiters.go: the token controller has filled it in; other Secrets are ready at once. */
export const secret: Readiness = {
  targets: (object) => [theObject(object)],
  judge: newest((live) => {
    const isToken = stringAt(live, "type") === "kubernetes.io/service-account-token";
    const isFilled = Object.keys((valueAt(live, "data") ?? {}) as object).length > 0;
    return !isToken || isFilled ? ready : waiting("Waiting for the token to be issued");
  }),
  problems: () => [],
};

/** pulumi-kubernetes, awaiters.go: the controller has taken the limits over. */
export const resourceQuota: Readiness = {
  targets: (object) => [theObject(object)],
  judge: newest((live) => {
    const hard = JSON.stringify(valueAt(live, "spec", "hard"));
    return hard === JSON.stringify(valueAt(live, "status", "hard"))
      ? ready
      : waiting("Waiting for the quota");
  }),
  problems: () => [],
};

/** The number of addresses behind a Service that are ready, and that are not. */
export function endpointCounts(endpoints: KubernetesObject | undefined): { ready: number; pending: number } {
  const subsets = listAt(endpoints, "subsets");
  const count = (field: string) =>
    subsets.reduce<number>((sum, subset) => sum + listAt(subset, field).length, 0);
  return { ready: count("addresses"), pending: count("notReadyAddresses") };
}
