import type { AksClusterArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { checkField } from "./inputs";
import { checkNodeLabels } from "./node-label-rules";
import { isDualStack, isOverlay } from "./network";
import { subnetIdFault } from "./network-rules";
import { allPools, SYSTEM_POOL_KEY } from "./pools";
import { provisionedPools, type ProvisionedPlace } from "./provisioned-pools";
import { nearest } from "./shape-faults";
import { GPU_SIZE_NAMES } from "./vm-sizes";

const POOLS = "provisionedPools";

/** Names of Karpenter's own pools on AKS (azure-aks-docs, node-auto-provisioning-node-pools). */
const TAKEN = ["default", "system-surge", SYSTEM_POOL_KEY];

/** Names of objects; they are values of a label too. */
const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Checks pools whose nodes AKS makes by itself. https://learn.microsoft.com/azure/aks/node-auto-provisioning */
export function checkProvisionedPools(args: AksClusterArgs, faults: Faults): void {
  const places = provisionedPools(args);
  if (places.length === 0) return;
  for (const place of places) {
    checkName(place, args, faults);
    checkSizes(place, faults);
    checkNodes(place, faults);
  }
  checkNoAutoscaler(args, faults);
  checkCluster(args, faults);
}

function checkName({ key, path }: ProvisionedPlace, args: AksClusterArgs, faults: Faults): void {
  if (!NAME.test(key)) {
    faults.add(
      path,
      `the name '${key}' is not possible for a NodePool and a Ray worker group: use lower-case letters, digits and '-', a letter first, at most 63 characters`,
    );
  } else if (TAKEN.includes(key)) {
    faults.add(path, `the name '${key}' belongs to a pool of AKS's own; choose another`);
  }
  for (const kind of ["cpuPools", "gpuPools"] as const) {
    if (!args[kind] || !Object.hasOwn(args[kind], key)) continue;
    faults.add(path, `the name '${key}' is also in '${kind}'; it names the Ray worker group, so rename one`);
  }
}

function checkSizes({ path, sizes }: ProvisionedPlace, faults: Faults): void {
  const at = joinPath(path, "vmSizes");
  if (faults.touch(at)) return;
  for (const [index, { name, size }] of sizes.entries()) {
    const item = joinPath(at, index);
    const meant = /^standard_n/i.test(name) ? nearest(name, GPU_SIZE_NAMES) : undefined;
    if (size === undefined) {
      faults.add(
        item,
        `'${name}' is not known here${meant ? `; did you mean '${meant}'?` : ""}; for a size that this release does not know, use 'gpuPools' or 'cpuPools' with its figures`,
      );
    } else if (size.gpus?.vendor === "amd") {
      faults.add(
        item,
        `'${name}' has AMD GPUs, for which node auto provisioning has no nodes; use a pool in 'gpuPools'`,
      );
    }
    if (sizes.findIndex((other) => other.name.toLowerCase() === name.toLowerCase()) < index) {
      faults.add(item, `repeats '${name}'; name each size once`);
    }
  }
  const [first] = sizes;
  const other = first && sizes.find((size) => gpus(size) !== gpus(first));
  if (faults.touch(at) || first === undefined || other === undefined) return;
  faults.add(
    at,
    `must have sizes with as many GPUs each: '${first.name}' has ${gpus(first)}, '${other.name}' has ${gpus(other)}; make a pool of each`,
  );
}

function gpus({ size }: ProvisionedPlace["sizes"][number]): number {
  return size?.gpus?.count ?? 0;
}

function checkNodes({ key, path, pool }: ProvisionedPlace, faults: Faults): void {
  const { labels, taints, spot } = pool;
  checkNodeLabels({ kind: "cpu", key, path, pool: { vmSize: "", labels, taints, spot }, vmSize: "" }, faults);
  checkField(pool, "subnetId", path, faults, subnetIdFault);
  for (const [index, zone] of (pool.zones ?? []).entries()) {
    if (/^[a-z0-9]+-[1-9]$/.test(zone)) continue;
    faults.add(
      joinPath(path, "zones", index),
      `must be the whole name of a zone, such as 'westeurope-1', not '${zone}'`,
    );
  }
}

/** Same page: not in a cluster with pools of the cluster autoscaler. */
function checkNoAutoscaler(args: AksClusterArgs, faults: Faults): void {
  for (const { path, pool } of allPools(args)) {
    const at = joinPath(path, "nodes");
    if (pool.nodes !== undefined || faults.touch(at)) continue;
    faults.add(
      at,
      `must be given with '${POOLS}', in place of 'minNodes' and 'maxNodes': AKS provisions nodes by itself only where no pool has the cluster autoscaler`,
    );
  }
  if (args.autoscalerProfile !== undefined) {
    faults.add(
      "autoscalerProfile",
      `has no effect with '${POOLS}', which exclude the cluster autoscaler; remove it`,
    );
  }
}

/** Same page, limitations and networking. */
function checkCluster(args: AksClusterArgs, faults: Faults): void {
  const network = args.network ?? {};
  const refuse = (at: string, why: string) => {
    if (!faults.touch(at)) faults.add(at, `is not possible with '${POOLS}': ${why}; remove one of the two`);
  };
  if (isDualStack(network)) refuse("network.ipFamilies", "node auto provisioning has no IPv6");
  if (!isOverlay(network)) {
    refuse(
      network.podSubnetId === undefined ? "network.virtualNetwork.podSubnetPrefix" : "network.podSubnetId",
      "node auto provisioning has no subnets for pods",
    );
  }
  if (network.httpProxyConfig !== undefined) refuse("network.httpProxyConfig", "its nodes know no proxy");
  if (args.security?.diskEncryptionSetID !== undefined) {
    refuse("security.diskEncryptionSetID", "its nodes have no disk encryption sets");
  }
  for (const { kind, path, pool } of allPools(args)) {
    if (kind === "system" || pool.powerState !== "Stopped") continue;
    refuse(joinPath(path, "powerState"), "AKS stops no pools of such a cluster");
  }
}
