import { joinPath } from "../settings/faults";
import type { Arm } from "./arm";
import { RequestError } from "./http";
import type { Finding, PoolNeed, Target } from "./types";

/** A VM size as a region offers it to a subscription. */
export interface VmSku {
  name: string;
  /** Name of its vCPU quota. */
  family: string;
  vcpus: number;
  zones: string[];
  /** Why the subscription cannot have it in the region. */
  restriction?: string;
  /** Zones in which the subscription cannot have it. */
  restrictedZones: string[];
}

/** A line of `Microsoft.Compute/skus` (Resource Skus - List, 2021-07-01). */
interface ResourceSku {
  resourceType?: string;
  name?: string;
  family?: string;
  locationInfo?: { location?: string; zones?: string[] }[];
  capabilities?: { name?: string; value?: string }[];
  restrictions?: {
    type?: "Location" | "Zone";
    reasonCode?: string;
    restrictionInfo?: { locations?: string[]; zones?: string[] };
  }[];
}

/** The VM sizes of a region, by their names in lower case. */
export async function listVmSkus(arm: Arm, location: string): Promise<Map<string, VmSku>> {
  const list = await arm.list<ResourceSku>("providers/Microsoft.Compute/skus", "2021-07-01", {
    $filter: `location eq '${location}'`,
  });
  const sizes = list.filter(({ resourceType, name }) => resourceType === "virtualMachines" && name);
  if (sizes.length === 0) throw new RequestError(`Azure lists no VM sizes in '${location}'`);
  return new Map(sizes.map((sku) => [String(sku.name).toLowerCase(), readSku(sku, location)]));
}

function readSku(sku: ResourceSku, location: string): VmSku {
  const { name = "", family = "", locationInfo = [], capabilities = [], restrictions = [] } = sku;
  const here = locationInfo.find((info) => info.location?.toLowerCase() === location);
  const whole = restrictions.find(({ type }) => type === "Location");
  return {
    name,
    family,
    vcpus: Number(capabilities.find((capability) => capability.name === "vCPUs")?.value ?? 0),
    zones: [...(here?.zones ?? [])].sort(),
    ...(whole && { restriction: whole.reasonCode ?? "restricted" }),
    restrictedZones: restrictions.flatMap(({ type, restrictionInfo }) =>
      type === "Zone" ? (restrictionInfo?.zones ?? []) : [],
    ),
  };
}

/** Pools whose VM size the region, its zones or the subscription lack. */
export function sizeFindings({ location, pools }: Target, skus: Map<string, VmSku>): Finding[] {
  return pools.flatMap((pool) => {
    const sku = skus.get(pool.vmSize.toLowerCase());
    const reason = sizeReason(pool, sku, location);
    if (reason !== undefined) return [{ propertyPath: joinPath(pool.path, "vmSize"), reason }];
    return sku ? zoneFindings(pool, sku, location) : [];
  });
}

function sizeReason({ vmSize }: PoolNeed, sku: VmSku | undefined, location: string): string | undefined {
  if (sku === undefined) {
    return `'${vmSize}' is not offered in '${location}'; choose another size or location, from: az vm list-skus --location ${location} --resource-type virtualMachines --output table`;
  }
  if (sku.restriction === undefined) return undefined;
  const why =
    sku.restriction === "QuotaId"
      ? "its offer type does not include the size"
      : "Azure has no capacity for it";
  return `'${vmSize}' is not open to the subscription in '${location}' (${sku.restriction}: ${why}); request it in the portal under Help + support, New support request, Service and subscription limits, Compute-VM; or choose another size or location, from: az vm list-skus --location ${location} --resource-type virtualMachines --output table`;
}

function zoneFindings({ path, vmSize, zones }: PoolNeed, sku: VmSku, location: string): Finding[] {
  const open = sku.zones.filter((zone) => !sku.restrictedZones.includes(zone));
  const closed = zones.filter((zone) => !open.includes(zone));
  if (closed.length === 0) return [];
  const choice = open.length > 0 ? `choose from ${open.join(", ")}` : "leave 'zones' out";
  const why = closed.some((zone) => sku.zones.includes(zone)) ? "open to the subscription" : "offered";
  const reason = `'${vmSize}' is not ${why} in zone ${closed.join(", ")} of '${location}'; ${choice}, see: az vm list-skus --location ${location} --size ${vmSize} --zone --all --output table`;
  return [{ propertyPath: joinPath(path, "zones"), reason }];
}
