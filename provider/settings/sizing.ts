import type { MigProfile, WorkerArgs } from "../args";
import { migSlices } from "./mig";
import { allocatable, type Allocatable } from "./reservations";
import type { VmGpus, VmSize } from "./vm-sizes";

/** GPUs that a node advertises to Kubernetes. */
export interface NodeGpus {
  /** Kubernetes resource name. */
  resource: string;
  /** GPUs, or MIG slices. */
  count: number;
}

/** What a node has for Ray workers. */
export interface NodeCapacity extends Allocatable {
  gpus?: NodeGpus;
}

/** Resources of one Ray worker. */
export interface WorkerSize {
  cpu: number;
  memoryGiB: number;
  gpus: number;
  /** Empty without GPUs. */
  gpuResource: string;
}

/** Memory of workers is a multiple of this, so that it is a plain figure in GiB and a whole number of MiB. */
const MEMORY_STEP_MIB = 256;

/** GPUs as Kubernetes sees them; undefined when the profile does not suit the GPU. */
export function nodeGpus(gpus: VmGpus, profile?: MigProfile): NodeGpus | undefined {
  if (profile === undefined) return { resource: `${gpus.vendor}.com/gpu`, count: gpus.count };
  const slices = gpus.vendor === "nvidia" && migSlices(gpus.model ?? "", gpus.memoryGB ?? 0, profile);
  return slices ? { resource: slices.resource, count: slices.count * gpus.count } : undefined;
}

/** What a node of a size has for Ray workers. */
export function nodeCapacity(size: VmSize, maxPods: number, profile?: MigProfile): NodeCapacity {
  const gpus = size.gpus && nodeGpus(size.gpus, profile);
  return { ...allocatable(size, maxPods), ...(gpus && { gpus }) };
}

/**
 * Resources of one worker: what the user says, and for the rest an equal share of the node. CPUs are rounded down to
 * whole ones (below one, to a half), since Ray counts whole CPUs; memory to 256 MiB.
 */
export function workerSize(capacity: NodeCapacity, worker: WorkerArgs = {}): WorkerSize {
  const perNode = worker.perNode ?? 1;
  const gpus = worker.gpus ?? Math.floor((capacity.gpus?.count ?? 0) / perNode);
  return {
    cpu: worker.cpu ?? roundCpuDown(capacity.milliCpu / 1000 / perNode),
    memoryGiB: worker.memoryGiB ?? roundMemoryDown(capacity.memoryMiB / perNode),
    gpus,
    gpuResource: gpus > 0 ? (capacity.gpus?.resource ?? "") : "",
  };
}

function roundCpuDown(cpus: number): number {
  return cpus >= 1 ? Math.floor(cpus) : Math.floor(cpus * 2) / 2;
}

/** From MiB to GiB. */
function roundMemoryDown(memoryMiB: number): number {
  return (Math.floor(memoryMiB / MEMORY_STEP_MIB) * MEMORY_STEP_MIB) / 1024;
}
