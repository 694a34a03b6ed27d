import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { AksClusterArgs, NetworkArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf, settled } from "./testing/faults-of";
import type { NetworkSettings } from "./types";

const VNET_ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v";
const NODES = `${VNET_ID}/subnets/nodes`;
const PODS = `${VNET_ID}/subnets/pods`;
const GPU_POOLS = { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 4 } };

function args(network: NetworkArgs, more: Partial<AksClusterArgs> = {}): AksClusterArgs {
  return { gpuPools: GPU_POOLS, network, ...more };
}

function faults(network: NetworkArgs, more: Partial<AksClusterArgs> = {}): Record<string, string> {
  return faultsOf(() => aksClusterSettings("ml", args(network, more)));
}

function accepted(network: NetworkArgs): NetworkSettings {
  return aksClusterSettings("ml", args(network)).network;
}

describe("the settings of a network", () => {
  it("should lay out a virtual network with a NAT gateway", () => {
    expect(accepted({ virtualNetwork: {} })).to.deep.equal({
      virtualNetwork: {
        addressPrefixes: ["10.224.0.0/16"],
        nodeSubnetPrefixes: ["10.224.0.0/17"],
        natGateway: true,
      },
      ownNetwork: true,
      overlay: true,
      outboundType: "userAssignedNATGateway",
    });
  });

  it("should lay out a dual-stack one with a subnet for the API server, IPv4 first", () => {
    const network = accepted({
      virtualNetwork: {},
      ipFamilies: ["IPv6", "IPv4"],
      podCidrs: ["fd00:100::/64", "10.100.0.0/16"],
      serviceCidrs: ["fd00:101::/108", "10.101.0.0/16"],
      apiServerAccess: { enableVnetIntegration: true },
    });
    expect(network).to.deep.equal({
      virtualNetwork: {
        addressPrefixes: ["10.224.0.0/16", "fd3c:5f1e:7a20::/48"],
        nodeSubnetPrefixes: ["10.224.0.0/17", "fd3c:5f1e:7a20::/64"],
        apiServerSubnetPrefix: "10.224.255.240/28",
        natGateway: false,
      },
      ownNetwork: true,
      overlay: true,
      outboundType: "loadBalancer",
      ipFamilies: ["IPv4", "IPv6"],
      podCidrs: ["10.100.0.0/16", "fd00:100::/64"],
      serviceCidrs: ["10.101.0.0/16", "fd00:101::/108"],
      dnsServiceIP: "10.101.0.10",
      apiServerAccess: { enableVnetIntegration: true },
    });
  });

  it("should use existing subnets, with an identity that can have roles on them", () => {
    const settings = aksClusterSettings("ml", args({ subnetId: NODES, podSubnetId: PODS }));
    expect(settings.network).to.deep.equal({
      subnetId: NODES,
      podSubnetId: PODS,
      ownNetwork: true,
      overlay: false,
      outboundType: "loadBalancer",
    });
    expect(settings.identity).to.deep.equal({ type: "UserAssigned", assignRoles: true });
  });

  it("should give the cluster such an identity for a DNS zone too", () => {
    const privateDNSZone =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io";
    const settings = aksClusterSettings(
      "ml",
      args({ apiServerAccess: { enablePrivateCluster: true, privateDNSZone } }),
    );
    expect(settings.identity).to.deep.equal({ type: "UserAssigned", assignRoles: true });
    expect(settings.network).to.include({ privateDnsZoneId: privateDNSZone, ownNetwork: false });
  });
});

