import { listAt, numberAt, stringAt, valueAt, type KubernetesObject } from "../kubernetes/objects";

/** How the Ray container of a pod has ended, undefined while it runs: KubeRay v1.7.0, getRayContainerStateTerminated. */
export function terminatedState(pod: KubernetesObject): unknown {
  const ray = stringAt(pod, "spec", "containers", 0, "name");
  const status = listAt(pod, "status", "containerStatuses").find((entry) => stringAt(entry, "name") === ray);
  return valueAt(status, "state", "terminated");
}

/** What KubeRay notes when it deletes a pod that is over: v1.7.0, reconcilePods. */
export function deletionNote(nodeType: "head" | "worker", pod: KubernetesObject): string {
  const { namespace, name } = pod.metadata;
  return (
    `Deleted ${nodeType} Pod ${namespace}/${name}; Pod status: ${stringAt(pod, "status", "phase")}; ` +
    `Pod restart policy: ${stringAt(pod, "spec", "restartPolicy")}; ` +
    `Ray container terminated status: ${formatTerminated(terminatedState(pod))}`
  );
}

/** As Go prints a ContainerStateTerminated: its String method in k8s.io/api/core/v1. */
function formatTerminated(terminated: unknown): string {
  if (terminated === undefined) return "nil";
  const text = (field: string) => stringAt(terminated, field) ?? "";
  const number = (field: string) => numberAt(terminated, [field]);
  return (
    `&ContainerStateTerminated{ExitCode:${number("exitCode")},Signal:${number("signal")},Reason:${text("reason")},` +
    `Message:${text("message")},StartedAt:${goTime(text("startedAt"))},FinishedAt:${goTime(text("finishedAt"))},` +
    `ContainerID:${text("containerID")},}`
  );
}

/** `2026-01-01 00:00:00 +0000 UTC`, as Go prints a time. */
function goTime(time: string): string {
  const digits = time === "" ? "0001-01-01 00:00:00" : time.replace("T", " ").replace(/(\.\d+)?Z$/, "");
  return `${digits} +0000 UTC`;
}
