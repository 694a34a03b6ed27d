import { joinPath } from "../settings/faults";
import type { Arm } from "./arm";
import type { ExistingCluster } from "./existing-cluster";
import type { Finding, PoolNeed, Target } from "./types";
import type { VmSku } from "./vm-skus";

/** vCPUs of a quota in a region. */
export interface Quota {
  name: string;
  used: number;
  limit: number;
}

/** A line of `Microsoft.Compute/locations/{location}/usages` (Usage - List, 2024-07-01). */
interface Usage {
  currentValue?: number;
  limit?: number;
  name?: { value?: string };
}

/** The quota that spot machines of all sizes share. */
export const SPOT = "lowPriorityCores";

/** The quota that all other machines of a region share, beside that of their family. */
export const REGION = "cores";

/** The quotas of a region. */
export async function listQuotas(arm: Arm, location: string): Promise<Quota[]> {
  const path = `providers/Microsoft.Compute/locations/${location}/usages`;
  const usages = await arm.list<Usage>(path, "2024-07-01");
  return usages.map(({ name, currentValue = 0, limit = 0 }) => {
    return { name: name?.value ?? "", used: currentValue, limit };
  });
}

/** What the pools of one quota need together. */
interface Demand {
  quota: Quota;
  pools: { pool: PoolNeed; sku: VmSku; vcpus: number }[];
}

/**
 * Quotas that cannot hold all pools at their most nodes. What an earlier deployment of the same cluster uses counts as free,
 * since its nodes are among those that are needed.
 */
export function quotaFindings(
  target: Target,
  skus: Map<string, VmSku>,
  quotas: Quota[],
  existing: ExistingCluster | undefined,
  subscriptionId: string,
): Finding[] {
  const scope = `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/locations/${target.location}`;
  return demands(target, skus, quotas).flatMap(({ quota, pools }) => {
    const needed = sum(pools.map(({ vcpus }) => vcpus));
    const used = Math.max(0, quota.used - usedBy(existing, quota, skus));
    if (needed <= quota.limit - used) return [];
    const { pool } = pools.reduce((a, b) => (b.vcpus >= a.vcpus ? b : a));
    const field = pool.nodes.autoscaling ? "maxNodes" : "nodes";
    const need = `${needed} vCPUs are needed in '${target.location}' (${pools.map(inWords).join(", ")})`;
    const left = `${Math.max(0, quota.limit - used)} are left of the quota '${quota.name}' (${used} of ${quota.limit} in other use)`;
    const type = quota.name === SPOT ? "lowPriority" : "dedicated";
    const command = `az quota update --resource-name "${quota.name}" --scope ${scope} --resource-type ${type} --limit-object value=${used + needed}`;
    return [
      {
        propertyPath: joinPath(pool.path, field),
        reason: `${need}, but ${left}; raise it under Quotas in the portal or with: ${command}; or lower '${field}'`,
      },
    ];
  });
}

function inWords({ pool, sku }: Demand["pools"][number]): string {
  return `${pool.path}: ${pool.nodes.max} × ${sku.name} of ${sku.vcpus}`;
}

/** What the pools need of each quota. */
export function demands({ pools }: Target, skus: Map<string, VmSku>, quotas: Quota[]): Demand[] {
  const found = new Map<Quota, Demand>();
  for (const pool of pools) {
    const sku = skus.get(pool.vmSize.toLowerCase());
    if (sku === undefined || pool.reserved || pool.nodes.max === 0) continue;
    for (const name of quotaNames(sku, pool.spot)) {
      const quota = quotas.find((candidate) => isNamed(candidate, name));
      // Azure marks a quota without a limit by a negative one.
      if (quota === undefined || quota.limit < 0) continue;
      const demand = found.get(quota) ?? { quota, pools: [] };
      demand.pools.push({ pool, sku, vcpus: pool.nodes.max * sku.vcpus });
      found.set(quota, demand);
    }
  }
  return [...found.values()];
}

function usedBy(existing: ExistingCluster | undefined, quota: Quota, skus: Map<string, VmSku>): number {
  const uses = (existing?.pools ?? []).map(({ vmSize, nodes, spot }) => {
    const sku = skus.get(vmSize.toLowerCase());
    return sku && quotaNames(sku, spot).some((name) => isNamed(quota, name)) ? nodes * sku.vcpus : 0;
  });
  return sum(uses);
}

function quotaNames({ family }: VmSku, spot: boolean): string[] {
  return spot ? [SPOT] : [family, REGION];
}

/** Whether a quota has a name. Family names differ in case and spaces between the two lists (`Standard NCASv3_T4 Family`). */
export function isNamed({ name }: Quota, other: string): boolean {
  const plain = (text: string) => text.replaceAll(" ", "").toLowerCase();
  return plain(name) === plain(other);
}

/** Adds numbers up. */
export function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
