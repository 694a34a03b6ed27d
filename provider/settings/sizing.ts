import type { GpuPoolArgs, WorkerArgs } from "../args";
import { migSlices } from "./mig";
import { allocatable, type Allocatable } from "./reservations";
import type { VmGpus, VmSize } from "./vm-sizes";

/** How a pool's GPUs are divided before a node advertises them. */
export type GpuPartition = Pick<GpuPoolArgs, "migProfile" | "migStrategy" | "sharing">;

/** GPUs that a node advertises to Kubernetes. */
export interface NodeGpus {
  /** Kubernetes resource name. */
  resource: string;
  /** GPUs, MIG slices, or shares of them. */
  count: number;
  /** Whether these are shares, of which a container can have one. */
  shared?: boolean;
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

/** Name of NVIDIA's whole GPUs, and of MIG slices under the strategy `single`. */
const NVIDIA_GPU = "nvidia.com/gpu";

/** GPUs as Kubernetes sees them; undefined when the profile does not suit the GPU. */
export function nodeGpus(gpus: VmGpus, partition: GpuPartition = {}): NodeGpus | undefined {
  const devices = nodeDevices(gpus, partition);
  if (devices === undefined || partition.sharing === undefined) return devices;
  return { ...devices, count: devices.count * partition.sharing.replicas, shared: true };
}

function nodeDevices(gpus: VmGpus, { migProfile, migStrategy }: GpuPartition): NodeGpus | undefined {
  if (migProfile === undefined) return { resource: `${gpus.vendor}.com/gpu`, count: gpus.count };
  const slices = gpus.vendor === "nvidia" && migSlices(gpus.model ?? "", gpus.memoryGB ?? 0, migProfile);
  if (!slices) return undefined;
  const resource = migStrategy === "single" ? NVIDIA_GPU : slices.resource;
  return { resource, count: slices.count * gpus.count };
}

/** What a node of a size has for Ray workers. */
export function nodeCapacity(size: VmSize, maxPods: number, partition?: GpuPartition): NodeCapacity {
  const gpus = size.gpus && nodeGpus(size.gpus, partition);
  return { ...allocatable(size, maxPods), ...(gpus && { gpus }) };
}

/** Ray workers on one node: as many as the user says, or one for each share of its GPUs, or one. */
export function workersPerNode({ gpus }: NodeCapacity, worker: WorkerArgs = {}): number {
  return worker.perNode ?? (gpus?.shared && worker.gpus !== 0 ? gpus.count : 1);
}

/**
 * Resources of one worker: what the user says, and for the rest an equal share of the node. CPUs are rounded down to
 * whole ones (below one, to a half), since Ray counts whole CPUs; memory to 256 MiB. Of shared GPUs a worker gets one
 * share, since a second one would give it no more of the GPU.
 */
export function workerSize(capacity: NodeCapacity, worker: WorkerArgs = {}): WorkerSize {
  const perNode = workersPerNode(capacity, worker);
  const evenly = Math.floor((capacity.gpus?.count ?? 0) / perNode);
  const gpus = worker.gpus ?? (capacity.gpus?.shared ? Math.min(1, evenly) : evenly);
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
