import type { RayArgs, RayPodArgs } from "../args";
import { defined } from "./defined";

/** What the pods of the head or of a worker group have beside image, size and environment. */
export type RayPodSettings = RayPodArgs;

/** Settings of sound arguments; undefined where they say nothing. */
export function rayPodSettings(
  pod: RayPodArgs,
  { imagePullSecrets = [] }: Pick<RayArgs, "imagePullSecrets">,
): RayPodSettings | undefined {
  const secrets = [...imagePullSecrets, ...(pod.imagePullSecrets ?? [])];
  const settings = defined<RayPodSettings>({
    imagePullPolicy: pod.imagePullPolicy,
    imagePullSecrets: secrets.length > 0 ? secrets : undefined,
    serviceAccountName: pod.serviceAccountName,
    annotations: pod.annotations,
    priorityClassName: pod.priorityClassName,
    terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
    volumes: pod.volumes,
    volumeMounts: pod.volumeMounts,
    envFrom: pod.envFrom,
  });
  return Object.keys(settings).length > 0 ? settings : undefined;
}
