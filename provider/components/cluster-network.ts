import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import {
  buildNatGateway,
  buildNatGatewayAddress,
  buildSubnet,
  buildVirtualNetwork,
  subnetPrefixes,
  type ClusterSubnets,
  type SubnetKind,
} from "../azure";
import { networkIdOf, type AksSettings, type VirtualNetworkSettings } from "../settings";
import { createClusterDnsZone } from "./cluster-dns-zone";

/** The network that a cluster's nodes are in; empty when AKS manages it. */
export interface ClusterNetwork {
  /** Id of the virtual network. */
  id?: pulumi.Input<string>;
  subnets: ClusterSubnets;
  /** Address of the NAT gateway that was made, as a range. */
  natGatewayAddress?: pulumi.Input<string>;
  /** Id of the private DNS zone for the API server's name, when it is not AKS's own. */
  privateDnsZoneId?: pulumi.Input<string>;
}

/** Makes the virtual network that the settings ask for, or finds the existing one. */
export function createClusterNetwork(
  parent: pulumi.Resource,
  name: string,
  settings: AksSettings,
  resourceGroupName: pulumi.Input<string>,
): ClusterNetwork {
  const { virtualNetwork, subnetId, podSubnetId, apiServerAccess } = settings.network;
  const privateDnsZoneId = createClusterDnsZone(parent, name, settings, resourceGroupName);
  if (virtualNetwork) {
    const made = createVirtualNetwork(parent, name, settings, virtualNetwork, resourceGroupName);
    return { ...made, privateDnsZoneId };
  }
  const nodes = subnetId ?? settings.systemPool.subnetId;
  return {
    id: nodes && pulumi.output(nodes).apply(networkIdOf),
    subnets: { nodes: subnetId, pods: podSubnetId, apiServer: apiServerAccess?.subnetId },
    privateDnsZoneId,
  };
}

function createVirtualNetwork(
  parent: pulumi.Resource,
  name: string,
  settings: AksSettings,
  virtualNetwork: VirtualNetworkSettings,
  resourceGroupName: pulumi.Input<string>,
): ClusterNetwork {
  const natGateway = virtualNetwork.natGateway
    ? createNatGateway(parent, name, settings, resourceGroupName)
    : undefined;
  const vnet = new network.VirtualNetwork(
    `${name}-vnet`,
    buildVirtualNetwork(settings, virtualNetwork, resourceGroupName),
    { parent },
  );
  const made: Partial<Record<SubnetKind, network.Subnet>> = {};
  for (const { kind, prefixes } of subnetPrefixes(virtualNetwork)) {
    made[kind] = new network.Subnet(
      `${name}-${kind}-subnet`,
      buildSubnet(kind, prefixes, resourceGroupName, vnet.name, natGateway?.gateway.id),
      // Azure changes one subnet of a network at a time (429 AnotherOperationInProgress). They are deleted one by one too, since each holds its NAT gateway.
      { parent, dependsOn: Object.values(made).slice(-1) },
    );
  }
  return {
    id: vnet.id,
    natGatewayAddress: natGateway?.address,
    subnets: { nodes: made.nodes?.id, pods: made.pods?.id, apiServer: made.apiserver?.id },
  };
}

function createNatGateway(
  parent: pulumi.Resource,
  name: string,
  settings: AksSettings,
  resourceGroupName: pulumi.Input<string>,
): { gateway: network.NatGateway; address: pulumi.Output<string> } {
  const address = new network.PublicIPAddress(
    `${name}-nat-ip`,
    buildNatGatewayAddress(settings, resourceGroupName),
    { parent },
  );
  const gateway = new network.NatGateway(
    `${name}-nat`,
    buildNatGateway(settings, resourceGroupName, address.id),
    { parent },
  );
  return { gateway, address: address.ipAddress.apply((ip) => `${ip ?? ""}/32`) };
}
