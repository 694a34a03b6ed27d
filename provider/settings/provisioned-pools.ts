import type { Input } from "@pulumi/pulumi";
import type { AksClusterArgs, ImageFamily, ProvisionedPoolArgs } from "../args";
import { defined } from "./defined";
import { joinPath } from "./faults";
import { sortedEntries, type WorkerPoolPlace } from "./pools";
import type { PoolSettings } from "./types";
import { vmSize, type VmSize } from "./vm-sizes";

/** Time without pods after which a node goes. */
const CONSOLIDATE_AFTER = "60s";

/** Nodes that AKS makes for pending workers, validated and with their defaults. */
export interface ProvisionedPoolSettings extends PoolSettings {
  vmSizes: string[];
  capacityType: "on-demand" | "spot";
  /** Whole names, such as `westeurope-1`. */
  zoneNames?: string[];
  imageFamily: ImageFamily;
  consolidateAfter: string;
  /** What all nodes may have together. */
  limits: { cpu: number; gpus: number };
}

/** A pool and the figures of its VM sizes, as far as they are known. */
export interface ProvisionedPlace {
  key: string;
  path: string;
  pool: ProvisionedPoolArgs;
  sizes: { name: string; size?: VmSize }[];
}

/** The pools in the order of their keys, where they stand in the arguments. */
export function provisionedPools({ provisionedPools: pools }: AksClusterArgs): ProvisionedPlace[] {
  return sortedEntries(pools).map(([key, pool]) => ({
    key,
    path: joinPath("provisionedPools", key),
    pool,
    // The list can be missing in arguments at fault.
    sizes: ((pool.vmSizes as string[] | undefined) ?? []).map((name) => ({ name, size: vmSize(name) })),
  }));
}

/**
 * The pools as places for Ray workers: with nodes that have no more than any of the sizes has, so that a worker fits whichever
 * comes. Pools whose sizes are not all known are left out.
 */
export function provisionedPlaces(args: AksClusterArgs): WorkerPoolPlace[] {
  return provisionedPools(args).flatMap(({ key, path, pool, sizes }): WorkerPoolPlace[] => {
    const known = sizes.flatMap(({ size }) => size ?? []);
    const [first] = known;
    if (first === undefined || known.length < sizes.length) return [];
    // Whether they are spot nodes is said to Karpenter, which has no label or taint of its own for it.
    const { labels, taints, maxNodes, maxPods, osDiskSizeGb, worker } = pool;
    const size: VmSize = {
      ...first,
      vcpus: Math.min(...known.map(({ vcpus }) => vcpus)),
      memoryGiB: Math.min(...known.map(({ memoryGiB }) => memoryGiB)),
      tempDiskGiB: undefined,
    };
    const name = pool.vmSizes.join("' or '");
    const place = defined({ vmSize: name, maxNodes, labels, taints, maxPods, osDiskSizeGb, worker });
    return [{ kind: first.gpus ? "gpu" : "cpu", key, path, pool: place, vmSize: name, size }];
  });
}

/** Settings of sound pools; undefined without any, so that AKS provisions no nodes by itself. */
export function provisionedPoolSettings(
  args: AksClusterArgs,
  settingsOf: (place: WorkerPoolPlace) => PoolSettings,
): ProvisionedPoolSettings[] | undefined {
  const pools = provisionedPools(args);
  if (pools.length === 0) return undefined;
  const places = new Map(provisionedPlaces(args).map((place) => [place.key, place]));
  return pools.flatMap(({ key, pool, sizes }) => {
    const place = places.get(key);
    if (place === undefined) return [];
    const settings = settingsOf(place);
    const largest = (figure: (size: VmSize) => number) =>
      Math.max(...sizes.map(({ size }) => (size ? figure(size) : 0)));
    return [
      {
        ...settings,
        ...subnetOf(pool),
        vmSizes: pool.vmSizes,
        capacityType: pool.spot ? ("spot" as const) : ("on-demand" as const),
        ...(pool.zones && { zoneNames: pool.zones }),
        imageFamily: pool.imageFamily ?? "Ubuntu",
        consolidateAfter: pool.consolidateAfter ?? CONSOLIDATE_AFTER,
        limits: {
          cpu: pool.maxNodes * largest(({ vcpus }) => vcpus),
          gpus: pool.maxNodes * largest(({ gpus }) => gpus?.count ?? 0),
        },
      },
    ];
  });
}

function subnetOf({ subnetId }: ProvisionedPoolArgs): { subnetId?: Input<string> } {
  return subnetId === undefined ? {} : { subnetId };
}
