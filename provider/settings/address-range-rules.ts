import type { AksClusterArgs, NetworkArgs } from "../args";
import { contains, overlap, parseAddress, parseCidr, sizeOf, type Cidr } from "./cidr";
import { joinPath, type Faults } from "./faults";
import {
  addressPrefixes,
  API_SERVER_SUBNET_LENGTH,
  apiServerSubnetPrefix,
  IPV6_SUBNET_LENGTH,
  isDualStack,
  isOverlay,
  nodeSubnetPrefixes,
} from "./network";
import { nodeRange } from "./node-range";
import { allPools, SYSTEM_NODES } from "./pools";

/** Ranges that no cluster may use. https://learn.microsoft.com/azure/aks/azure-cni-overlay, IP address planning */
const RESERVED = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"];

/** What AKS uses where the arguments say nothing. */
const AKS_RANGES = { podCidrs: ["10.244.0.0/16"], serviceCidrs: ["10.0.0.0/16"] };

/** Prefix lengths. https://learn.microsoft.com/azure/aks/azure-cni-overlay (services: smaller than /12, IPv6 at most /108; nodes: a /24 each) */
const SERVICE_LENGTH_ABOVE = 12;
const IPV6_SERVICE_LENGTH = 108;
const OVERLAY_NODE_LENGTH = 24;

/** Addresses that Azure keeps in each subnet. https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq */
const AZURE_ADDRESSES = 5;

/** A range, where it stands in the arguments; `fixed` when it is a default. */
interface PlacedRange extends Cidr {
  at: string;
  what: string;
}

/** Checks the form, the size and the overlaps of all address ranges. */
export function checkAddressRanges(args: AksClusterArgs, network: NetworkArgs, faults: Faults): void {
  const { virtualNetwork } = network;
  const at = (key: string) => `network.virtualNetwork.${key}`;
  const pods = isOverlay(network)
    ? placed(network.podCidrs ?? AKS_RANGES.podCidrs, "network.podCidrs", "pod range", faults)
    : [];
  const services = placed(
    network.serviceCidrs ?? AKS_RANGES.serviceCidrs,
    "network.serviceCidrs",
    "service range",
    faults,
  );
  checkFamilies(network.podCidrs, "network.podCidrs", network, faults);
  checkFamilies(network.serviceCidrs, "network.serviceCidrs", network, faults);
  if (network.podCidrs && !isOverlay(network)) {
    faults.add("network.podCidrs", "is for an overlay, but the pods have a subnet; remove one of them");
  }
  checkServiceSize(services, faults);
  checkDnsService(network, services, faults);
  checkOverlaySize(args, pods, faults);

  const space = virtualNetwork
    ? placed(addressPrefixes(network, virtualNetwork), at("addressPrefixes"), "address space", faults)
    : [];
  checkReserved([...pods, ...services, ...space], faults);
  checkOverlaps([...pods, ...services, ...space], faults);
  if (!virtualNetwork || faults.touch(at("addressPrefixes"))) return;

  checkAddressSpaceFamilies(space, network, faults);
  const nodes = placed(
    nodeSubnetPrefixes(network, virtualNetwork),
    at("nodeSubnetPrefixes"),
    "node subnet",
    faults,
  );
  checkFamilies(virtualNetwork.nodeSubnetPrefixes, at("nodeSubnetPrefixes"), network, faults);
  const podSubnet = single(virtualNetwork.podSubnetPrefix, at("podSubnetPrefix"), "pod subnet", faults);
  const apiServer = single(
    apiServerSubnetPrefix(network, virtualNetwork),
    at("apiServerSubnetPrefix"),
    "API server subnet",
    faults,
  );
  if (virtualNetwork.apiServerSubnetPrefix && !network.apiServerAccess?.enableVnetIntegration) {
    faults.add(
      at("apiServerSubnetPrefix"),
      "needs 'network.apiServerAccess.enableVnetIntegration: true'; set it, or remove the prefix",
    );
  }
  const subnets = [...nodes, ...podSubnet, ...apiServer];
  checkInside(subnets, space, faults);
  checkOverlaps(subnets, faults);
  checkSubnetSizes(args, nodes, apiServer, faults);
}

function placed(texts: string[], at: string, what: string, faults: Faults): PlacedRange[] {
  return texts.flatMap((text, index) => {
    const place = joinPath(at, index);
    const range = parseCidr(text);
    if (range) return [{ ...range, at: place, what }];
    faults.add(place, rangeFault(text));
    return [];
  });
}

function single(text: string | undefined, at: string, what: string, faults: Faults): PlacedRange[] {
  const range = text === undefined ? undefined : parseCidr(text);
  if (text !== undefined && !range) faults.add(at, rangeFault(text));
  return range ? [{ ...range, at, what }] : [];
}

/** Why a text is no address range. */
export function rangeFault(text: string): string {
  return `'${text}' is not an address range: write its first address and a length, such as '10.1.0.0/16'`;
}

/** One range for each IP family, and none for others. */
function checkFamilies(texts: string[] | undefined, at: string, network: NetworkArgs, faults: Faults): void {
  if (texts === undefined || faults.touch(at)) return;
  const expected = isDualStack(network) ? ["IPv4", "IPv6"] : ["IPv4"];
  const given = texts.flatMap((text) => parseCidr(text)?.family ?? []).sort();
  if (given.join() === expected.join()) return;
  faults.add(
    at,
    `must have one ${expected.join(" and one ")} range, as 'network.ipFamilies' says, not ${given.length === 0 ? "none" : given.join(" and ")}`,
  );
}

