import { joinPath, type Faults } from "./faults";
import { nodeRange } from "./node-range";
import { placeCapacity } from "./place-capacity";
import type { WorkerPoolPlace } from "./pools";
import { workersPerNode, workerSize, type NodeCapacity } from "./sizing";

/** Checks that a pool's Ray workers fit its nodes, and that its nodes make whole workers. */
export function checkWorkerFit(place: WorkerPoolPlace, faults: Faults): void {
  const { path, size } = place;
  const at = (key: string) => joinPath(path, key);
  if (!size || faults.touch(at("vmSize"), at("vcpus"), at("memoryGiB"), at("maxPods"))) return;
  if (faults.touch(at("sharing"))) return;
  const capacity = placeCapacity(place, size);
  checkCpu(place, capacity, faults);
  checkMemory(place, capacity, faults);
  checkGpus(place, capacity, faults);
  checkHosts(place, capacity, faults);
}

function checkCpu(place: WorkerPoolPlace, capacity: NodeCapacity, faults: Faults): void {
  const { path, pool, vmSize } = place;
  const { cpu } = pool.worker ?? {};
  const perNode = workersPerNode(capacity, pool.worker);
  const at = joinPath(path, "worker", "cpu");
  if (faults.touch(at, joinPath(path, "worker", "perNode"))) return;
  if (cpu !== undefined && milliCpuOf(cpu) * perNode > capacity.milliCpu) {
    faults.add(
      at,
      `${product("cpu", cpu, perNode)} must be at most ${capacity.milliCpu / 1000}, ${share(place)}`,
    );
  } else if (cpu === undefined && workerSize(capacity, pool.worker).cpu < 1) {
    faults.add(
      crowding(place, perNode),
      `leaves less than 1 CPU for a worker: a '${vmSize}' node has ${capacity.milliCpu / 1000} for Ray; ${lessCrowded(place, perNode)}`,
    );
  }
}

function checkMemory(place: WorkerPoolPlace, capacity: NodeCapacity, faults: Faults): void {
  const { path, pool, vmSize } = place;
  const { memoryGiB } = pool.worker ?? {};
  const perNode = workersPerNode(capacity, pool.worker);
  const at = joinPath(path, "worker", "memoryGiB");
  if (faults.touch(at, joinPath(path, "worker", "perNode"))) return;
  const most = Math.floor((capacity.memoryMiB / 1024) * 100) / 100;
  if (memoryGiB !== undefined && Math.round(memoryGiB * 1024) * perNode > capacity.memoryMiB) {
    faults.add(at, `${product("memoryGiB", memoryGiB, perNode)} must be at most ${most}, ${share(place)}`);
  } else if (memoryGiB === undefined && workerSize(capacity, pool.worker).memoryGiB < 1) {
    faults.add(
      crowding(place, perNode),
      `leaves less than 1 GiB for a worker: a '${vmSize}' node has ${most} for Ray; ${lessCrowded(place, perNode)}`,
    );
  }
}

function checkGpus(place: WorkerPoolPlace, capacity: NodeCapacity, faults: Faults): void {
  const { kind, path, pool, vmSize } = place;
  const { gpus } = pool.worker ?? {};
  const perNode = workersPerNode(capacity, pool.worker);
  const at = joinPath(path, "worker", "gpus");
  if (
    faults.touch(
      at,
      joinPath(path, "worker", "perNode"),
      joinPath(path, "gpus"),
      joinPath(path, "migProfile"),
      joinPath(path, "sharing"),
    )
  )
    return;
  const most = capacity.gpus?.count ?? 0;
  const units = gpuUnits(place);
  if (kind === "cpu") {
    if (gpus)
      faults.add(
        at,
        "must be 0 in a pool without GPUs; move the pool into 'gpuPools' with a size that has some",
      );
  } else if (gpus !== undefined && gpus > 1 && capacity.gpus?.shared) {
    faults.add(
      at,
      `'gpus' (${gpus}) must be 0 or 1 on a pool with 'sharing': a second share gives no more of the GPU, and NVIDIA's device plugin refuses it`,
    );
  } else if (gpus !== undefined && gpus * perNode > most) {
    faults.add(
      at,
      `${product("gpus", gpus, perNode)} must be at most ${most}, the ${units} of a '${vmSize}' node`,
    );
  } else if (gpus === undefined && perNode > most) {
    faults.add(
      joinPath(path, "worker", "perNode"),
      `'perNode' (${perNode}) must be at most ${most}, the ${units} of a '${vmSize}' node; or set 'gpus' to 0 for workers without`,
    );
  }
}

function checkHosts({ path, pool }: WorkerPoolPlace, capacity: NodeCapacity, faults: Faults): void {
  const { numOfHosts = 1 } = pool.worker ?? {};
  const perNode = workersPerNode(capacity, pool.worker);
  const at = (key: string) => joinPath(path, key);
  if (numOfHosts === 1 || faults.touch(at("nodes"), at("minNodes"), at("maxNodes"), joinPath(path, "worker")))
    return;
  const { autoscaling, min, max } = nodeRange(pool, { min: 0, max: 0 });
  for (const [key, nodes] of autoscaling
    ? ([
        ["minNodes", min],
        ["maxNodes", max],
      ] as const)
    : ([["nodes", max]] as const)) {
    if ((nodes * perNode) % numOfHosts === 0) continue;
    faults.add(
      joinPath(path, "worker", "numOfHosts"),
      `'${key}' (${nodes}) × 'perNode' (${perNode}) must be a multiple of 'numOfHosts' (${numOfHosts}), since a worker is that many pods`,
    );
  }
}

/** As Kubernetes counts CPUs: in whole millicores, rounded up. */
function milliCpuOf(cpus: number): number {
  return Math.ceil(withoutNoise(cpus * 1000));
}

/** Without the last digits of a product of binary fractions, such as those of 12.502 × 5. */
function withoutNoise(value: number): number {
  return Number(value.toFixed(6));
}

function product(name: string, value: number, perNode: number): string {
  return perNode === 1
    ? `'${name}' (${value})`
    : `'${name}' (${value}) × 'perNode' (${perNode}) = ${withoutNoise(value * perNode)}`;
}

function share({ vmSize }: WorkerPoolPlace): string {
  return `what a '${vmSize}' node has for Ray after the reservations of AKS and its daemons; lower it, or choose a larger size`;
}

/** What makes the workers of a node so many. */
function crowding({ path, pool }: WorkerPoolPlace, perNode: number): string {
  if (perNode === 1) return joinPath(path, "vmSize");
  return pool.worker?.perNode === undefined
    ? joinPath(path, "sharing", "replicas")
    : joinPath(path, "worker", "perNode");
}

function lessCrowded({ pool }: WorkerPoolPlace, perNode: number): string {
  if (perNode === 1) return "choose a larger size";
  return pool.worker?.perNode === undefined
    ? `it makes ${perNode} workers on a node, so lower it, set 'worker.perNode', or choose a larger size`
    : "lower 'perNode', or choose a larger size";
}

function gpuUnits({ kind, pool }: WorkerPoolPlace): string {
  if (kind !== "gpu") return "GPUs";
  const devices = pool.migProfile === undefined ? "GPUs" : "MIG slices";
  return pool.sharing === undefined ? devices : `shares of ${devices}`;
}
