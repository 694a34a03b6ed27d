/** What differs between Azure's clouds, of what this package has to say itself. */
export interface Cloud {
  /** Azure Resource Manager. */
  arm: string;
  /** What stands behind an account's name in the address of its blobs. */
  blobDomain: string;
  /** What stands behind the region in the names of API servers. */
  apiServerDomain: string;
}

/** Names of Azure's clouds, as azure-native's `environment` has them. */
export type CloudName = "public" | "usgovernment" | "china";

/**
 * Addresses: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure,
 * https://learn.microsoft.com/azure/china/resources-developer-guide and https://learn.microsoft.com/azure/private-link/private-endpoint-dns.
 * API servers: https://learn.microsoft.com/azure/aks/outbound-rules-control-egress; that private zones are named by them, which Azure's
 * tables leave out: Azure/AKS-Landing-Zone-Accelerator (privateDNSZoneAKSSuffixes), MicrosoftDocs/azure-docs#119624.
 */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    arm: "https://management.azure.com",
    blobDomain: "blob.core.windows.net",
    apiServerDomain: "azmk8s.io",
  },
  usgovernment: {
    arm: "https://management.usgovcloudapi.net",
    blobDomain: "blob.core.usgovcloudapi.net",
    apiServerDomain: "cx.aks.containerservice.azure.us",
  },
  china: {
    arm: "https://management.chinacloudapi.cn",
    blobDomain: "blob.core.chinacloudapi.cn",
    apiServerDomain: "cx.prod.service.azk8s.cn",
  },
};

/** A region as Azure's names have it, `westeurope`, given as that or as `West Europe`. */
export function regionName(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

/** The cloud of a region whose name tells it: `usgov…` and `usdod…`, `china…`; undefined for all others. */
export function cloudOfRegion(location: string): CloudName | undefined {
  const region = regionName(location);
  if (/^us(gov|dod)/.test(region)) return "usgovernment";
  return region.startsWith("china") ? "china" : undefined;
}

/** The cloud with a name, in whatever letters; undefined for one that is not known. */
export function cloudNamed(name: string): Cloud | undefined {
  return Object.entries(CLOUDS).find(([known]) => known === name.toLowerCase())?.[1];
}
