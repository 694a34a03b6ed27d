import * as pulumi from "@pulumi/pulumi";

/** Azure Resource Manager by azure-native's `environment`. */
const ARM_ENDPOINTS: Record<string, string> = {
  public: "https://management.azure.com",
  usgovernment: "https://management.usgovcloudapi.net",
  china: "https://management.chinacloudapi.cn",
};

/** Azure's public price list. https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices */
const PRICES_ENDPOINT = "https://prices.azure.com";

/** Where Azure is asked. */
export interface Endpoints {
  arm: string;
  prices: string;
}

/**
 * Reads where Azure is asked: the cloud of azure-native's configuration, or what the package's own configuration names
 * (`aks-ray:armEndpoint`, `aks-ray:pricesEndpoint`), for clouds of their own.
 *
 * @throws RunError for an address that would show the token to the network
 */
export function readEndpoints(): Endpoints {
  const config = new pulumi.Config("aks-ray");
  const azure = new pulumi.Config("azure-native");
  const environment = azure.get("environment") ?? process.env["ARM_ENVIRONMENT"] ?? "public";
  const arm = config.get("armEndpoint") ?? ARM_ENDPOINTS[environment.toLowerCase()];
  if (arm === undefined) {
    throw new pulumi.RunError(
      `the cloud '${environment}' is not known; name its Azure Resource Manager: pulumi config set aks-ray:armEndpoint https://…`,
    );
  }
  const prices = config.get("pricesEndpoint") ?? PRICES_ENDPOINT;
  return { arm: checked("armEndpoint", arm), prices: checked("pricesEndpoint", prices) };
}

function checked(key: string, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const local = url?.protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  if (url?.protocol === "https:" || local) return address;
  throw new pulumi.RunError(`aks-ray:${key}: '${address}' is not an https:// address`);
}
