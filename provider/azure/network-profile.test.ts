import { expect } from "chai";
import type { NetworkSettings } from "../settings";
import { buildApiServerAccessProfile, buildHttpProxyConfig, buildNetworkProfile } from "./network-profile";

const MANAGED: NetworkSettings = { ownNetwork: false, overlay: true, outboundType: "loadBalancer" };

const CILIUM = {
  networkPlugin: "azure",
  networkDataplane: "cilium",
  networkPolicy: "cilium",
  loadBalancerSku: "standard",
};

describe("buildNetworkProfile", () => {
  it("should build an overlay with Cilium", () => {
    expect(buildNetworkProfile(MANAGED)).to.deep.equal({
      ...CILIUM,
      networkPluginMode: "overlay",
      outboundType: "loadBalancer",
    });
  });

  it("should build a dual-stack overlay with its ranges and outbound addresses", () => {
    const network: NetworkSettings = {
      ...MANAGED,
      managedOutboundIPCount: 3,
      ipFamilies: ["IPv4", "IPv6"],
      podCidrs: ["10.100.0.0/16", "fd00:100::/64"],
      serviceCidrs: ["10.101.0.0/16", "fd00:101::/108"],
      dnsServiceIP: "10.101.0.10",
    };
    expect(buildNetworkProfile(network)).to.deep.equal({
      ...CILIUM,
      networkPluginMode: "overlay",
      outboundType: "loadBalancer",
      loadBalancerProfile: { managedOutboundIPs: { count: 3 } },
      ipFamilies: ["IPv4", "IPv6"],
      podCidr: "10.100.0.0/16",
      podCidrs: ["10.100.0.0/16", "fd00:100::/64"],
      serviceCidr: "10.101.0.0/16",
      serviceCidrs: ["10.101.0.0/16", "fd00:101::/108"],
      dnsServiceIP: "10.101.0.10",
    });
  });

  it("should take pods' addresses from a subnet, and count the addresses of AKS's NAT gateway", () => {
    expect(
      buildNetworkProfile({
        ...MANAGED,
        overlay: false,
        outboundType: "managedNATGateway",
        managedOutboundIPCount: 2,
        serviceCidrs: ["10.101.0.0/16"],
        dnsServiceIP: "10.101.0.10",
      }),
    ).to.deep.equal({
      ...CILIUM,
      outboundType: "managedNATGateway",
      natGatewayProfile: { managedOutboundIPProfile: { count: 2 } },
      serviceCidr: "10.101.0.0/16",
      dnsServiceIP: "10.101.0.10",
    });
  });
});

describe("buildApiServerAccessProfile", () => {
  it("should say nothing of an API server of which the arguments say nothing", () => {
    expect(buildApiServerAccessProfile(MANAGED, {})).to.deep.equal({});
  });

  it("should build the access in azure-native's words", () => {
    const apiServerAccess = {
      authorizedIPRanges: ["203.0.113.0/24"],
      enableVnetIntegration: true,
      subnetId: "/given",
      disableRunCommand: true,
    };
    expect(
      buildApiServerAccessProfile({ ...MANAGED, apiServerAccess }, { subnets: { apiServer: "/made" } }),
    ).to.deep.equal({
      apiServerAccessProfile: { ...apiServerAccess, subnetId: "/made" },
    });
  });
});

describe("authorised ranges", () => {
  const built = (authorizedIPRanges: string[] | undefined) =>
    buildApiServerAccessProfile(
      { ...MANAGED, apiServerAccess: { authorizedIPRanges } },
      { natGatewayAddress: "20.1.2.3/32" },
    );

  it("should let in the nodes, which come from the NAT gateway", () => {
    expect(built(["203.0.113.0/24"])).to.deep.equal({
      apiServerAccessProfile: { authorizedIPRanges: ["203.0.113.0/24", "20.1.2.3/32"] },
    });
  });

  it("should stay open where they are not asked for", () => {
    expect(built([])).to.deep.equal({ apiServerAccessProfile: { authorizedIPRanges: [] } });
    expect(built(undefined)).to.deep.equal({ apiServerAccessProfile: {} });
  });
});

describe("buildHttpProxyConfig", () => {
  it("should keep a proxy for HTTPS apart, and say nothing of none", () => {
    const httpProxyConfig = { httpProxy: "http://a:1", httpsProxy: "https://b:2", trustedCa: "LS0t" };
    expect(buildHttpProxyConfig({ ...MANAGED, httpProxyConfig })).to.deep.equal({ httpProxyConfig });
    expect(buildHttpProxyConfig(MANAGED)).to.deep.equal({});
  });
});
