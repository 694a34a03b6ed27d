import { expect } from "chai";
import type { AksClusterArgs, ApiServerAccessArgs, NetworkArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";

const AT = "network.apiServerAccess";
const SUBNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n";
const ZONE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones";
const OWN_ZONE = `${ZONE}/privatelink.westeurope.azmk8s.io`;

function args(apiServerAccess: ApiServerAccessArgs, network: NetworkArgs = {}): AksClusterArgs {
  const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 4 } };
  return { gpuPools, network: { ...network, apiServerAccess } };
}

describe("the rules of access to the API server", () => {
  const isPrivate = { enablePrivateCluster: true };
  const cases: [
    what: string,
    access: ApiServerAccessArgs,
    path: string,
    words: string,
    network?: NetworkArgs,
  ][] = [
    [
      "ranges for a private cluster",
      { ...isPrivate, authorizedIPRanges: ["203.0.113.0/24"] },
      "authorizedIPRanges",
      "only for a public API server",
    ],
    [
      "a range that is none",
      { authorizedIPRanges: ["203.0.113.7/24"] },
      "authorizedIPRanges[0]",
      "is not an address range",
    ],
    [
      "a range of IPv6",
      { authorizedIPRanges: ["2001:db8::/32"] },
      "authorizedIPRanges[0]",
      "must be an IPv4 range",
    ],
    [
      "201 ranges",
      { authorizedIPRanges: Array.from({ length: 201 }, (_, i) => `198.51.100.${i}/32`) },
      "authorizedIPRanges",
      "at most 200 ranges, not 201",
    ],
    [
      "a DNS zone of a public cluster",
      { privateDNSZone: "system" },
      "privateDNSZone",
      "only for private clusters",
    ],
    [
      "the public name of a public cluster",
      { enablePrivateClusterPublicFQDN: false },
      "enablePrivateClusterPublicFQDN",
      "only for private clusters",
    ],
    [
      "a cluster without any name",
      { ...isPrivate, privateDNSZone: "none", enablePrivateClusterPublicFQDN: false },
      "enablePrivateClusterPublicFQDN",
      "would have no name",
    ],
    [
      "a zone that is none",
      { ...isPrivate, privateDNSZone: "System" },
      "privateDNSZone",
      "must be 'system', 'none' or the resource id",
    ],
    [
      "an existing and a new zone",
      { ...isPrivate, privateDNSZone: "system", createPrivateDNSZone: {} },
      "createPrivateDNSZone",
      "excludes 'privateDNSZone'",
    ],
    [
      "a new zone of a public cluster",
      { createPrivateDNSZone: {} },
      "createPrivateDNSZone",
      "only for private clusters",
    ],
    [
      "a zone's link to a subnet",
      { ...isPrivate, createPrivateDNSZone: { virtualNetworkIds: [SUBNET] } },
      "createPrivateDNSZone.virtualNetworkIds[0]",
      "resource id of a virtual network",
    ],
    [
      "a zone of another name",
      { ...isPrivate, privateDNSZone: `${ZONE}/example.com` },
      "privateDNSZone",
      "must be 'privatelink.REGION.azmk8s.io' or a subdomain of it, not 'example.com'",
    ],
    [
      "a zone of the public cloud for a region of another",
      { ...isPrivate, privateDNSZone: `${ZONE}/privatelink.usgovvirginia.azmk8s.io` },
      "privateDNSZone",
      "must be 'privatelink.usgovvirginia.cx.aks.containerservice.azure.us' or a subdomain of it",
    ],
    [
      "a zone of a domain that is none of AKS's",
      { ...isPrivate, privateDNSZone: `${ZONE}/privatelink.westeurope.azmk8s.us` },
      "privateDNSZone",
      "must be 'privatelink.westeurope.azmk8s.io' or a subdomain of it",
    ],
    [
      "a subdomain in AKS's zone",
      { ...isPrivate, fqdnSubdomain: "gpu" },
      "fqdnSubdomain",
      "needs a private DNS zone of your own",
    ],
    [
      "a subdomain that is none",
      { ...isPrivate, privateDNSZone: OWN_ZONE, fqdnSubdomain: "a.b" },
      "fqdnSubdomain",
      "letters, digits and '-'",
    ],
    [
      "a subnet without integration",
      { subnetId: SUBNET },
      "subnetId",
      "needs 'enableVnetIntegration: true'",
      { subnetId: SUBNET },
    ],
    [
      "a subnet beside AKS's network",
      { enableVnetIntegration: true, subnetId: SUBNET },
      "subnetId",
      "needs nodes in the same virtual network",
    ],
    [
      "a subnet beside a new network",
      { enableVnetIntegration: true, subnetId: SUBNET },
      "subnetId",
      "excludes 'network.virtualNetwork'",
      { virtualNetwork: {} },
    ],
    [
      "integration without a subnet",
      { enableVnetIntegration: true },
      "subnetId",
      "at least a /28",
      { subnetId: SUBNET },
    ],
  ];
  for (const [what, access, key, words, network] of cases) {
    it(`should refuse ${what}`, () => {
      const faults = faultsOf(() => aksClusterSettings("ml", args(access, network)));
      expect(faults[`${AT}.${key}`]).to.contain(words);
    });
  }

  it("should want the location that a new zone's name contains", () => {
    const access = { ...isPrivate, createPrivateDNSZone: {} };
    expect(faultsOf(() => aksClusterSettings("ml", args(access)))).to.deep.equal({
      location: `must be given with '${AT}.createPrivateDNSZone', whose name contains it`,
    });
    const { identity } = aksClusterSettings("ml", { ...args(access), location: "westeurope" });
    expect(identity.type).to.equal("UserAssigned");
  });

  it("should refuse two first parts of a name", () => {
    const access = { ...isPrivate, privateDNSZone: OWN_ZONE, fqdnSubdomain: "gpu" };
    const faults = faultsOf(() => aksClusterSettings("ml", { ...args(access), dnsPrefix: "ml" }));
    expect(faults).to.deep.equal({
      [`${AT}.fqdnSubdomain`]: "excludes 'dnsPrefix', which it stands in for; remove one of them",
    });
  });

  it("should take single addresses, zones with a subdomain and a cluster with a public name only", () => {
    for (const access of [
      { authorizedIPRanges: ["203.0.113.7", "198.51.100.0/24"] },
      { ...isPrivate, privateDNSZone: `${ZONE}/ml.privatelink.westeurope.azmk8s.io`, fqdnSubdomain: "gpu" },
      { ...isPrivate, privateDNSZone: "none" },
      { enableVnetIntegration: true },
    ]) {
      expect(aksClusterSettings("ml", args(access)).network.apiServerAccess).to.deep.equal(access);
    }
  });

  it("should take a zone of each cloud", () => {
    for (const name of [
      "privatelink.usgovvirginia.cx.aks.containerservice.azure.us",
      "ml.privatelink.chinanorth3.cx.prod.service.azk8s.cn",
      "private.bleufrancecentral.cx.prod-aks.sovcloud-api.fr",
    ]) {
      const access = { ...isPrivate, privateDNSZone: `${ZONE}/${name}` };
      expect(() => aksClusterSettings("ml", args(access)), name).not.to.throw();
    }
  });
});
