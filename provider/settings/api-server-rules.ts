import type { AksClusterArgs, NetworkArgs } from "../args";
import { rangeFault } from "./address-range-rules";
import { parseAddress, parseCidr } from "./cidr";
import { cloudOfRegion, CLOUDS } from "./clouds";
import type { Faults } from "./faults";
import { checkField, checkItems } from "./inputs";
import { hasOwnDnsZone, isOwnNetwork } from "./network";

/** https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges */
const AUTHORIZED_RANGES_AT_MOST = 200;

/** https://learn.microsoft.com/azure/aks/private-clusters: `private` with API server VNet integration. */
const PRIVATE_DNS_ZONE_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/privateDnsZones\/([^/]+)$/i;
const PRIVATE_DNS_ZONE_NAME = /^([a-z0-9-]+\.)?private(link)?\.([a-z0-9]+)\.(.+)$/i;

/** The domain of API servers begins so in every cloud but the public one, such as `cx.prod-aks.sovcloud-api.fr` (Azure/terraform-azurerm-aks#747). */
const OTHER_CLOUD = /^cx(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i;

const VIRTUAL_NETWORK_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+$/i;

const SUBDOMAIN = /^[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?$/;

const AT = "network.apiServerAccess";

/** Checks who reaches the API server, and how. https://learn.microsoft.com/azure/aks/private-clusters */
export function checkApiServerAccess(args: AksClusterArgs, network: NetworkArgs, faults: Faults): void {
  const { apiServerAccess: access } = network;
  if (access === undefined) return;
  checkField(access, "privateDNSZone", AT, faults, privateDnsZoneFault);
  checkField(access, "fqdnSubdomain", AT, faults, subdomainFault);
  checkItems(access.authorizedIPRanges, `${AT}.authorizedIPRanges`, faults, authorizedRangeFault);
  checkAuthorizedRanges(network, faults);
  checkPrivateOnly(network, faults);
  checkNewZone(args, network, faults);
  checkSubdomain(args, network, faults);
  checkVnetIntegration(args, network, faults);
}

function privateDnsZoneFault(zone: string): string | undefined {
  if (zone === "system" || zone === "none") return undefined;
  const [, name] = PRIVATE_DNS_ZONE_ID.exec(zone) ?? [];
  if (name === undefined)
    return `must be 'system', 'none' or the resource id of a private DNS zone, not '${zone}'`;
  const [, , , region = "REGION", domain = ""] = PRIVATE_DNS_ZONE_NAME.exec(name) ?? [];
  const cloud = cloudOfRegion(region);
  const { apiServerDomain } = CLOUDS[cloud ?? "public"];
  if (domain.toLowerCase() === apiServerDomain) return undefined;
  if (cloud === undefined && OTHER_CLOUD.test(domain)) return undefined;
  return `the zone's name must be 'privatelink.${region}.${apiServerDomain}' or a subdomain of it, not '${name}'`;
}

function subdomainFault(subdomain: string): string | undefined {
  return SUBDOMAIN.test(subdomain)
    ? undefined
    : `must be letters, digits and '-' that start and end with a letter or digit, at most 54 characters, not '${subdomain}'`;
}

function authorizedRangeFault(text: string): string | undefined {
  const family = parseCidr(text)?.family ?? parseAddress(text)?.family;
  if (family === undefined) return rangeFault(text);
  return family === "IPv4" ? undefined : `must be an IPv4 range, not '${text}'`;
}

function checkAuthorizedRanges(network: NetworkArgs, faults: Faults): void {
  const { authorizedIPRanges = [], enablePrivateCluster } = network.apiServerAccess ?? {};
  const at = `${AT}.authorizedIPRanges`;
  if (authorizedIPRanges.length === 0) return;
  if (enablePrivateCluster) {
    faults.add(at, "is only for a public API server; remove it, or 'enablePrivateCluster'");
  } else if (authorizedIPRanges.length > AUTHORIZED_RANGES_AT_MOST) {
    faults.add(
      at,
      `must have at most ${AUTHORIZED_RANGES_AT_MOST} ranges, not ${authorizedIPRanges.length}; join neighbours into larger ones`,
    );
  }
}

function checkPrivateOnly(network: NetworkArgs, faults: Faults): void {
  const { enablePrivateCluster, enablePrivateClusterPublicFQDN, privateDNSZone, ...access } =
    network.apiServerAccess ?? {};
  const onlyPrivate = {
    enablePrivateClusterPublicFQDN,
    privateDNSZone,
    createPrivateDNSZone: access.createPrivateDNSZone,
    fqdnSubdomain: access.fqdnSubdomain,
  };
  if (!enablePrivateCluster) {
    for (const [key, value] of Object.entries(onlyPrivate)) {
      if (value === undefined) continue;
      faults.add(
        `${AT}.${key}`,
        "is only for private clusters: set 'enablePrivateCluster: true' as well, or remove it",
      );
    }
  } else if (privateDNSZone === "none" && enablePrivateClusterPublicFQDN === false) {
    faults.add(
      `${AT}.enablePrivateClusterPublicFQDN`,
      "must be true with 'privateDNSZone: none', or the API server would have no name",
    );
  }
}

function checkNewZone(args: AksClusterArgs, network: NetworkArgs, faults: Faults): void {
  const { createPrivateDNSZone: zone, privateDNSZone } = network.apiServerAccess ?? {};
  const at = `${AT}.createPrivateDNSZone`;
  if (zone === undefined) return;
  checkItems(zone.virtualNetworkIds, `${at}.virtualNetworkIds`, faults, (id) =>
    VIRTUAL_NETWORK_ID.test(id)
      ? undefined
      : `must be the resource id of a virtual network, '/subscriptions/…/virtualNetworks/NAME', not '${id}'`,
  );
  if (privateDNSZone !== undefined) {
    faults.add(at, "excludes 'privateDNSZone', which names a zone that is there; remove one of them");
  }
  if (args.location === undefined && !faults.touch("location")) {
    faults.add("location", `must be given with '${at}', whose name contains it`);
  }
}

function checkSubdomain(args: AksClusterArgs, network: NetworkArgs, faults: Faults): void {
  const at = `${AT}.fqdnSubdomain`;
  if (network.apiServerAccess?.fqdnSubdomain === undefined || faults.touch(at)) return;
  if (!hasOwnDnsZone(network)) {
    faults.add(
      at,
      "needs a private DNS zone of your own: give its id in 'privateDNSZone', or set 'createPrivateDNSZone', or remove it",
    );
  } else if (args.dnsPrefix !== undefined) {
    faults.add(at, "excludes 'dnsPrefix', which it stands in for; remove one of them");
  }
}

/** https://learn.microsoft.com/azure/aks/api-server-vnet-integration */
function checkVnetIntegration(args: AksClusterArgs, network: NetworkArgs, faults: Faults): void {
  const { enableVnetIntegration, subnetId } = network.apiServerAccess ?? {};
  const at = `${AT}.subnetId`;
  if (faults.touch(at)) return;
  const existing = isOwnNetwork(args) && network.virtualNetwork === undefined;
  if (subnetId !== undefined && !enableVnetIntegration) {
    faults.add(at, "needs 'enableVnetIntegration: true'; set it, or remove the subnet");
  } else if (subnetId !== undefined && network.virtualNetwork !== undefined) {
    faults.add(
      at,
      "excludes 'network.virtualNetwork', which makes the API server's subnet; remove one of them",
    );
  } else if (subnetId !== undefined && !existing) {
    faults.add(at, "needs nodes in the same virtual network: set 'network.subnetId', or remove it");
  } else if (subnetId === undefined && enableVnetIntegration && existing) {
    faults.add(
      at,
      "must be given: in a network of your own the API server needs a subnet, at least a /28, delegated to 'Microsoft.ContainerService/managedClusters'",
    );
  }
}