function checkAddressSpaceFamilies(space: PlacedRange[], network: NetworkArgs, faults: Faults): void {
  const families = new Set(space.map(({ family }) => family));
  for (const family of isDualStack(network) ? (["IPv4", "IPv6"] as const) : (["IPv4"] as const)) {
    if (families.has(family)) continue;
    faults.add(
      "network.virtualNetwork.addressPrefixes",
      `must have an ${family} range, as 'network.ipFamilies' says`,
    );
  }
}

function checkServiceSize(services: PlacedRange[], faults: Faults): void {
  for (const { at, family, prefixLength, text } of services) {
    if (family === "IPv4" && prefixLength <= SERVICE_LENGTH_ABOVE) {
      faults.add(
        at,
        `'${text}' is too large: AKS wants services in less than a /${SERVICE_LENGTH_ABOVE}, such as '10.0.0.0/16'`,
      );
    }
    if (family === "IPv6" && prefixLength < IPV6_SERVICE_LENGTH) {
      faults.add(
        at,
        `'${text}' is too large: AKS wants IPv6 services in a /${IPV6_SERVICE_LENGTH} or smaller`,
      );
    }
  }
}

/** AKS keeps the first address for the API's own service. https://learn.microsoft.com/azure/aks/configure-azure-cni */
function checkDnsService(network: NetworkArgs, services: PlacedRange[], faults: Faults): void {
  const at = "network.dnsServiceIP";
  const range = services.find(({ family }) => family === "IPv4");
  if (range === undefined || faults.touch(at, "network.serviceCidrs")) return;
  if (network.dnsServiceIP === undefined) {
    if (sizeOf(range) < 16n) {
      faults.add(
        at,
        `must be given, since '${range.text}' is too small for the tenth address; it must not be the first`,
      );
    }
    return;
  }
  const address = parseAddress(network.dnsServiceIP);
  const inside = address?.family === "IPv4" && range.first < address.value && address.value < range.last;
  if (!inside || address.value === range.first + 1n) {
    faults.add(
      at,
      `must be an address in the services' range '${range.text}' but not its first or last, not '${network.dnsServiceIP}'`,
    );
  }
}

function checkOverlaySize(args: AksClusterArgs, pods: PlacedRange[], faults: Faults): void {
  const range = pods.find(({ family }) => family === "IPv4");
  if (range === undefined || args.network?.podCidrs === undefined) return;
  const room = 2 ** (OVERLAY_NODE_LENGTH - range.prefixLength);
  const nodes = mostNodes(args, () => true);
  if (nodes <= room) return;
  faults.add(
    range.at,
    `'${range.text}' has room for ${Math.floor(room)} nodes, a /${OVERLAY_NODE_LENGTH} each, but the pools can grow to ${nodes}; take a larger range, or lower 'maxNodes'`,
  );
}

function checkReserved(list: PlacedRange[], faults: Faults): void {
  for (const { at, text, ...range } of list) {
    const reserved = RESERVED.find((other) =>
      overlap({ ...range, text }, parseCidr(other) ?? { ...range, text }),
    );
    if (reserved === undefined) continue;
    faults.add(at, `'${text}' overlaps '${reserved}', which AKS keeps for itself; choose another`);
  }
}

function checkOverlaps(list: PlacedRange[], faults: Faults): void {
  list.forEach((range, index) => {
    const other = list.slice(0, index).find((before) => overlap(before, range));
    if (other === undefined) return;
    faults.add(
      range.at,
      `'${range.text}' overlaps the ${other.what} '${other.text}' (${other.at}); choose ranges without common addresses`,
    );
  });
}

function checkInside(subnets: PlacedRange[], space: PlacedRange[], faults: Faults): void {
  for (const subnet of subnets) {
    if (space.some((prefix) => contains(prefix, subnet))) continue;
    faults.add(
      subnet.at,
      `'${subnet.text}' must lie in the address space of the virtual network, ${space.map(({ text }) => `'${text}'`).join(", ")}`,
    );
  }
}

function checkSubnetSizes(
  args: AksClusterArgs,
  nodes: PlacedRange[],
  apiServer: PlacedRange[],
  faults: Faults,
): void {
  for (const { at, family, prefixLength, text } of nodes) {
    if (family === "IPv6" && prefixLength !== IPV6_SUBNET_LENGTH) {
      faults.add(at, `'${text}' must be a /${IPV6_SUBNET_LENGTH}, as every IPv6 subnet in Azure`);
    }
  }
  const range = nodes.find(({ family }) => family === "IPv4");
  const most = mostNodes(args, (subnetId) => subnetId === undefined);
  const room = range === undefined ? most : Number(sizeOf(range)) - AZURE_ADDRESSES;
  if (range !== undefined && most > room) {
    faults.add(
      range.at,
      `'${range.text}' has room for ${Math.max(room, 0)} nodes, but the pools can grow to ${most}; take a larger range, or lower 'maxNodes'`,
    );
  }
  for (const { at, family, prefixLength, text } of apiServer) {
    if (family === "IPv4" && prefixLength <= API_SERVER_SUBNET_LENGTH) continue;
    faults.add(
      at,
      `'${text}' is too small: the API server needs an IPv4 range of at least a /${API_SERVER_SUBNET_LENGTH}`,
    );
  }
}

/** Nodes that the pools can grow to. */
function mostNodes(args: AksClusterArgs, counts: (subnetId: unknown) => boolean): number {
  return allPools(args)
    .filter(({ pool }) => counts(pool.subnetId))
    .reduce(
      (sum, { kind, pool }) =>
        sum + nodeRange(pool, kind === "system" ? SYSTEM_NODES : { min: 0, max: 0 }).max,
      0,
    );
}
