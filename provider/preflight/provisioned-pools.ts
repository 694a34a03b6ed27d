import { joinPath } from "../settings/faults";
import { demands, isNamed, REGION, SPOT, sum, type Quota } from "./quotas";
import type { Finding, ProvisionedNeed, Target } from "./types";
import type { VmSku } from "./vm-skus";

/** Pools of which the region or the subscription has none of the sizes. */
export function provisionedSizeFindings(target: Target, skus: Map<string, VmSku>): Finding[] {
  const { location, provisioned = [] } = target;
  return provisioned
    .filter((pool) => offered(pool, skus).length === 0)
    .map(({ path, vmSizes }) => ({
      propertyPath: joinPath(path, "vmSizes"),
      reason: `none of '${vmSizes.join("', '")}' can be had in '${location}'; add another size or choose another location, from: az vm list-skus --location ${location} --resource-type virtualMachines --output table`,
    }));
}

/**
 * Pools whose most nodes no mixture of their sizes brings under the quotas, beside the other pools at their most. Azure does not say which
 * nodes of a present cluster AKS made by itself, so what is in use counts for a new cluster only.
 */
export function provisionedQuotaFindings(
  target: Target,
  skus: Map<string, VmSku>,
  quotas: Quota[],
  present: boolean,
): Finding[] {
  const others = demands(target, skus, quotas);
  const roomOf = (name: string): number => {
    const quota = quotas.find((candidate) => isNamed(candidate, name));
    // Azure marks a quota without a limit by a negative one.
    if (quota === undefined || quota.limit < 0) return Infinity;
    const needed = others.filter((demand) => demand.quota === quota).flatMap(({ pools }) => pools);
    const room = quota.limit - (present ? 0 : quota.used) - sum(needed.map(({ vcpus }) => vcpus));
    return Math.max(0, room);
  };
  return (target.provisioned ?? []).flatMap((pool) => {
    const sizes = offered(pool, skus);
    if (sizes.length === 0) return [];
    const most = mostNodes(sizes, pool.spot, roomOf);
    if (most >= pool.maxNodes) return [];
    const names = pool.spot ? [SPOT] : [...new Set(sizes.map(({ family }) => family)), REGION];
    const rooms = names.map((name) => `'${name}': ${roomOf(name)} vCPUs`).join(", ");
    return [
      {
        propertyPath: joinPath(pool.path, "maxNodes"),
        reason: `the quotas in '${target.location}' hold ${most} of ${pool.maxNodes} nodes of '${pool.vmSizes.join("' or '")}' beside the other pools (${rooms}); raise one under Quotas in the portal, add a size of another family, or lower 'maxNodes'`,
      },
    ];
  });
}

function offered({ vmSizes }: ProvisionedNeed, skus: Map<string, VmSku>): VmSku[] {
  return vmSizes.flatMap((name) => {
    const sku = skus.get(name.toLowerCase());
    return sku === undefined || sku.restriction !== undefined ? [] : [sku];
  });
}

/** The most nodes that fit, each family at its smallest size. */
function mostNodes(sizes: VmSku[], spot: boolean, roomOf: (quota: string) => number): number {
  const smallest = (some: VmSku[]) => Math.max(1, Math.min(...some.map(({ vcpus }) => vcpus)));
  if (spot) return Math.floor(roomOf(SPOT) / smallest(sizes));
  const families = [...new Set(sizes.map(({ family }) => family))].map((family) =>
    Math.floor(roomOf(family) / smallest(sizes.filter((size) => size.family === family))),
  );
  return Math.min(sum(families), Math.floor(roomOf(REGION) / smallest(sizes)));
}
