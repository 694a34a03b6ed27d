import type { AksClusterArgs, NetworkArgs, OutboundType, VirtualNetworkArgs } from "../args";
import { addressAt, firstWithin, lastWithin, parseCidr, type Cidr } from "./cidr";
import { defined } from "./defined";
import { allPools } from "./pools";
import type { NetworkSettings, VirtualNetworkSettings } from "./types";

/** Address space of a virtual network, by IP family; the IPv6 one is a unique local prefix (RFC 4193). */
const ADDRESS_PREFIXES = { IPv4: "10.224.0.0/16", IPv6: "fd3c:5f1e:7a20::/48" };

/** Smallest subnet for the API server. https://learn.microsoft.com/azure/aks/api-server-vnet-integration */
export const API_SERVER_SUBNET_LENGTH = 28;

/** Length of every IPv6 subnet. https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview */
export const IPV6_SUBNET_LENGTH = 64;

/** The DNS service takes the tenth address of the services' range, as AKS's own default does (10.0.0.10). */
const DNS_SERVICE_OFFSET = 10;

/** Settings of a sound network. */
export function networkSettings(args: AksClusterArgs): NetworkSettings {
  const network = args.network ?? {};
  const serviceRange = network.serviceCidrs && ranges(network.serviceCidrs)[0];
  return defined<NetworkSettings>({
    virtualNetwork: network.virtualNetwork && virtualNetworkSettings(network, network.virtualNetwork),
    subnetId: network.subnetId,
    podSubnetId: network.podSubnetId,
    ownNetwork: isOwnNetwork(args),
    overlay: isOverlay(network),
    outboundType: outboundType(network),
    managedOutboundIPCount: network.managedOutboundIPCount,
    ipFamilies: isDualStack(network) ? ["IPv4", "IPv6"] : undefined,
    podCidrs: ipv4First(network.podCidrs),
    serviceCidrs: ipv4First(network.serviceCidrs),
    dnsServiceIP: network.dnsServiceIP ?? (serviceRange && addressAt(serviceRange, DNS_SERVICE_OFFSET)),
    apiServerAccess: network.apiServerAccess,
    privateDnsZoneId:
      hasOwnDnsZone(network) && !network.apiServerAccess?.createPrivateDNSZone
        ? network.apiServerAccess?.privateDNSZone
        : undefined,
    httpProxyConfig: network.httpProxyConfig,
    bootstrapProfile: network.bootstrapProfile,
  });
}

/** Whether the nodes are in a virtual network that AKS does not manage. */
export function isOwnNetwork(args: AksClusterArgs): boolean {
  const { virtualNetwork, subnetId } = args.network ?? {};
  return (
    virtualNetwork !== undefined ||
    subnetId !== undefined ||
    allPools(args).some(({ pool }) => pool.subnetId !== undefined)
  );
}

/** Whether pods get their addresses from an overlay. */
export function isOverlay({ virtualNetwork, podSubnetId }: NetworkArgs): boolean {
  return podSubnetId === undefined && virtualNetwork?.podSubnetPrefix === undefined;
}

/** Whether nodes, pods and services have IPv6 addresses too. */
export function isDualStack({ ipFamilies = [] }: NetworkArgs): boolean {
  return ipFamilies.includes("IPv6");
}

/** Whether a private cluster's DNS record lives in a zone of one's own; a value known only later is taken for one. */
export function hasOwnDnsZone({ apiServerAccess }: NetworkArgs): boolean {
  const zone = apiServerAccess?.privateDNSZone;
  if (apiServerAccess?.createPrivateDNSZone !== undefined) return true;
  return zone !== undefined && zone !== "system" && zone !== "none";
}

/** A NAT gateway carries IPv4 only, so a dual-stack network gets a load balancer. */
export function outboundType(network: NetworkArgs): OutboundType {
  const natGateway = network.virtualNetwork !== undefined && !isDualStack(network);
  return network.outboundType ?? (natGateway ? "userAssignedNATGateway" : "loadBalancer");
}

/** Address space of a virtual network, as given or by default. */
export function addressPrefixes(network: NetworkArgs, { addressPrefixes }: VirtualNetworkArgs): string[] {
  const families = isDualStack(network) ? (["IPv4", "IPv6"] as const) : (["IPv4"] as const);
  return addressPrefixes ?? families.map((family) => ADDRESS_PREFIXES[family]);
}

/** Prefixes of the nodes' subnet, as given or by default. */
export function nodeSubnetPrefixes(network: NetworkArgs, virtualNetwork: VirtualNetworkArgs): string[] {
  if (virtualNetwork.nodeSubnetPrefixes) return virtualNetwork.nodeSubnetPrefixes;
  const space = ranges(addressPrefixes(network, virtualNetwork));
  const ipv4 = space.find(({ family }) => family === "IPv4");
  const ipv6 = isDualStack(network) ? space.find(({ family }) => family === "IPv6") : undefined;
  return [
    ...(ipv4 ? [firstWithin(ipv4, Math.min(ipv4.prefixLength + 1, 32))] : []),
    ...(ipv6 ? [firstWithin(ipv6, IPV6_SUBNET_LENGTH)] : []),
  ];
}

/** Prefix of the API server's subnet, as given or by default; undefined without such a subnet. */
export function apiServerSubnetPrefix(
  network: NetworkArgs,
  virtualNetwork: VirtualNetworkArgs,
): string | undefined {
  if (!network.apiServerAccess?.enableVnetIntegration) return undefined;
  const [ipv4] = ranges(addressPrefixes(network, virtualNetwork)).filter(({ family }) => family === "IPv4");
  return virtualNetwork.apiServerSubnetPrefix ?? (ipv4 && lastWithin(ipv4, API_SERVER_SUBNET_LENGTH));
}

/** Id of the virtual network that a subnet is in. */
export function networkIdOf(subnetId: string): string {
  return subnetId.replace(/\/subnets\/[^/]+$/i, "");
}

/** The sound ones among ranges, IPv4 first. */
export function ranges(texts: readonly string[]): Cidr[] {
  return texts.flatMap((text) => parseCidr(text) ?? []).sort((a, b) => a.family.localeCompare(b.family));
}

function virtualNetworkSettings(
  network: NetworkArgs,
  virtualNetwork: VirtualNetworkArgs,
): VirtualNetworkSettings {
  return defined<VirtualNetworkSettings>({
    addressPrefixes: addressPrefixes(network, virtualNetwork),
    nodeSubnetPrefixes: nodeSubnetPrefixes(network, virtualNetwork),
    podSubnetPrefix: virtualNetwork.podSubnetPrefix,
    apiServerSubnetPrefix: apiServerSubnetPrefix(network, virtualNetwork),
    dnsServers: virtualNetwork.dnsServers,
    natGateway: outboundType(network) === "userAssignedNATGateway",
  });
}

/** AKS takes the first range as that of the cluster's main family. */
function ipv4First(texts: string[] | undefined): string[] | undefined {
  return texts && ranges(texts).map(({ text }) => text);
}
