import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { VirtualNetworkSettings } from "../settings";
import { AKS } from "../testing/fixture-settings";
import { buildRoleAssignment, roleDefinitionId } from "./role-assignment";
import {
  buildNatGateway,
  buildNatGatewayAddress,
  buildSubnet,
  buildVirtualNetwork,
  subnetPrefixes,
} from "./virtual-network";

const VNET: VirtualNetworkSettings = {
  addressPrefixes: ["10.224.0.0/16"],
  nodeSubnetPrefixes: ["10.224.0.0/17"],
  podSubnetPrefix: "10.224.128.0/18",
  apiServerSubnetPrefix: "10.224.255.240/28",
  dnsServers: ["10.1.0.4"],
  natGateway: true,
};
const PLACE = { resourceGroupName: "ml-rg", location: "westeurope", tags: { team: "vision" } };

describe("a virtual network", () => {
  it("should have the address space and DNS servers", () => {
    expect(buildVirtualNetwork(AKS, VNET, "ml-rg")).to.deep.equal({
      ...PLACE,
      addressSpace: { addressPrefixes: ["10.224.0.0/16"] },
      dhcpOptions: { dnsServers: ["10.1.0.4"] },
    });
    expect(buildVirtualNetwork(AKS, { ...VNET, dnsServers: undefined }, "ml-rg")).not.to.have.any.keys(
      "dhcpOptions",
    );
  });

  it("should have subnets for nodes, pods and API server, of which AKS gets the last", () => {
    const subnets = subnetPrefixes(VNET).map(({ kind, prefixes }) =>
      buildSubnet(kind, prefixes, "ml-rg", "ml-vnet", "/nat"),
    );
    const names = { resourceGroupName: "ml-rg", virtualNetworkName: "ml-vnet" };
    expect(subnets).to.deep.equal([
      { ...names, subnetName: "nodes", addressPrefixes: ["10.224.0.0/17"], natGateway: { id: "/nat" } },
      { ...names, subnetName: "pods", addressPrefixes: ["10.224.128.0/18"], natGateway: { id: "/nat" } },
      {
        ...names,
        subnetName: "apiserver",
        addressPrefixes: ["10.224.255.240/28"],
        delegations: [{ name: "aks", serviceName: "Microsoft.ContainerService/managedClusters" }],
      },
    ]);
  });

  it("should have only the nodes' subnet when nothing else is asked for", () => {
    const plain = { addressPrefixes: [], nodeSubnetPrefixes: ["10.224.0.0/17"], natGateway: false };
    expect(subnetPrefixes(plain)).to.deep.equal([{ kind: "nodes", prefixes: ["10.224.0.0/17"] }]);
  });

  it("should let traffic out through a NAT gateway with a static standard address", () => {
    expect(buildNatGatewayAddress(AKS, "ml-rg")).to.deep.equal({
      ...PLACE,
      sku: { name: "Standard" },
      publicIPAllocationMethod: "Static",
      publicIPAddressVersion: "IPv4",
    });
    expect(buildNatGateway(AKS, "ml-rg", "/ip")).to.deep.equal({
      ...PLACE,
      sku: { name: "Standard" },
      publicIpAddresses: [{ id: "/ip" }],
    });
  });
});

describe("a role assignment", () => {
  const scope = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v";

  it("should state the principal's type, and name the role in the scope's subscription", async () => {
    const { roleDefinitionId: role, ...rest } = buildRoleAssignment("networkContributor", scope, "principal");
    expect(rest).to.deep.equal({ scope, principalId: "principal", principalType: "ServicePrincipal" });
    const id = await new Promise((resolve) => pulumi.output(role).apply(resolve));
    expect(id).to.equal(
      "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7",
    );
  });

  it("should know the role for private DNS zones", () => {
    expect(roleDefinitionId("privateDnsZoneContributor", scope)).to.match(
      /\/b12aa53e-6015-4669-85d0-8515ebb3ae7f$/,
    );
  });
});
