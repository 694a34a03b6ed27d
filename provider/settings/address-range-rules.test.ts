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

  const ranges: [what: string, network: NetworkArgs][] = [
    ["services in a /13", { serviceCidrs: ["10.16.0.0/13"] }],
    [
      "IPv6 services in a /108",
      { ipFamilies: ["IPv4", "IPv6"], serviceCidrs: ["10.1.0.0/16", "fd00::/108"] },
    ],
    ["16 services, whose tenth address is DNS", { serviceCidrs: ["10.1.0.0/28"] }],
    ["fewer services with an address for DNS", { serviceCidrs: ["10.1.0.0/29"], dnsServiceIP: "10.1.0.2" }],
    ["the last address but one for DNS", { serviceCidrs: ["10.1.0.0/24"], dnsServiceIP: "10.1.0.254" }],
    ["an overlay for the nodes and more", { podCidrs: ["10.100.0.0/18"] }],
    ["a subnet for the nodes and more", { virtualNetwork: { nodeSubnetPrefixes: ["10.224.0.0/26"] } }],
    ["a pod subnet beside the nodes", { virtualNetwork: { podSubnetPrefix: "10.224.128.0/18" } }],
    [
      "a /28 for the API server",
      {
        virtualNetwork: { apiServerSubnetPrefix: "10.224.255.240/28" },
        apiServerAccess: { enableVnetIntegration: true },
      },
    ],
  ];
  for (const [what, network] of ranges) {
    it(`should take ${what}`, () => {
      expect(() => aksClusterSettings("ml", { gpuPools: GPU_POOLS, network })).not.to.throw();
    });
  }

  it("should take ranges with room for just the nodes that the pools can grow to", () => {
    const take = (maxNodes: number, network: NetworkArgs) => () =>
      aksClusterSettings("ml", { gpuPools: { t4: { ...GPU_POOLS.t4, maxNodes } }, network });
    const overlay = { podCidrs: ["10.100.0.0/20"] };
    const subnet = { virtualNetwork: { nodeSubnetPrefixes: ["10.224.0.0/27"] } };
    expect(take(13, overlay)).not.to.throw();
    expect(take(14, overlay)).to.throw("room for 16 nodes, a /24 each, but the pools can grow to 17");
    expect(take(24, subnet)).not.to.throw();
    expect(take(25, subnet)).to.throw("room for 27 nodes, but the pools can grow to 28");
  });

  it("should leave pools with a subnet of their own out of the node subnet", () => {
    const network = { virtualNetwork: { nodeSubnetPrefixes: ["10.224.0.0/27"] } };
    const subnetId =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/p";
    const args = { gpuPools: { t4: { ...GPU_POOLS.t4, subnetId } }, network };
    const reasons = faultsOf(() => aksClusterSettings("ml", { ...args, kubernetesVersion: "one" }));
    expect(reasons).not.to.have.property(`${VNET}.nodeSubnetPrefixes[0]`);
  });

  it("should say what else uses the addresses", () => {
    const own = { addressPrefixes: ["10.1.0.0/16"], nodeSubnetPrefixes: ["10.1.0.0/24"] };
    expect(faults({ serviceCidrs: ["10.1.0.0/16"], virtualNetwork: own })).to.deep.equal({
      [`${VNET}.addressPrefixes[0]`]:
        "'10.1.0.0/16' overlaps the service range '10.1.0.0/16' (network.serviceCidrs[0]); choose ranges without common addresses",
    });
    const same = { addressPrefixes: ["10.1.0.0/16", "10.1.128.0/17"], nodeSubnetPrefixes: ["10.1.0.0/24"] };
    expect(faults({ virtualNetwork: same })).to.deep.equal({
      [`${VNET}.addressPrefixes[1]`]: `'10.1.128.0/17' overlaps the address space '10.1.0.0/16' (${VNET}.addressPrefixes[0]); choose ranges without common addresses`,
    });
    expect(
      faults({
        apiServerAccess: { enableVnetIntegration: true },
        virtualNetwork: { podSubnetPrefix: "10.224.128.0/18", apiServerSubnetPrefix: "10.224.128.0/24" },
      }),
    ).to.deep.equal({
      [`${VNET}.apiServerSubnetPrefix`]: `'10.224.128.0/24' overlaps the pod subnet '10.224.128.0/18' (${VNET}.podSubnetPrefix); choose ranges without common addresses`,
    });
  });

  it("should list all address spaces that a subnet could lie in", () => {
    const virtualNetwork = {
      addressPrefixes: ["10.1.0.0/16", "10.2.0.0/16"],
      nodeSubnetPrefixes: ["10.3.0.0/24"],
    };
    expect(faults({ virtualNetwork })).to.deep.equal({
      [`${VNET}.nodeSubnetPrefixes[0]`]:
        "'10.3.0.0/24' must lie in the address space of the virtual network, '10.1.0.0/16', '10.2.0.0/16'",
    });
  });

  it("should refuse texts that are no ranges or addresses, each once", () => {
    const words = (text: string) =>
      `'${text}' is not an address range: write its first address and a length, such as '10.1.0.0/16'`;
    expect(faults({ podCidrs: [], serviceCidrs: ["ten"] })).to.deep.equal({
      "network.podCidrs": "must have one IPv4 range, as 'network.ipFamilies' says, not none",
      "network.serviceCidrs[0]": words("ten"),
    });
    expect(faults({ ipFamilies: ["IPv4", "IPv6"], serviceCidrs: ["10.1.0.0/16"] })).to.deep.equal({
      "network.serviceCidrs": "must have one IPv4 and one IPv6 range, as 'network.ipFamilies' says, not IPv4",
    });
    expect(faults({ virtualNetwork: { podSubnetPrefix: "ten" } })).to.deep.equal({
      [`${VNET}.podSubnetPrefix`]: words("ten"),
    });
    const dns = (dnsServiceIP: string) => faults({ dnsServiceIP })["network.dnsServiceIP"];
    for (const address of ["ten", "fd00::a", "10.0.0.0", "10.0.255.255", "10.1.0.1"]) {
      expect(dns(address), address).to.equal(
        `must be an address in the services' range '10.0.0.0/16' but not its first or last, not '${address}'`,
      );
    }
  });

  it("should report a wrong address space once", () => {
    expect(Object.keys(faults({ virtualNetwork: { addressPrefixes: ["10.224.0.0"] } }))).to.deep.equal([
      `${VNET}.addressPrefixes[0]`,
    ]);
  });
});
