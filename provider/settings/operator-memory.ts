const MEBIBYTES = { atLeast: 512, step: 256 };

/**
 * Memory for an operator that looks after so many pods of Ray. KubeRay's benchmark (benchmark/memory_benchmark, v0.6.0) found 0.10
 * to 0.15 MB for each pod, and that the number of clusters hardly matters; the comment in its chart (1.7.0, values.yaml) says
 * 500 MB for 500 pods. This follows the more careful one.
 */
export function operatorMemory(pods = 0): string {
  return `${Math.max(MEBIBYTES.atLeast, Math.ceil(pods / MEBIBYTES.step) * MEBIBYTES.step)}Mi`;
}
