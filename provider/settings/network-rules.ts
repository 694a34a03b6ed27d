import type { AksClusterArgs, NetworkArgs, OutboundType } from "../args";
import { checkAddressRanges } from "./address-range-rules";
import { checkApiServerAccess } from "./api-server-rules";
import { resourceIdFault } from "./azure-name-rules";
import { parseAddress } from "./cidr";
import { joinPath, type Faults } from "./faults";
import { checkHttpProxy } from "./http-proxy-rules";
import { checkField, checkItems, isEventual } from "./inputs";
import { isDualStack, isOverlay, isOwnNetwork, networkIdOf, outboundType } from "./network";
import { allPools } from "./pools";
import { oneOf } from "./shape-faults";

/** Addresses that AKS makes for outbound traffic. https://learn.microsoft.com/azure/aks/nat-gateway, …/load-balancer-standard */
const OUTBOUND_IPS_AT_MOST: Partial<Record<OutboundType, number>> = {
  loadBalancer: 100,
  managedNATGateway: 16,
};

const SUBNET_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i;

/** Checks what AKS asks of a cluster's network. */
export function checkNetwork(args: AksClusterArgs, faults: Faults): void {
  const network = args.network ?? {};
  checkField(network, "subnetId", "network", faults, subnetIdFault);
  checkField(network, "podSubnetId", "network", faults, subnetIdFault);
  checkItems(network.virtualNetwork?.dnsServers, "network.virtualNetwork.dnsServers", faults, addressFault);
  checkIpFamilies(network, faults);
  checkSubnetChoice(args, network, faults);
  checkSameNetwork(args, network, faults);
  checkOutboundType(args, network, faults);
  checkOutboundIps(network, faults);
  checkAddressRanges(args, network, faults);
  checkApiServerAccess(args, network, faults);
  checkHttpProxy(network.httpProxyConfig, faults);
}

/** Reason why a text is no id of a subnet; undefined when it is one. */
export function subnetIdFault(id: string): string | undefined {
  if (resourceIdFault(id) !== undefined) return resourceIdFault(id);
  return SUBNET_ID.test(id)
    ? undefined
    : `must be the resource id of a subnet, '/subscriptions/…/virtualNetworks/NETWORK/subnets/SUBNET', not '${id}'`;
}

function addressFault(text: string): string | undefined {
  return parseAddress(text) ? undefined : `must be an IP address, not '${text}'`;
}

/** https://learn.microsoft.com/azure/aks/azure-cni-overlay: IPv4 alone or both; a NAT gateway has no IPv6, pod subnets neither. */
function checkIpFamilies(network: NetworkArgs, faults: Faults): void {
  const { ipFamilies } = network;
  const at = "network.ipFamilies";
  if (ipFamilies === undefined || faults.touch(at)) return;
  if (!ipFamilies.includes("IPv4") || new Set(ipFamilies).size !== ipFamilies.length) {
    faults.add(
      at,
      `must be ['IPv4'] or ['IPv4', 'IPv6'], not [${ipFamilies.map((f) => `'${f}'`).join(", ")}]`,
    );
  } else if (isDualStack(network) && !isOverlay(network)) {
    faults.add(
      at,
      "allows 'IPv6' only with an overlay: remove 'podSubnetId' or 'podSubnetPrefix', or 'IPv6'",
    );
  }
}

function checkSubnetChoice(args: AksClusterArgs, network: NetworkArgs, faults: Faults): void {
  if (network.virtualNetwork !== undefined) {
    for (const key of ["subnetId", "podSubnetId"] as const) {
      if (network[key] === undefined) continue;
      faults.add(
        `network.${key}`,
        "excludes 'virtualNetwork', which makes its own subnets; remove one of them",
      );
    }
    for (const { path, pool } of allPools(args)) {
      if (pool.subnetId === undefined) continue;
      faults.add(
        joinPath(path, "subnetId"),
        "excludes 'network.virtualNetwork': AKS wants all pools in one virtual network; remove one of them",
      );
    }
  } else if (network.podSubnetId !== undefined && network.subnetId === undefined) {
    faults.add(
      "network.podSubnetId",
      "needs 'network.subnetId', a subnet for the nodes in the same virtual network",
    );
  }
}