describe("the rules of a network", () => {
  const cases: [what: string, network: NetworkArgs, path: string, words: string][] = [
    ["an id that is no subnet's", { subnetId: VNET_ID }, "network.subnetId", "resource id of a subnet"],
    [
      "existing and new subnets",
      { virtualNetwork: {}, subnetId: NODES },
      "network.subnetId",
      "excludes 'virtualNetwork'",
    ],
    ["a pod subnet alone", { podSubnetId: PODS }, "network.podSubnetId", "needs 'network.subnetId'"],
    [
      "pods in another network",
      { subnetId: NODES, podSubnetId: PODS.replace("/v/", "/w/") },
      "network.podSubnetId",
      `must be in the virtual network of 'network.subnetId', '${VNET_ID}', not in`,
    ],
    [
      "IPv6 alone",
      { ipFamilies: ["IPv6"] },
      "network.ipFamilies",
      "must be ['IPv4'] or ['IPv4', 'IPv6'], not ['IPv6']",
    ],
    [
      "IPv6 in a pod subnet",
      { ipFamilies: ["IPv4", "IPv6"], subnetId: NODES, podSubnetId: PODS },
      "network.ipFamilies",
      "only with an overlay",
    ],
    [
      "AKS's NAT gateway in a network of one's own",
      { subnetId: NODES, outboundType: "managedNATGateway" },
      "network.outboundType",
      "use 'userAssignedNATGateway'",
    ],
    [
      "one's own NAT gateway without a network",
      { outboundType: "userAssignedNATGateway" },
      "network.outboundType",
      "needs a network of your own",
    ],
    [
      "routes without a network",
      { outboundType: "userDefinedRouting" },
      "network.outboundType",
      "needs a network of your own",
    ],
    [
      "routes in a new network",
      { virtualNetwork: {}, outboundType: "userDefinedRouting" },
      "network.outboundType",
      "your route table",
    ],
    [
      "a NAT gateway for IPv6",
      { virtualNetwork: {}, ipFamilies: ["IPv4", "IPv6"], outboundType: "userAssignedNATGateway" },
      "network.outboundType",
      "carries no IPv6",
    ],
    [
      "17 addresses of a NAT gateway",
      { outboundType: "managedNATGateway", managedOutboundIPCount: 17 },
      "network.managedOutboundIPCount",
      "at most 16",
    ],
    [
      "addresses that AKS does not make",
      { virtualNetwork: {}, managedOutboundIPCount: 2 },
      "network.managedOutboundIPCount",
      "not possible with the outbound type 'userAssignedNATGateway'",
    ],
    [
      "a DNS server by name",
      { virtualNetwork: { dnsServers: ["dns"] } },
      "network.virtualNetwork.dnsServers[0]",
      "must be an IP address, not 'dns'",
    ],
  ];
  for (const [what, network, path, words] of cases) {
    it(`should refuse ${what}`, () => expect(faults(network)[path]).to.contain(words));
  }

  it("should want all pools in one network", () => {
    const gpuPools = { t4: { ...GPU_POOLS.t4, subnetId: NODES } };
    expect(faults({}, { gpuPools })).to.deep.equal({
      "systemPool.subnetId":
        "must be given, or 'network.subnetId', since 'gpuPools.t4' has a subnet: AKS wants all pools in one virtual network",
    });
    expect(faults({ virtualNetwork: {} }, { gpuPools })["gpuPools.t4.subnetId"]).to.contain("excludes");
    expect(
      faults({ subnetId: NODES.replace("/v/", "/w/") }, { gpuPools })["gpuPools.t4.subnetId"],
    ).to.contain("must be in");
  });

  it("should check a subnet that is known only later", async () => {
    const { network } = aksClusterSettings("ml", args({ subnetId: pulumi.output(VNET_ID) }));
    const error = await settled(network.subnetId).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error?.message).to.contain("network.subnetId: must be the resource id of a subnet");
  });
});

describe("the rules of a proxy", () => {
  const at = "network.httpProxyConfig";
  const ca = Buffer.from(`-----BEGIN CERTIFICATE-----\n${"A".repeat(36 * 1024)}`).toString("base64");
  const cases: [
    what: string,
    proxy: NonNullable<NetworkArgs["httpProxyConfig"]>,
    path: string,
    words: string,
  ][] = [
    ["no address", { noProxy: ["a"] }, `${at}.httpProxy`, "must be given"],
    ["HTTPS for HTTP", { httpProxy: "https://p:1" }, `${at}.httpProxy`, "starts with 'http://'"],
    ["a bare host", { httpsProxy: "proxy:3128" }, `${at}.httpsProxy`, "'http://' or 'https://'"],
    [
      "a wildcard",
      { httpProxy: "http://p:1", noProxy: ["*.example.com"] },
      `${at}.noProxy[0]`,
      "write '.example.com'",
    ],
    [
      "text that is no certificate",
      { httpProxy: "http://p:1", trustedCa: "abc" },
      `${at}.trustedCa`,
      "PEM form",
    ],
    ["36 KB of certificates", { httpProxy: "http://p:1", trustedCa: ca }, `${at}.trustedCa`, "at most 35 KB"],
  ];
  for (const [what, httpProxyConfig, path, words] of cases) {
    it(`should refuse ${what}`, () => expect(faults({ httpProxyConfig })[path]).to.contain(words));
  }

  it("should refuse a password without showing it", () => {
    const reasons = faults({ httpProxyConfig: { httpProxy: "http://me:hunter2@p:1" } });
    expect(reasons[`${at}.httpProxy`]).to.contain("no user or password");
    expect(JSON.stringify(reasons)).not.to.contain("hunter2");
  });
});
