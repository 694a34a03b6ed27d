import type { types } from "@pulumi/kubernetes";
import type { RaySettings, WorkerGroupSettings } from "../../settings";

type PodSpec = Omit<types.input.core.v1.PodSpec, "containers">;
type Container = Omit<types.input.core.v1.Container, "name">;

/** What a pod has beside the options: its own volumes and mounts come first. */
interface Own {
  volumes?: types.input.core.v1.Volume[];
  volumeMounts?: types.input.core.v1.VolumeMount[];
}

/** Builds the part of a pod's spec that its options say. */
export function buildPodOptions(
  pod: WorkerGroupSettings["pod"],
  { serviceAccountName }: Pick<RaySettings, "serviceAccountName">,
  own: Own = {},
): PodSpec {
  const account = pod?.serviceAccountName ?? serviceAccountName;
  const volumes = [...(own.volumes ?? []), ...(pod?.volumes ?? [])];
  return {
    ...(account && { serviceAccountName: account }),
    ...(pod?.priorityClassName && { priorityClassName: pod.priorityClassName }),
    ...(pod?.terminationGracePeriodSeconds !== undefined && {
      terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
    }),
    ...(pod?.imagePullSecrets && { imagePullSecrets: pod.imagePullSecrets.map((name) => ({ name })) }),
    ...(volumes.length > 0 && { volumes }),
  };
}

/** Builds the part of the Ray container that the pod's options say. */
export function buildContainerOptions(pod: WorkerGroupSettings["pod"], own: Own = {}): Container {
  const volumeMounts = [...(own.volumeMounts ?? []), ...(pod?.volumeMounts ?? [])];
  return {
    ...(pod?.imagePullPolicy && { imagePullPolicy: pod.imagePullPolicy }),
    ...(pod?.envFrom && { envFrom: pod.envFrom }),
    ...(volumeMounts.length > 0 && { volumeMounts }),
  };
}