/** https://learn.microsoft.com/azure/aks/node-pools, limitations: all subnets of a cluster belong to one virtual network. */
function checkSameNetwork(args: AksClusterArgs, network: NetworkArgs, faults: Faults): void {
  const pools = allPools(args);
  const someOwn = pools.find(({ pool }) => pool.subnetId !== undefined);
  if (network.virtualNetwork !== undefined) return;
  if (someOwn !== undefined && network.subnetId === undefined) {
    for (const { path, pool } of pools) {
      if (pool.subnetId !== undefined) continue;
      faults.add(
        joinPath(path, "subnetId"),
        `must be given, or 'network.subnetId', since '${someOwn.path}' has a subnet: AKS wants all pools in one virtual network`,
      );
    }
  }
  const ids = [
    { at: "network.subnetId", id: network.subnetId },
    { at: "network.podSubnetId", id: network.podSubnetId },
    { at: "network.apiServerAccess.subnetId", id: network.apiServerAccess?.subnetId },
    ...pools.map(({ path, pool }) => ({ at: joinPath(path, "subnetId"), id: pool.subnetId })),
  ].flatMap(({ at, id }) =>
    typeof id === "string" && !isEventual(id) && !faults.touch(at) ? [{ at, network: networkIdOf(id) }] : [],
  );
  for (const { at, network: other } of ids.slice(1)) {
    const first = ids[0];
    if (first === undefined || other.toLowerCase() === first.network.toLowerCase()) continue;
    faults.add(at, `must be in the virtual network of '${first.at}', '${first.network}', not in '${other}'`);
  }
}

/** https://learn.microsoft.com/azure/aks/egress-outboundtype */
function checkOutboundType(args: AksClusterArgs, network: NetworkArgs, faults: Faults): void {
  const at = "network.outboundType";
  const { outboundType: type, virtualNetwork } = network;
  if (type === undefined || faults.touch(at)) return;
  const own = isOwnNetwork(args);
  if (type === "managedNATGateway" && own) {
    faults.add(
      at,
      "'managedNATGateway' is only for the network that AKS manages; use 'userAssignedNATGateway'",
    );
  } else if ((type === "userAssignedNATGateway" || type === "userDefinedRouting") && !own) {
    faults.add(
      at,
      `'${type}' needs a network of your own: set 'network.virtualNetwork' or 'network.subnetId', or use ${oneOf(["loadBalancer", "managedNATGateway"])}`,
    );
  } else if (type === "userDefinedRouting" && virtualNetwork !== undefined) {
    faults.add(
      at,
      "'userDefinedRouting' needs a subnet with your route table: pass it in 'network.subnetId' instead of 'network.virtualNetwork'",
    );
  } else if (type.endsWith("NATGateway") && isDualStack(network)) {
    faults.add(
      at,
      `'${type}' carries no IPv6; use 'loadBalancer', or remove 'IPv6' from 'network.ipFamilies'`,
    );
  }
}

function checkOutboundIps(network: NetworkArgs, faults: Faults): void {
  const { managedOutboundIPCount: count } = network;
  const at = "network.managedOutboundIPCount";
  if (count === undefined || faults.touch(at, "network.outboundType")) return;
  const type = outboundType(network);
  const most = OUTBOUND_IPS_AT_MOST[type];
  if (most === undefined) {
    faults.add(
      at,
      `is not possible with the outbound type '${type}', whose addresses AKS does not make; remove it`,
    );
  } else if (count > most) {
    faults.add(at, `must be at most ${most} with the outbound type '${type}', not ${count}`);
  }
}
