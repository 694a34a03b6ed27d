import type { AksClusterArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { nodeRange } from "./node-range";
import {
  allPools,
  SYSTEM_NODES,
  SYSTEM_POOL_KEY,
  SYSTEM_POOL_NAME,
  workerPools,
  type PoolPlace,
  type WorkerPoolPlace,
} from "./pools";

/** Limits of AKS. https://learn.microsoft.com/azure/aks/quotas-skus-regions */
const POOLS_AT_MOST = 100;
const NODES_AT_MOST = 5000;
const POOL_NAME = /^[a-z][a-z0-9]{0,11}$/;

/** Characters of a pool's key when its name gets a suffix of four. */
const KEY_WITH_SUFFIX = 8;

const SPOT_PRICE_DECIMALS = 5;

/** Checks what Azure and this package ask of pools: names, numbers of nodes, spot. */
export function checkPools(args: AksClusterArgs, faults: Faults): void {
  checkPoolCount(args, faults);
  checkNodeTotal(args, faults);
  for (const place of allPools(args)) checkNodeNumbers(place, faults);
  for (const place of workerPools(args)) {
    checkName(place, faults);
    checkNameIsUnique(place, args, faults);
    checkSpotPrice(place, faults);
    checkSpotSurge(place, faults);
  }
}

function checkPoolCount(args: AksClusterArgs, faults: Faults): void {
  const count = workerPools(args).length;
  const provisioned = Object.keys(args.provisionedPools ?? {}).length;
  if (count + provisioned === 0 && !faults.touch("gpuPools", "cpuPools")) {
    faults.add(
      "gpuPools",
      "must have at least one pool, or 'cpuPools' must: Ray workers need nodes to run on",
    );
  }
  if (count + 1 > POOLS_AT_MOST) {
    faults.add(
      "gpuPools",
      `makes ${count + 1} pools together with 'cpuPools' and the system pool; a cluster has at most ${POOLS_AT_MOST}`,
    );
  }
}

function checkNodeTotal(args: AksClusterArgs, faults: Faults): void {
  const total = allPools(args).reduce((sum, { pool }) => sum + nodeRange(pool, { min: 0, max: 0 }).max, 0);
  if (total > NODES_AT_MOST) {
    faults.add(
      "gpuPools",
      `lets the cluster grow to ${total} nodes together with the other pools; AKS allows ${NODES_AT_MOST}: lower 'maxNodes' or 'nodes'`,
    );
  }
}

function checkName({ key, path, pool }: WorkerPoolPlace, faults: Faults): void {
  if (!POOL_NAME.test(key)) {
    faults.add(
      path,
      `the name '${key}' is not possible in AKS: use lower-case letters and digits, a letter first, at most 12 characters`,
    );
  } else if (key === SYSTEM_POOL_KEY || key === SYSTEM_POOL_NAME) {
    faults.add(path, `the name '${key}' belongs to the system pool; choose another`);
  } else if (pool.replacement === "createBeforeDelete" && key.length > KEY_WITH_SUFFIX) {
    faults.add(
      path,
      `the name '${key}' may have at most ${KEY_WITH_SUFFIX} characters with 'replacement: createBeforeDelete', which appends four; shorten it, or use 'deleteBeforeCreate'`,
    );
  }
}

function checkNameIsUnique({ kind, key, path }: WorkerPoolPlace, args: AksClusterArgs, faults: Faults): void {
  if (kind === "gpu" && args.cpuPools && Object.hasOwn(args.cpuPools, key)) {
    faults.add(
      path,
      `the name '${key}' is also in 'cpuPools'; it names the AKS pool and the Ray worker group, so rename one`,
    );
  }
}

/** One fault at most for each pool, the most basic first. */
function checkNodeNumbers({ kind, path, pool }: PoolPlace, faults: Faults): void {
  const at = (key: string) => joinPath(path, key);
  if (faults.touch(at("nodes"), at("minNodes"), at("maxNodes"))) return;
  const { nodes, minNodes, maxNodes } = pool;
  if (nodes !== undefined && (minNodes !== undefined || maxNodes !== undefined)) {
    faults.add(
      at("nodes"),
      "excludes 'minNodes' and 'maxNodes': give 'nodes' for a fixed number, or 'maxNodes' to autoscale",
    );
  } else if (nodes === undefined && maxNodes === undefined && (kind !== "system" || minNodes !== undefined)) {
    faults.add(at("maxNodes"), "must be given to autoscale the pool, or 'nodes' for a fixed number of nodes");
  } else if (minNodes !== undefined && maxNodes !== undefined && minNodes > maxNodes) {
    faults.add(at("minNodes"), `'minNodes' (${minNodes}) must be at most 'maxNodes' (${maxNodes})`);
  } else if (kind === "system" && nodeRange(pool, SYSTEM_NODES).min < 1) {
    faults.add(
      at(nodes === undefined ? "minNodes" : "nodes"),
      "must be at least 1: AKS runs its own pods on the system pool",
    );
  }
}

function checkSpotPrice({ path, pool }: WorkerPoolPlace, faults: Faults): void {
  const at = joinPath(path, "maxPrice");
  const { maxPrice, spot } = pool;
  if (maxPrice === undefined || faults.touch(at)) return;
  if (!spot) {
    faults.add(at, "is only for spot pools: set 'spot: true' as well, or remove it");
  } else if (maxPrice !== -1 && maxPrice <= 0) {
    faults.add(
      at,
      `must be a price above 0 in US dollars an hour, or -1 for up to the on-demand price, not ${maxPrice}`,
    );
  } else if (Number(maxPrice.toFixed(SPOT_PRICE_DECIMALS)) !== maxPrice) {
    faults.add(
      at,
      `must have at most ${SPOT_PRICE_DECIMALS} decimals, such as ${rounded(maxPrice)}, not ${maxPrice}`,
    );
  }
}

function checkSpotSurge({ path, pool }: WorkerPoolPlace, faults: Faults): void {
  if (pool.spot && pool.upgradeSettings?.maxSurge !== undefined) {
    faults.add(joinPath(path, "upgradeSettings", "maxSurge"), "is refused by Azure on spot pools; remove it");
  }
}

/** Rounds up, so that the price stays a price. */
function rounded(price: number): number {
  const scale = 10 ** SPOT_PRICE_DECIMALS;
  return Math.ceil(price * scale) / scale;
}
