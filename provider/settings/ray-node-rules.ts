import type { RayLabels, RayResources, RayStartParams, WorkerArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { labelKeyFault, labelValueFault } from "./node-label-rules";
import { isBefore } from "./ray-versions";
import { FIRST_RAY_VERSION_WITH_PRIORITY } from "./versions";
import type { PodContext } from "./worker-rules";

/** Resources that have arguments of their own, as KubeRay tells them apart: in any case (v1.7.0, pod.go). */
const OWN_ARGUMENTS: readonly [RegExp, string][] = [
  [/^cpu$/i, "'cpu'"],
  [/gpu$/i, "'gpus' of a worker"],
  [/^memory$/i, "'memoryGiB'"],
];

/** Parameters that KubeRay refuses beside a group's `resources` (v1.7.0, validation.go). */
const EXCLUDED_BY_RESOURCES = ["num-cpus", "num-gpus", "memory", "resources"];

/** Checks what a node is inside Ray: its labels and its custom resources. */
export function checkRayNode(
  node: { labels?: RayLabels; resources?: RayResources; rayStartParams?: RayStartParams },
  path: string,
  faults: Faults,
): void {
  for (const [key, value] of Object.entries(node.labels ?? {})) {
    const reason = labelKeyFault(key) ?? labelValueFault(value);
    if (reason !== undefined) faults.add(joinPath(path, "labels", key), reason);
  }
  for (const [name, amount] of Object.entries(node.resources ?? {})) {
    const reason = resourceFault(name, amount);
    if (reason !== undefined) faults.add(joinPath(path, "resources", name), reason);
  }
  if (Object.keys(node.resources ?? {}).length === 0) return;
  for (const key of EXCLUDED_BY_RESOURCES) {
    const at = joinPath(path, "rayStartParams", key);
    if (!Object.hasOwn(node.rayStartParams ?? {}, key) || faults.touch(at)) continue;
    faults.add(at, "is refused by KubeRay beside 'resources'; remove one of the two");
  }
}

/** Checks that a group's priority has an autoscaler that knows it. */
export function checkPriority(
  { priority = 0 }: Pick<WorkerArgs, "priority">,
  path: string,
  { autoscaling, rayVersion }: PodContext,
  faults: Faults,
): void {
  const at = joinPath(path, "priority");
  if (priority === 0 || faults.touch(at)) return;
  if (!autoscaling) {
    faults.add(at, "has no effect without Ray's autoscaler; give a pool or group a range, or remove it");
  } else if (isBefore(rayVersion, FIRST_RAY_VERSION_WITH_PRIORITY)) {
    faults.add(
      at,
      `needs Ray ${FIRST_RAY_VERSION_WITH_PRIORITY} or later, not ${rayVersion}; raise the version, or remove it`,
    );
  }
}

/** Ray wants whole numbers above 1, and KubeRay passes whole numbers only. */
function resourceFault(name: string, amount: number): string | undefined {
  const argument = OWN_ARGUMENTS.find(([pattern]) => pattern.test(name))?.[1];
  if (argument !== undefined) return `is no custom resource; set ${argument} instead`;
  return Number.isSafeInteger(amount) && amount >= 1
    ? undefined
    : `must be a whole number of at least 1, not ${amount}`;
}
