import { expect } from "chai";
import type { PropertyMap } from "../plugin";
import {
  CLUSTER,
  clusterInputs,
  failure,
  Subscription,
  systemPool,
  type Recorded,
} from "./testing/subscription";

const VNET = "azure-native:network:VirtualNetwork";
const SUBNET = "azure-native:network:Subnet";
const NAT = "azure-native:network:NatGateway";
const ADDRESS = "azure-native:network:PublicIPAddress";
const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const ROLE = "azure-native:authorization:RoleAssignment";
const ROLES = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions";
const NETWORK_CONTRIBUTOR = `${ROLES}/4d97b98b-1d4f-4787-a291-c67834d212e7`;
const ZONE =
  "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io";
const NAMES = { resourceGroupName: "rg", virtualNetworkName: "net" };

function subnetInputs(subnetName: string, addressPrefix: string, more: PropertyMap = {}): PropertyMap {
  return { ...NAMES, subnetName, addressPrefix, ...more };
}

async function withNetwork(): Promise<{ azure: Subscription; vnet: Recorded }> {
  const azure = new Subscription();
  const addressSpace = { addressPrefixes: ["10.1.0.0/16", "fd00:1::/48"] };
  return { azure, vnet: await azure.create(VNET, { ...NAMES, addressSpace }) };
}

function inSubnet(subnet: Recorded, more: PropertyMap = {}): PropertyMap {
  return clusterInputs({ agentPoolProfiles: [systemPool({ vnetSubnetID: subnet.id })], ...more });
}

describe("Azure's virtual networks", () => {
  it("should keep subnets inside the address space and apart from one another", async () => {
    const { azure } = await withNetwork();
    const made = (name: string, prefix: string) => azure.create(SUBNET, subnetInputs(name, prefix));
    await made("a", "10.1.0.0/20");
    expect(await failure(made("b", "10.2.0.0/20"))).to.contain('Code="NetcfgInvalidSubnet"');
    expect(await failure(made("b", "10.1.8.0/24"))).to.contain('Code="NetcfgSubnetRangesOverlap"');
    expect(await failure(made("b", "fd00:1::/56"))).to.contain("must have an IPv6 prefix of 64");
    await made("b", "10.1.16.0/20");
  });

  it("should keep a NAT gateway while a subnet has it, and give it standard addresses only", async () => {
    const { azure } = await withNetwork();
    const basic = await azure.create(ADDRESS, { resourceGroupName: "rg", publicIpAddressName: "basic" });
    const nat = (address: Recorded) =>
      azure.create(NAT, {
        resourceGroupName: "rg",
        natGatewayName: "nat",
        publicIpAddresses: [{ id: address.id }],
      });
    expect(await failure(nat(basic))).to.contain("static public IP addresses of the Standard SKU");
    const standard = await azure.create(ADDRESS, {
      resourceGroupName: "rg",
      publicIpAddressName: "standard",
      sku: { name: "Standard" },
      publicIPAllocationMethod: "Static",
    });
    const gateway = await nat(standard);
    const subnet = await azure.create(
      SUBNET,
      subnetInputs("a", "10.1.0.0/24", { natGateway: { id: gateway.id } }),
    );
    expect(await failure(azure.delete(gateway))).to.contain("InUseNatGatewayCannotBeDeleted");
    await azure.delete(subnet);
    await azure.delete(gateway);
  });
});

describe("Azure's private DNS zones", () => {
  const LINK = "azure-native:privatedns:VirtualNetworkLink";
  const names = { resourceGroupName: "rg", privateZoneName: "privatelink.westeurope.azmk8s.io" };

  it("should be global, and keep a zone while it has links", async () => {
    const { azure, vnet } = await withNetwork();
    const token = "azure-native:privatedns:PrivateZone";
    const link = {
      ...names,
      location: "Global",
      virtualNetworkLinkName: "hub",
      virtualNetwork: { id: vnet.id },
    };
    expect(await failure(azure.create(LINK, link))).to.contain("ResourceNotFound");
    expect(await failure(azure.create(token, { ...names, location: "westeurope" }))).to.contain(
      "List of available regions for the resource type is 'global'",
    );
    const zone = await azure.create(token, { ...names, location: "Global" });
    const linked = await azure.create(LINK, link);
    expect(await failure(azure.delete(zone))).to.contain("before nested resources are deleted");
    await azure.delete(linked);
    await azure.delete(zone);
  });
});

