import type { AksClusterArgs, CpuPoolArgs, GpuPoolArgs, SystemPoolArgs } from "../args";
import { joinPath } from "./faults";
import { GPU_SIZE_NAMES, vmSize, type VmSize } from "./vm-sizes";

/** VM size of the system pool: room for AKS's own pods, the operator and the head. */
export const SYSTEM_VM_SIZE = "Standard_D8s_v5";

/** Key of the system pool, and its name in AKS. */
export const SYSTEM_POOL_KEY = "system";

/** Nodes of the system pool. */
export const SYSTEM_NODES = { min: 1, max: 3 };

/** Pods that a node can run. */
export const MAX_PODS = 110;

interface Place<Kind extends string, Pool> {
  kind: Kind;
  key: string;
  /** Path of the pool in the arguments. */
  path: string;
  pool: Pool;
  /** Figures of the VM size; undefined when they are not known. */
  size?: VmSize;
}

/** A pool that carries Ray workers, where it stands in the arguments. */
export type WorkerPoolPlace = Place<"cpu", CpuPoolArgs> | Place<"gpu", GpuPoolArgs>;

/** A pool, where it stands in the arguments. */
export type PoolPlace = Place<"system", SystemPoolArgs & { vmSize: string }> | WorkerPoolPlace;

/** The system pool, with its VM size. */
export function systemPool({ systemPool: pool = {} }: AksClusterArgs): PoolPlace & { kind: "system" } {
  const complete = { vmSize: SYSTEM_VM_SIZE, ...pool };
  return {
    kind: "system",
    key: SYSTEM_POOL_KEY,
    path: "systemPool",
    pool: complete,
    size: vmSize(complete.vmSize, complete),
  };
}

/** The pools that carry workers, CPU pools first, each in the order of their keys. */
export function workerPools(args: AksClusterArgs): WorkerPoolPlace[] {
  return [
    ...sortedEntries(args.cpuPools).map(([key, pool]): WorkerPoolPlace => {
      return { kind: "cpu", key, path: joinPath("cpuPools", key), pool, size: sizeOf(pool) };
    }),
    ...sortedEntries(args.gpuPools).map(([key, pool]): WorkerPoolPlace => {
      return { kind: "gpu", key, path: joinPath("gpuPools", key), pool, size: sizeOf(pool) };
    }),
  ];
}

/** All pools, the system pool first. */
export function allPools(args: AksClusterArgs): PoolPlace[] {
  return [systemPool(args), ...workerPools(args)];
}

/** Whether a size is known to have GPUs, whatever the pool says of it. */
export function isGpuSize(name: string): boolean {
  return GPU_SIZE_NAMES.some((known) => known.toLowerCase() === name.toLowerCase());
}

/** Entries by key, since several languages send maps in no order, and the order of pools must not change. */
export function sortedEntries<T>(map: Record<string, T> | undefined): [string, T][] {
  return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The VM size can be missing in arguments at fault. */
function sizeOf(pool: CpuPoolArgs | GpuPoolArgs): VmSize | undefined {
  return (pool.vmSize as string | undefined) === undefined ? undefined : vmSize(pool.vmSize, pool);
}
