import type { RayClusterArgs } from "../args";
import { joinPath, type Faults } from "./faults";

/** Checks that images can be pulled ahead onto the nodes of GPU workers, and onto no others. */
export function checkImagePrePull(
  { imagePrePull, workerGroups = {} }: RayClusterArgs,
  at: string,
  faults: Faults,
): void {
  if (!imagePrePull) return;
  const withGpus = Object.entries(workerGroups).filter(([, { gpus = 0 }]) => gpus > 0);
  if (withGpus.length === 0) {
    faults.add(joinPath(at, "imagePrePull"), NO_GPUS);
  }
  for (const [name, { nodeSelector = {} }] of withGpus) {
    if (Object.keys(nodeSelector).length > 0) continue;
    faults.add(
      joinPath(at, "workerGroups", name, "nodeSelector"),
      "must be given for 'imagePrePull', which would pull the image onto every node",
    );
  }
}

/** Reason why there is nothing to pull ahead. */
export const NO_GPUS =
  "has no effect without workers with GPUs, whose images alone are pulled ahead; remove it";
