import type { RayStartParams, WorkerArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { osDiskGiB, workerDiskGiB } from "./os-disk";
import { MAX_PODS, type WorkerPoolPlace } from "./pools";
import { isBefore } from "./ray-versions";
import { nodeCapacity, workersPerNode } from "./sizing";
import type { PodContext } from "./worker-rules";
import { FIRST_RAY_VERSION_WITH_SPILLING_DIRECTORY } from "./versions";

/** What a worker may write beside spilled objects: logs and the working directories of jobs under /tmp/ray, in GiB. */
export const SCRATCH_GIB = 10;

const SPILLING_PARAM = "object-spilling-directory";

/** Checks a worker's spilling against its Ray, at the path of the worker. */
export function checkObjectSpilling(
  {
    objectSpilling,
    rayStartParams,
  }: Pick<WorkerArgs, "objectSpilling"> & { rayStartParams?: RayStartParams },
  path: string,
  { rayVersion }: PodContext,
  faults: Faults,
): void {
  if (objectSpilling === undefined) return;
  const at = joinPath(path, "objectSpilling");
  if (isBefore(rayVersion, FIRST_RAY_VERSION_WITH_SPILLING_DIRECTORY) && !faults.touch(at)) {
    faults.add(
      at,
      `needs Ray ${FIRST_RAY_VERSION_WITH_SPILLING_DIRECTORY} or later, not ${rayVersion}; raise 'version' of the Ray cluster, or remove it`,
    );
  }
  if (Object.hasOwn(rayStartParams ?? {}, SPILLING_PARAM)) {
    faults.add(
      joinPath(path, "rayStartParams", SPILLING_PARAM),
      "is set by 'objectSpilling'; remove one of the two",
    );
  }
}

/** Checks that what a node's workers spill fits its OS disk. */
export function checkSpillingFits(place: WorkerPoolPlace, faults: Faults): void {
  const { kind, path, pool, size, vmSize } = place;
  const { objectSpilling } = pool.worker ?? {};
  const at = joinPath(path, "worker", "objectSpilling", "sizeGiB");
  if (!objectSpilling || objectSpilling.storageClassName !== undefined || !size) return;
  if (
    faults.touch(at, joinPath(path, "osDiskSizeGb"), joinPath(path, "osDiskType"), joinPath(path, "sharing"))
  )
    return;
  const disk = osDiskGiB(place);
  if (disk === undefined) return;
  const perNode = workersPerNode(
    nodeCapacity(size, pool.maxPods ?? MAX_PODS, kind === "gpu" ? pool : undefined),
    pool.worker,
  );
  const most = Math.max(0, Math.floor(workerDiskGiB(disk) / perNode) - SCRATCH_GIB);
  if (objectSpilling.sizeGiB <= most) return;
  const workers = perNode === 1 ? "its worker" : `each of its ${perNode} workers`;
  faults.add(
    at,
    `must be at most ${most}, what the OS disk of ${disk} GiB of a '${vmSize}' node has for ${workers} beside the system, images and ${SCRATCH_GIB} GiB for Ray's logs and jobs, not ${objectSpilling.sizeGiB}; lower it, raise 'osDiskSizeGb', or give 'storageClassName'`,
  );
}
