import { getJson, withQuery } from "./http";
import type { Target } from "./types";

/** An item of the retail price list. */
interface PriceItem {
  armSkuName?: string;
  productName?: string;
  skuName?: string;
  retailPrice?: number;
  unitOfMeasure?: string;
  type?: string;
}

interface PricePage {
  Items?: PriceItem[];
  NextPageLink?: string | null;
}

/** List prices of a VM size in US dollars an hour. */
export interface VmPrice {
  onDemand?: number;
  spot?: number;
}

/** What the nodes cost in US dollars an hour, by list price. */
export interface Cost {
  min: number;
  max: number;
  /** VM sizes for which there is no price. */
  unpriced: string[];
}

/** Reads the list prices of the target's VM sizes, by their names in lower case. The list needs no login. */
export async function listPrices(
  endpoint: string,
  { location, pools, provisioned = [] }: Target,
  signal: AbortSignal,
): Promise<Map<string, VmPrice>> {
  const wanted = [...pools.map(({ vmSize }) => vmSize), ...provisioned.flatMap(({ vmSizes }) => vmSizes)];
  const sizes = [...new Set(wanted)];
  const anySize = sizes.map((size) => `armSkuName eq '${size.replaceAll("'", "''")}'`).join(" or ");
  const first = withQuery("/api/retail/prices", endpoint, {
    $filter: `serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq '${location}' and (${anySize})`,
  });
  const prices = new Map<string, VmPrice>();
  for (let url: URL | undefined = first; url !== undefined;) {
    const page: PricePage = await getJson(url, { signal });
    for (const item of page.Items ?? []) addPrice(prices, item);
    url = page.NextPageLink ? new URL(page.NextPageLink, first) : undefined;
  }
  return prices;
}

/** Linux machines alone; Windows, Cloud Services and the retired low-priority machines stand in the same list. */
function addPrice(prices: Map<string, VmPrice>, item: PriceItem): void {
  const { armSkuName, productName = "", skuName = "", retailPrice, type, unitOfMeasure } = item;
  if (armSkuName === undefined || retailPrice === undefined) return;
  if (type !== "Consumption" || unitOfMeasure !== "1 Hour") return;
  if (/Windows|Cloud ?Services/i.test(productName) || /Low Priority/i.test(skuName)) return;
  const kind = /Spot/i.test(skuName) ? "spot" : "onDemand";
  const key = armSkuName.toLowerCase();
  prices.set(key, { ...prices.get(key), [kind]: retailPrice });
}

/**
 * What the pools cost at their fewest and at their most nodes. A pool whose nodes AKS makes has none at the fewest, and at the most nodes of
 * its dearest size.
 */
export function nodeCost(
  { pools, provisioned = [] }: Pick<Target, "pools" | "provisioned">,
  prices: Map<string, VmPrice>,
): Cost {
  const cost: Cost = { min: 0, max: 0, unpriced: [] };
  const priceOf = (vmSize: string, spot: boolean): number => {
    const price = prices.get(vmSize.toLowerCase())?.[spot ? "spot" : "onDemand"];
    if (price === undefined && !cost.unpriced.includes(vmSize)) cost.unpriced.push(vmSize);
    return price ?? 0;
  };
  for (const { vmSize, nodes, spot } of pools) {
    const price = priceOf(vmSize, spot);
    cost.min += price * nodes.min;
    cost.max += price * nodes.max;
  }
  for (const { vmSizes, maxNodes, spot } of provisioned) {
    cost.max += maxNodes * Math.max(...vmSizes.map((vmSize) => priceOf(vmSize, spot)));
  }
  return cost;
}
