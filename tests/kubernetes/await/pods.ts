import { conditionOf, listAt, qualifiedName, stringAt, type KubernetesObject } from "../objects";

interface ContainerState {
  waiting?: { reason?: string; message?: string };
  terminated?: { reason?: string; message?: string; exitCode?: number; finishedAt?: string };
}

interface ContainerStatus {
  name: string;
  ready?: boolean;
  state?: ContainerState;
  lastState?: ContainerState;
}

/** `namespace/name`, without the namespace `default`, as the real provider's messages have it. */
export function displayName({ metadata }: KubernetesObject): string {
  return metadata.namespace === "default" ? metadata.name : qualifiedName(metadata);
}

/** What keeps a pod from running: its condition's message and each container's reason, or undefined. */
export function podProblem(pod: KubernetesObject): string | undefined {
  if (stringAt(pod, "status", "phase") === "Succeeded") return undefined;
  for (const type of ["PodScheduled", "Initialized", "Ready"]) {
    const condition = conditionOf(pod, type);
    if (condition === undefined) return undefined;
    if (condition.status === "True") continue;
    const containers = [
      ...listAt<ContainerStatus>(pod, "status", "initContainerStatuses"),
      ...listAt<ContainerStatus>(pod, "status", "containerStatuses"),
    ].flatMap(containerProblems);
    const reason = condition.reason && condition.message ? [condition.message] : [];
    const parts = [...reason, ...containers];
    return parts.length === 0 ? undefined : `[Pod ${displayName(pod)}]: ${parts.join(" -- ")}`;
  }
  return undefined;
}

function containerProblems(status: ContainerStatus): string[] {
  if (status.ready) return [];
  const problems: string[] = [];
  const { waiting, terminated } = status.state ?? {};
  if (waiting?.reason && !["ContainerCreating", "PodInitializing"].includes(waiting.reason)) {
    problems.push(`[${waiting.reason}] ${waiting.message ?? ""}`.trimEnd());
  }
  if (terminated?.reason && terminated.exitCode !== 0) {
    problems.push(
      terminated.message
        ? `[${terminated.reason}] ${terminated.message.trim()}`
        : `container "${status.name}" completed with exit code ${terminated.exitCode ?? 0}`,
    );
  }
  const last = status.lastState?.terminated;
  if (last !== undefined) {
    const when = `container "${status.name}" terminated at ${last.finishedAt ?? "an unknown time"}`;
    problems.push(`${when} (${last.reason ?? "Unknown"}: exit code ${last.exitCode ?? 0})`);
    if (last.message) problems.push(last.message.trim());
  }
  return problems;
}

/** The problems of every pod, sorted so that the text does not depend on the order of events. */
export function podProblems(pods: Iterable<KubernetesObject>): string[] {
  return [...pods]
    .map(podProblem)
    .filter((problem) => problem !== undefined)
    .sort();
}

/** A label selector's `matchLabels` as the API's query has it. */
export function labelQuery(selector: unknown): string {
  return Object.entries((selector ?? {}) as Record<string, string>)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}
