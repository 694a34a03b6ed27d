import { createHash } from "node:crypto";
import { copy } from "../kubernetes/values";
import type { PodTemplate, RayClusterSpec } from "./ray-cluster";

/**
 * Changes when a Recreate upgrade has to replace the pods. What an autoscaler or Kueue changes does not count:
 * replicas, their limits, workersToDelete, tolerations, scheduling gates. KubeRay v1.7.0 util.go,
 * GenerateHashWithoutReplicasAndWorkersToDelete (the digest itself is this operator's own).
 */
export function specHash(spec: RayClusterSpec): string {
  const counted = copy(spec);
  delete counted.upgradeStrategy;
  mute(counted.headGroupSpec.template);
  for (const group of counted.workerGroupSpecs ?? []) {
    delete group.replicas;
    delete group.minReplicas;
    delete group.maxReplicas;
    delete group.scaleStrategy;
    mute(group.template);
  }
  return createHash("sha1").update(canonical(counted)).digest("hex");
}

function mute({ spec }: PodTemplate): void {
  delete spec?.tolerations;
  delete spec?.schedulingGates;
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );
}
