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
const SPOT = "lowPriorityCores";

/** The quota that all other machines of a region share, beside that of their family. */
const REGION = "cores";

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
  pools: { pool: PoolNeed; sku: VmSku }[];
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
  const findings: Finding[] = [];
  for (const { quota, pools } of demands(target, skus, quotas)) {
    const needed = sum(pools.map(({ pool, sku }) => pool.nodes.max * sku.vcpus));
    const used = Math.max(0, quota.used - usedBy(existing, quota, skus));
    if (needed <= quota.limit - used) continue;
    const largest = pools.reduce((a, b) =>
      b.pool.nodes.max * b.sku.vcpus > a.pool.nodes.max * a.sku.vcpus ? b : a,
    );
    const field = largest.pool.nodes.autoscaling ? "maxNodes" : "nodes";
    const sizes = pools.map(
      ({ pool, sku }) => `${pool.path}: ${pool.nodes.max} × ${sku.name} of ${sku.vcpus}`,
    );
    const left = Math.max(0, quota.limit - used);
    const scope = `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/locations/${target.location}`;
    const type = quota.name === SPOT ? "lowPriority" : "dedicated";
    findings.push({
      propertyPath: joinPath(largest.pool.path, field),
      reason: `${needed} vCPUs are needed in '${target.location}' (${sizes.join(", ")}), but ${left} are left of the quota '${quota.name}' (${used} of ${quota.limit} in other use); raise it under Quotas in the portal or with: az quota update --resource-name "${quota.name}" --scope ${scope} --resource-type ${type} --limit-object value=${used + needed}; or lower '${field}'`,
    });
  }
  return findings;
}

function demands({ pools }: Target, skus: Map<string, VmSku>, quotas: Quota[]): Demand[] {
  const found = new Map<Quota, Demand>();
  for (const pool of pools) {
    const sku = skus.get(pool.vmSize.toLowerCase());
    if (sku === undefined || pool.reserved || pool.nodes.max === 0) continue;
    for (const name of quotaNames(sku, pool.spot)) {
      const quota = quotas.find((candidate) => isNamed(candidate, name));
      // Azure marks a quota without a limit by a negative one.
      if (quota === undefined || quota.limit < 0) continue;
      const demand = found.get(quota) ?? { quota, pools: [] };
      demand.pools.push({ pool, sku });
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

/** Family names differ in case and spaces between the two lists (`Standard NCASv3_T4 Family`). */
function isNamed({ name }: Quota, other: string): boolean {
  const plain = (text: string) => text.replaceAll(" ", "").toLowerCase();
  return plain(name) === plain(other);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
