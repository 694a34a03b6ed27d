import { expect } from "chai";
import type { NetworkArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";

const VNET = "network.virtualNetwork";
const GPU_POOLS = { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 30 } };

function faults(network: NetworkArgs): Record<string, string> {
  return faultsOf(() => aksClusterSettings("ml", { gpuPools: GPU_POOLS, network }));
}

describe("the rules of address ranges", () => {
  const cases: [what: string, network: NetworkArgs, path: string, words: string][] = [
    [
      "an address inside a range",
      { podCidrs: ["10.100.0.1/16"] },
      "network.podCidrs[0]",
      "'10.100.0.1/16' is not an address range",
    ],
    [
      "two IPv4 ranges",
      { podCidrs: ["10.100.0.0/16", "10.101.0.0/16"] },
      "network.podCidrs",
      "one IPv4 range, as 'network.ipFamilies' says, not IPv4 and IPv4",
    ],
    [
      "IPv6 without dual stack",
      { serviceCidrs: ["10.1.0.0/16", "fd00::/108"] },
      "network.serviceCidrs",
      "not IPv4 and IPv6",
    ],
    ["services in a /12", { serviceCidrs: ["10.16.0.0/12"] }, "network.serviceCidrs[0]", "less than a /12"],
    [
      "IPv6 services in a /64",
      { ipFamilies: ["IPv4", "IPv6"], serviceCidrs: ["10.1.0.0/16", "fd00::/64"] },
      "network.serviceCidrs[1]",
      "a /108 or smaller",
    ],
    [
      "pods over services",
      { podCidrs: ["10.0.0.0/14"] },
      "network.serviceCidrs[0]",
      "'10.0.0.0/16' overlaps the pod range '10.0.0.0/14' (network.podCidrs[0])",
    ],
    [
      "a network over pods",
      { virtualNetwork: { addressPrefixes: ["10.240.0.0/12"] } },
      `${VNET}.addressPrefixes[0]`,
      "overlaps the pod range '10.244.0.0/16'",
    ],
    [
      "a range of AKS's own",
      { podCidrs: ["172.28.0.0/14"] },
      "network.podCidrs[0]",
      "overlaps '172.30.0.0/16', which AKS keeps for itself",
    ],
    [
      "an overlay for 16 nodes",
      { podCidrs: ["10.100.0.0/20"] },
      "network.podCidrs[0]",
      "has room for 16 nodes, a /24 each, but the pools can grow to 33",
    ],
    [
      "an overlay beside a pod subnet",
      { virtualNetwork: { podSubnetPrefix: "10.224.128.0/18" }, podCidrs: ["10.100.0.0/16"] },
      "network.podCidrs",
      "is for an overlay",
    ],
    [
      "DNS outside of the services",
      { serviceCidrs: ["10.1.0.0/16"], dnsServiceIP: "10.0.0.10" },
      "network.dnsServiceIP",
      "in the services' range '10.1.0.0/16'",
    ],
    [
      "DNS at the first address",
      { dnsServiceIP: "10.0.0.1" },
      "network.dnsServiceIP",
      "not its first or last",
    ],
    [
      "few services without an address for DNS",
      { serviceCidrs: ["10.1.0.0/29"] },
      "network.dnsServiceIP",
      "must be given",
    ],
    [
      "a subnet outside of its network",
      { virtualNetwork: { nodeSubnetPrefixes: ["10.1.0.0/24"] } },
      `${VNET}.nodeSubnetPrefixes[0]`,
      "must lie in the address space of the virtual network, '10.224.0.0/16'",
    ],
    [
      "a subnet for 27 nodes",
      { virtualNetwork: { nodeSubnetPrefixes: ["10.224.0.0/27"] } },
      `${VNET}.nodeSubnetPrefixes[0]`,
      "has room for 27 nodes, but the pools can grow to 33",
    ],
    [
      "subnets over one another",
      { virtualNetwork: { podSubnetPrefix: "10.224.64.0/18" } },
      `${VNET}.podSubnetPrefix`,
      `overlaps the node subnet '10.224.0.0/17' (${VNET}.nodeSubnetPrefixes[0])`,
    ],
    [
      "a small subnet for the API server",
      {
        virtualNetwork: { apiServerSubnetPrefix: "10.224.255.248/29" },
        apiServerAccess: { enableVnetIntegration: true },
      },
      `${VNET}.apiServerSubnetPrefix`,
      "at least a /28",
    ],
    [
      "a subnet for no API server",
      { virtualNetwork: { apiServerSubnetPrefix: "10.224.255.240/28" } },
      `${VNET}.apiServerSubnetPrefix`,
      "needs 'network.apiServerAccess.enableVnetIntegration: true'",
    ],
    [
      "an IPv6 subnet of another size",
      {
        ipFamilies: ["IPv4", "IPv6"],
        virtualNetwork: { nodeSubnetPrefixes: ["10.224.0.0/17", "fd3c:5f1e:7a20::/56"] },
      },
      `${VNET}.nodeSubnetPrefixes[1]`,
      "must be a /64",
    ],
    [
      "a dual-stack network without IPv6",
      { ipFamilies: ["IPv4", "IPv6"], virtualNetwork: { addressPrefixes: ["10.224.0.0/16"] } },
      `${VNET}.addressPrefixes`,
      "must have an IPv6 range",
    ],
  ];
  for (const [what, network, path, words] of cases) {
    it(`should refuse ${what}`, () => expect(faults(network)[path]).to.contain(words));
  }

  it("should report a wrong address space once", () => {
    expect(Object.keys(faults({ virtualNetwork: { addressPrefixes: ["10.224.0.0"] } }))).to.deep.equal([
      `${VNET}.addressPrefixes[0]`,
    ]);
  });
});
