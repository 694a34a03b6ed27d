import * as pulumi from "@pulumi/pulumi";
import { cloudNamed, cloudOfRegion, CLOUDS, type Cloud } from "../settings";

/** Azure's public price list. https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices */
const PRICES_ENDPOINT = "https://prices.azure.com";

const NAME_ARM = "name its Azure Resource Manager: pulumi config set aks-ray:armEndpoint https://…";

/** Where Azure is asked. */
export interface Endpoints {
  arm: string;
  prices: string;
}

/**
 * Tells the cloud of a region, or where its name does not tell (an explicit provider may be of another cloud than the
 * configuration says), that of azure-native's configuration.
 *
 * @param remedy what helps where that is not known; ends the sentence of the error
 * @throws RunError for a cloud that is not known
 */
export function readCloud(location: string | undefined, remedy: string): Cloud {
  const told = location === undefined ? undefined : cloudOfRegion(location);
  if (told !== undefined) return CLOUDS[told];
  const config = new pulumi.Config("azure-native");
  const environment = config.get("environment") ?? process.env["ARM_ENVIRONMENT"] ?? "public";
  const cloud = cloudNamed(environment);
  if (cloud === undefined) throw new pulumi.RunError(`the cloud '${environment}' is not known; ${remedy}`);
  return cloud;
}

/**
 * Reads where Azure is asked about a region: its cloud, or what the package's own configuration names (`aks-ray:armEndpoint`,
 * `aks-ray:pricesEndpoint`), for clouds of their own.
 *
 * @throws RunError for an address that would show the token to the network
 */
export function readEndpoints(location: string | undefined): Endpoints {
  const config = new pulumi.Config("aks-ray");
  const arm = config.get("armEndpoint") ?? readCloud(location, NAME_ARM).arm;
  const prices = config.get("pricesEndpoint") ?? PRICES_ENDPOINT;
  return { arm: checked("armEndpoint", arm), prices: checked("pricesEndpoint", prices) };
}

function checked(key: string, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const local = url?.protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  if (url?.protocol === "https:" || local) return address;
  throw new pulumi.RunError(`aks-ray:${key}: '${address}' is not an https:// address`);
}
