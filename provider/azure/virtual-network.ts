import type * as network from "@pulumi/azure-native/network";
import type { Input } from "@pulumi/pulumi";
import type { AksSettings, VirtualNetworkSettings } from "../settings";
import { defined } from "../settings/defined";

/** The service that a subnet is handed to, so that the API server can live in it. */
const API_SERVER_DELEGATION = "Microsoft.ContainerService/managedClusters";

/** Subnets of a virtual network, in the order in which they are made. */
export type SubnetKind = "nodes" | "pods" | "apiserver";

/** Builds the virtual network. */
export function buildVirtualNetwork(
  { location, tags }: AksSettings,
  { addressPrefixes, dnsServers }: VirtualNetworkSettings,
  resourceGroupName: Input<string>,
): network.VirtualNetworkArgs {
  return {
    resourceGroupName,
    location,
    tags,
    addressSpace: { addressPrefixes },
    ...(dnsServers && { dhcpOptions: { dnsServers } }),
  };
}

/** Prefixes of the subnets to make. */
export function subnetPrefixes(
  virtualNetwork: VirtualNetworkSettings,
): { kind: SubnetKind; prefixes: string[] }[] {
  const { nodeSubnetPrefixes, podSubnetPrefix, apiServerSubnetPrefix } = virtualNetwork;
  return [
    { kind: "nodes", prefixes: nodeSubnetPrefixes },
    ...(podSubnetPrefix ? [{ kind: "pods" as const, prefixes: [podSubnetPrefix] }] : []),
    ...(apiServerSubnetPrefix ? [{ kind: "apiserver" as const, prefixes: [apiServerSubnetPrefix] }] : []),
  ];
}

/** Builds a subnet. Those from which traffic leaves have the NAT gateway; the API server's is handed to AKS. */
export function buildSubnet(
  kind: SubnetKind,
  prefixes: string[],
  resourceGroupName: Input<string>,
  virtualNetworkName: Input<string>,
  natGatewayId?: Input<string>,
): network.SubnetArgs {
  const delegated = kind === "apiserver";
  return defined<network.SubnetArgs>({
    resourceGroupName,
    virtualNetworkName,
    subnetName: kind,
    addressPrefixes: prefixes,
    natGateway: delegated || natGatewayId === undefined ? undefined : { id: natGatewayId },
    delegations: delegated ? [{ name: "aks", serviceName: API_SERVER_DELEGATION }] : undefined,
  });
}

/** Builds the public address of the NAT gateway, which takes only static standard ones. */
export function buildNatGatewayAddress(
  { location, tags }: AksSettings,
  resourceGroupName: Input<string>,
): network.PublicIPAddressArgs {
  return {
    resourceGroupName,
    location,
    tags,
    sku: { name: "Standard" },
    publicIPAllocationMethod: "Static",
    publicIPAddressVersion: "IPv4",
  };
}

/** Builds the NAT gateway. */
export function buildNatGateway(
  { location, tags }: AksSettings,
  resourceGroupName: Input<string>,
  publicIpAddressId: Input<string>,
): network.NatGatewayArgs {
  return {
    resourceGroupName,
    location,
    tags,
    sku: { name: "Standard" },
    publicIpAddresses: [{ id: publicIpAddressId }],
  };
}
