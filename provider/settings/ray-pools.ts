import type { AksRayClusterArgs, WorkerGroupArgs, WorkerGroupSummary, WorkerPoolArgs } from "../args";
import { poolSettings } from "./aks-cluster";
import { defined } from "./defined";
import { collectorRequests } from "./history-server";
import { nodeRange } from "./node-range";
import { placementOn } from "./placement";
import { placeCapacity } from "./place-capacity";
import { workerPools, type WorkerPoolPlace } from "./pools";
import { provisionedPlaces } from "./provisioned-pools";
import { workersPerNode, workerSize, type NodeCapacity } from "./sizing";

/**
 * All pools with Ray workers, and what KubeRay puts beside each worker. Nodes that AKS makes by itself come and go like those of a
 * pool with a range.
 */
export function rayPools(args: AksRayClusterArgs): WorkerPoolPlace[] {
  const sidecar = collectorRequests(args.ray?.historyServer);
  const places = [...workerPools(args), ...provisionedPlaces(args)];
  return places.map((place) => (sidecar ? { ...place, sidecar } : place));
}

/** Whether the number of a pool's nodes varies. */
export function varies(pool: WorkerPoolArgs): boolean {
  const { min, max } = nodeRange(pool, { min: 0, max: 0 });
  return min < max;
}

function capacityOf(place: WorkerPoolPlace): NodeCapacity {
  const { vmSize, size } = place;
  if (!size) throw new Error(`the figures of '${vmSize}' are not known`);
  return placeCapacity(place, size);
}

/** A stopped pool has no nodes for Ray; its worker group stays, since KubeRay leaves behind the pods of one that goes (kuberay #1739). */
function runningNodes(pool: WorkerPoolArgs): { min: number; max: number } {
  return pool.powerState === "Stopped" ? { min: 0, max: 0 } : nodeRange(pool, { min: 0, max: 0 });
}

/** The worker group of a pool. */
export function buildWorkerGroup(place: WorkerPoolPlace): WorkerGroupArgs {
  const { key, pool } = place;
  const capacity = capacityOf(place);
  const { perNode = workersPerNode(capacity, pool.worker), ...worker } = pool.worker ?? {};
  const { gpus, gpuResource, ...size } = workerSize(capacity, pool.worker);
  const { min, max } = runningNodes(pool);
  const workers = (nodes: number) => (nodes * perNode) / (worker.numOfHosts ?? 1);
  const { taints, rdma, gpus: poolGpus } = poolSettings(place);
  return {
    ...worker,
    ...size,
    gpus,
    ...(gpus > 0 && { gpuResource }),
    ...(min === max ? { replicas: workers(max) } : { minReplicas: workers(min), maxReplicas: workers(max) }),
    ...(gpus > 0 && poolGpus?.sharing?.strategy === "mps" && { mps: true }),
    ...(rdma && { rdma }),
    ...placementOn(key, taints, poolGpus?.vendor),
  };
}

/** What outputs tell of a pool. */
export function summarize(place: WorkerPoolPlace): WorkerGroupSummary {
  const { pool } = place;
  const { min, max } = runningNodes(pool);
  const capacity = capacityOf(place);
  const size = workerSize(capacity, pool.worker);
  return {
    minNodes: min,
    maxNodes: max,
    workersPerNode: workersPerNode(capacity, pool.worker),
    ...size,
    cpu: Math.floor(size.cpu),
  };
}

/** The pools as Azure sees them. */
export function withoutWorkers<T extends Pick<WorkerPoolArgs, "worker">>(
  pools: Record<string, T> | undefined,
): Record<string, T> | undefined {
  return (
    pools &&
    Object.fromEntries(
      Object.entries(pools).map(([key, pool]) => [key, defined({ ...pool, worker: undefined })]),
    )
  );
}
