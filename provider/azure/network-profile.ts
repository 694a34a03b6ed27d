import type * as containerservice from "@pulumi/azure-native/containerservice";
import type { types } from "@pulumi/azure-native";
import type { NetworkSettings } from "../settings";
import { defined } from "../settings/defined";
import type { ClusterReferences } from "./cluster-references";

/**
 * Properties of a cluster's network that ARM never changes in place although azure-native does not replace for them
 * (https://learn.microsoft.com/azure/aks/node-pools).
 */
const IMMUTABLE = ["networkProfile.ipFamilies", "networkProfile.podCidrs"];

/**
 * Those of the API server, which becomes private or public in place only where its endpoint is in the cluster's network
 * (https://learn.microsoft.com/azure/aks/api-server-vnet-integration).
 */
const API_SERVER_IMMUTABLE = [
  "apiServerAccessProfile.enablePrivateCluster",
  "apiServerAccessProfile.privateDNSZone",
];

/** Properties of a cluster's network for a change of which the cluster has to be replaced. */
export function networkReplaceOnChanges({ apiServerAccess }: NetworkSettings): string[] {
  return [...IMMUTABLE, ...(apiServerAccess?.enableVnetIntegration ? [] : API_SERVER_IMMUTABLE)];
}

/**
 * Builds the network of a cluster: Azure CNI with Cilium, pods in an overlay or in a subnet. The IPv4 ranges stand in the
 * singular properties too, for which azure-native replaces the cluster.
 */
export function buildNetworkProfile(
  network: NetworkSettings,
): types.input.containerservice.ContainerServiceNetworkProfileArgs {
  const { ipFamilies, podCidrs, serviceCidrs } = network;
  return defined<types.input.containerservice.ContainerServiceNetworkProfileArgs>({
    networkPlugin: "azure",
    networkPluginMode: network.overlay ? "overlay" : undefined,
    networkDataplane: "cilium",
    networkPolicy: "cilium",
    loadBalancerSku: "standard",
    outboundType: network.outboundType,
    ipFamilies,
    podCidr: podCidrs?.[0],
    podCidrs: ipFamilies && podCidrs,
    serviceCidr: serviceCidrs?.[0],
    serviceCidrs: ipFamilies && serviceCidrs,
    dnsServiceIP: network.dnsServiceIP,
    ...buildOutboundIps(network),
  });
}

function buildOutboundIps({ outboundType, managedOutboundIPCount: count }: NetworkSettings) {
  if (count === undefined) return {};
  return outboundType === "managedNATGateway"
    ? { natGatewayProfile: { managedOutboundIPProfile: { count } } }
    : { loadBalancerProfile: { managedOutboundIPs: { count } } };
}

/**
 * Builds who reaches the API server, and how; nothing where the arguments say nothing. Nodes come from the NAT gateway's
 * address, which AKS adds to authorised ranges only when it made the way out itself
 * (https://learn.microsoft.com/azure/aks/egress-outboundtype).
 */
export function buildApiServerAccessProfile(
  { apiServerAccess }: NetworkSettings,
  { subnets, natGatewayAddress, privateDnsZoneId }: ClusterReferences,
): Pick<containerservice.ManagedClusterArgs, "apiServerAccessProfile"> {
  if (apiServerAccess === undefined) return {};
  const { authorizedIPRanges: ranges = [] } = apiServerAccess;
  const ofNodes = ranges.length > 0 && natGatewayAddress !== undefined ? [natGatewayAddress] : [];
  return {
    apiServerAccessProfile: defined({
      authorizedIPRanges: apiServerAccess.authorizedIPRanges && [...ranges, ...ofNodes],
      disableRunCommand: apiServerAccess.disableRunCommand,
      enablePrivateCluster: apiServerAccess.enablePrivateCluster,
      enablePrivateClusterPublicFQDN: apiServerAccess.enablePrivateClusterPublicFQDN,
      enableVnetIntegration: apiServerAccess.enableVnetIntegration,
      privateDNSZone: privateDnsZoneId ?? apiServerAccess.privateDNSZone,
      subnetId: subnets?.apiServer,
    }),
  };
}

/** Builds the proxy; nothing where there is none. */
export function buildHttpProxyConfig({
  httpProxyConfig,
}: NetworkSettings): Pick<containerservice.ManagedClusterArgs, "httpProxyConfig"> {
  if (httpProxyConfig === undefined) return {};
  const { httpProxy, httpsProxy = httpProxy } = httpProxyConfig;
  return { httpProxyConfig: defined({ ...httpProxyConfig, httpsProxy }) };
}

/** Builds from where nodes get AKS's own images; nothing where the arguments say nothing. */
export function buildBootstrapProfile({
  bootstrapProfile,
}: NetworkSettings): Pick<containerservice.ManagedClusterArgs, "bootstrapProfile"> {
  return bootstrapProfile === undefined ? {} : { bootstrapProfile };
}
