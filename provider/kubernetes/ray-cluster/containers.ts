import type { types } from "@pulumi/kubernetes";
import type { EnvVars } from "../../args";

/** Builds a container's environment, in the order of the names so that equal maps give equal lists. */
export function buildEnv(variables: EnvVars): types.input.core.v1.EnvVar[] {
  return Object.keys(variables)
    .sort()
    .map((name) => ({ name, value: variables[name] }));
}

/** Writes GiB as a Kubernetes quantity in whole MiB. */
export function formatMemory(gib: number): string {
  return `${Math.round(gib * 1024)}Mi`;
}

/** Has the status of a container that failed tell its last lines, which KubeRay repeats in an Event when it makes the pod anew. */
export const LAST_WORDS = { terminationMessagePolicy: "FallbackToLogsOnError" };
