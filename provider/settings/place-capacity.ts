import { MAX_PODS, type WorkerPoolPlace } from "./pools";
import { nodeCapacity, workersPerNode, type NodeCapacity } from "./sizing";
import type { VmSize } from "./vm-sizes";

/** What the nodes of a pool have for Ray workers themselves: less what else is in each worker's pod. */
export function placeCapacity({ kind, pool, sidecar }: WorkerPoolPlace, size: VmSize): NodeCapacity {
  const capacity = nodeCapacity(size, pool.maxPods ?? MAX_PODS, kind === "gpu" ? pool : undefined);
  if (sidecar === undefined) return capacity;
  const perNode = workersPerNode(capacity, pool.worker);
  return {
    ...capacity,
    milliCpu: Math.max(0, capacity.milliCpu - perNode * sidecar.milliCpu),
    memoryMiB: Math.max(0, capacity.memoryMiB - perNode * sidecar.memoryMiB),
  };
}