describe("AKS, asked for a cluster in a network", () => {
  it("should want the way out to be there", async () => {
    const { azure } = await withNetwork();
    const subnet = await azure.create(SUBNET, subnetInputs("nodes", "10.1.0.0/20"));
    const out = (outboundType: string) =>
      azure.create(CLUSTER, inSubnet(subnet, { networkProfile: { outboundType } }));
    expect(await failure(out("userAssignedNATGateway"))).to.contain("has no NAT gateway");
    expect(await failure(out("userDefinedRouting"))).to.contain("ExistingRouteTableNotAssociatedWithSubnet");
    await out("loadBalancer");
  });

  it("should want the API server's subnet delegated, and the identity's role on it first", async () => {
    const { azure, vnet } = await withNetwork();
    const nodes = await azure.create(SUBNET, subnetInputs("nodes", "10.1.0.0/20"));
    const plain = await azure.create(SUBNET, subnetInputs("plain", "10.1.16.0/28"));
    const delegations = [{ name: "aks", serviceName: "Microsoft.ContainerService/managedClusters" }];
    const delegated = await azure.create(SUBNET, subnetInputs("api", "10.1.16.16/28", { delegations }));
    const identity = await azure.create(IDENTITY, { resourceGroupName: "rg", resourceName: "ml" });
    const cluster = (subnetId?: string) =>
      azure.create(
        CLUSTER,
        inSubnet(nodes, {
          identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
          apiServerAccessProfile: { enableVnetIntegration: true, subnetId },
        }),
      );
    expect(await failure(cluster())).to.contain("needs apiServerAccessProfile.subnetId");
    expect(await failure(cluster(plain.id))).to.contain("is not delegated");
    expect(await failure(cluster(delegated.id))).to.contain("ResourceMissingPermissionError");
    await azure.create(ROLE, {
      scope: vnet.id,
      principalId: identity.outputs["principalId"],
      principalType: "ServicePrincipal",
      roleDefinitionId: NETWORK_CONTRIBUTOR,
    });
    await cluster(delegated.id);
  });

  const refused: [what: string, cluster: PropertyMap, words: string][] = [
    ["IPv6 first", { networkProfile: { ipFamilies: ["IPv6", "IPv4"] } }, "must start with IPv4"],
    [
      "dual stack without overlay",
      { networkProfile: { networkPlugin: "azure", ipFamilies: ["IPv4", "IPv6"] } },
      "need networkPluginMode overlay",
    ],
    [
      "one range for two families",
      {
        networkProfile: {
          networkPlugin: "azure",
          networkPluginMode: "overlay",
          ipFamilies: ["IPv4", "IPv6"],
          podCidrs: ["10.100.0.0/16"],
        },
      },
      "one range for each IP family",
    ],
    [
      "pods among services",
      { networkProfile: { networkPluginMode: "overlay", podCidr: "10.0.0.0/16" } },
      "PodCidrOverlapWithServiceCidr",
    ],
    [
      "DNS outside of the services",
      { networkProfile: { serviceCidr: "10.9.0.0/16" } },
      "must be in the service CIDR 10.9.0.0/16",
    ],
    [
      "ranges for a private cluster",
      { apiServerAccessProfile: { enablePrivateCluster: true, authorizedIPRanges: ["1.2.3.4/32"] } },
      "can't be set for a private cluster",
    ],
    [
      "a DNS zone for a public cluster",
      { apiServerAccessProfile: { privateDNSZone: "system" } },
      "only for private clusters",
    ],
    [
      "a private cluster without a name",
      {
        apiServerAccessProfile: {
          enablePrivateCluster: true,
          privateDNSZone: "none",
          enablePrivateClusterPublicFQDN: false,
        },
      },
      "needs its public FQDN",
    ],
    [
      "a DNS zone for an identity to come",
      { apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: ZONE } },
      "needs a user-assigned identity",
    ],
    [
      "a subdomain in no zone",
      { dnsPrefix: undefined, fqdnSubdomain: "gpu" },
      "needs a custom private DNS zone",
    ],
    [
      "a proxy with a password",
      { httpProxyConfig: { httpProxy: "http://me:secret@p:1" } },
      "InvalidHTTPProxyConfig",
    ],
  ];
  for (const [what, cluster, words] of refused) {
    it(`should refuse ${what}`, async () => {
      expect(await failure(new Subscription().create(CLUSTER, clusterInputs(cluster)))).to.contain(words);
    });
  }

  it("should want the identity's role on a DNS zone", async () => {
    const azure = new Subscription();
    const identity = await azure.create(IDENTITY, { resourceGroupName: "rg", resourceName: "ml" });
    const cluster = clusterInputs({
      identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
      apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: ZONE },
    });
    expect(await failure(azure.create(CLUSTER, cluster))).to.contain(
      "CustomPrivateDNSZoneMissingPermissionError",
    );
  });

  it("should never make a cluster private in place, unless its API server is in the network", async () => {
    const azure = new Subscription();
    const access = (apiServerAccessProfile: PropertyMap) => clusterInputs({ apiServerAccessProfile });
    const cluster = await azure.create(CLUSTER, access({}));
    expect(await failure(azure.update(cluster, access({ enablePrivateCluster: true })))).to.contain(
      "Changing property 'properties.apiServerAccessProfile.enablePrivateCluster' is not allowed",
    );
    const integrated = { enableVnetIntegration: true, enablePrivateCluster: true };
    const updated = await azure.update(cluster, access(integrated));
    expect(await failure(azure.update(updated, access({ enablePrivateCluster: true })))).to.contain(
      "apiServerAccessProfile.enableVnetIntegration",
    );
  });
});
