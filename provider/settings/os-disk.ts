import { isEventual } from "./inputs";
import type { PoolPlace } from "./pools";

/** Local disk from which on AKS puts the OS disk there by itself. https://learn.microsoft.com/azure/aks/concepts-storage */
export const EPHEMERAL_FROM_GIB = 128;

/** Sizes in GiB of managed OS disks by vCPUs (same page, "default OS disk sizing"). */
const MANAGED_SIZES: readonly (readonly [vcpus: number, gib: number])[] = [
  [64, 1024],
  [16, 512],
  [8, 256],
  [1, 128],
];

/**
 * Share of an OS disk that a node lets pods have: of 128 GiB the file system has 129886128 KiB, of which the kubelet keeps a
 * tenth free (nodes of AKS, `kubectl describe node`; https://learn.microsoft.com/azure/aks/node-resource-reservations).
 */
const ALLOCATABLE_SHARE = (129886128 / (128 * 2 ** 20)) * 0.9;

/** What the system, AKS's images and one image of Ray take of it, in GiB; an estimate of ours. */
const SYSTEM_GIB = 40;

/** Size of a pool's OS disk in GiB; undefined where it is not known yet, or the size of the local disk is not. */
export function osDiskGiB({ pool, size }: PoolPlace): number | undefined {
  const { osDiskSizeGb, osDiskType } = pool;
  if (isEventual(osDiskSizeGb) || isEventual(osDiskType)) return undefined;
  if (osDiskSizeGb !== undefined) return osDiskSizeGb as number;
  if (size === undefined) return undefined;
  const local = size.tempDiskGiB;
  if (osDiskType !== "Managed") {
    if (local === undefined || local >= EPHEMERAL_FROM_GIB) return local;
    if (osDiskType === "Ephemeral") return undefined;
  }
  return MANAGED_SIZES.find(([vcpus]) => size.vcpus >= vcpus)?.[1];
}

/** What a node has of an OS disk for the files of Ray workers, in GiB. */
export function workerDiskGiB(osDisk: number): number {
  return Math.max(0, Math.floor(osDisk * ALLOCATABLE_SHARE - SYSTEM_GIB));
}
