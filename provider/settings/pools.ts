import type { AksClusterArgs, CpuPoolArgs, GpuPoolArgs, SystemPoolArgs } from "../args";
import { joinPath } from "./faults";
import type { Allocatable } from "./reservations";
import { GPU_SIZE_NAMES, vmSize, type VmSize } from "./vm-sizes";

/** VM size of the system pool: room for AKS's own pods, the operator and the head. */
export const SYSTEM_VM_SIZE = "Standard_D8s_v5";

/** Key of the system pool: the value of its label. */
export const SYSTEM_POOL_KEY = "system";

/**
 * Name of the system pool in AKS. Azure lists a cluster's pools by name (terraform-provider-azurerm #3835, #4560;
 * pulumi-azure-native #1298), and after a refresh all of them stand in the cluster's inputs. Pulumi's options name the system
 * pool by its index there, so it should be the first of them: hardly any name comes before this one.
 */
export const SYSTEM_POOL_NAME = "a0system";

/** Nodes of the system pool. */
export const SYSTEM_NODES = { min: 1, max: 3 };

/** Pods that a node can run. */
export const MAX_PODS = 110;

interface Place<Kind extends string, Pool> {
  kind: Kind;
  key: string;
  /** Path of the pool in the arguments. */
  path: string;
  /** The arguments themselves, not a copy. */
  pool: Pool;
  /** Name of the VM size; empty where the arguments lack it. */
  vmSize: string;
  /** Figures of the VM size; undefined when they are not known. */
  size?: VmSize;
  /** What the pod of each Ray worker requests beside the worker; absent where it requests nothing else. */
  sidecar?: Allocatable;
}

/** A pool that carries Ray workers, where it stands in the arguments. */
export type WorkerPoolPlace = Place<"cpu", CpuPoolArgs> | Place<"gpu", GpuPoolArgs>;

/** A pool, where it stands in the arguments. */
export type PoolPlace = SystemPoolPlace | WorkerPoolPlace;

/** The system pool, where it stands in the arguments. */
export type SystemPoolPlace = Place<"system", SystemPoolArgs>;

/** The system pool. */
export function systemPool({ systemPool: pool = {} }: AksClusterArgs): SystemPoolPlace {
  const name = pool.vmSize ?? SYSTEM_VM_SIZE;
  return {
    kind: "system",
    key: SYSTEM_POOL_KEY,
    path: "systemPool",
    pool,
    vmSize: name,
    size: vmSize(name, pool),
  };
}

/** The pools that carry workers, CPU pools first, each in the order of their keys. */
export function workerPools(args: AksClusterArgs): WorkerPoolPlace[] {
  return [
    ...sortedEntries(args.cpuPools).map(([key, pool]): WorkerPoolPlace => {
      return { kind: "cpu", key, path: joinPath("cpuPools", key), pool, ...sizeOf(pool) };
    }),
    ...sortedEntries(args.gpuPools).map(([key, pool]): WorkerPoolPlace => {
      return { kind: "gpu", key, path: joinPath("gpuPools", key), pool, ...sizeOf(pool) };
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
function sizeOf(pool: CpuPoolArgs | GpuPoolArgs): { vmSize: string; size?: VmSize } {
  const name = (pool.vmSize as string | undefined) ?? "";
  return { vmSize: name, size: vmSize(name, pool) };
}
