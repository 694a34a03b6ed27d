import { contains, overlap, parseCidr, type Cidr } from "../../provider/settings/cidr";
import { isMap, type PropertyMap } from "../plugin";
import { text } from "./agent-pool/values";
import { ArmError, resourceNotFound } from "./arm-error";
import { AGENT_POOL, descendants, find, type ArmResource, type ArmState } from "./arm-state";
import type { Handler, PutRequest } from "./handler";
import { uuidOf } from "./managed-cluster/defaults";
import { MINUTES } from "./operations";
import { simple } from "./simple-handler";

const virtualNetworks: Handler = {
  ...simple(({ id }) => ({ resourceGuid: uuidOf(id) }), refuseUsedSubnets),
  outputs(network, state) {
    const subnets = descendants(state, network.id).map(({ id, name, body }) => ({ id, name, ...body }));
    return { ...network.body, subnets };
  },
};

const subnets = simple((request) => {
  const networkId = request.id.replace(/\/subnets\/[^/]+$/i, "");
  const network = find(request.state, networkId);
  if (network === undefined) {
    const resource = `Microsoft.Network/virtualNetworks/${text(request.path["virtualNetworkName"])}`;
    throw resourceNotFound(resource, text(request.path["resourceGroupName"]));
  }
  const siblings = descendants(request.state, networkId).filter(
    ({ id }) => id.toLowerCase() !== request.id.toLowerCase(),
  );
  refusePrefixes(request, network, siblings);
  refuseMissingNatGateway(request);
  return {};
}, refuseUsedSubnets);

/** Azure docs, "virtual network FAQ" and "IPv6 for virtual networks": inside the network, beside one another, IPv6 as /64. */
function refusePrefixes({ name, body }: PutRequest, network: ArmResource, siblings: ArmResource[]): void {
  const space = prefixes(isMap(network.body["addressSpace"]) ? network.body["addressSpace"] : {});
  for (const range of prefixes(body)) {
    if (!space.some((outer) => contains(outer, range))) {
      const message = `Subnet '${name}' is not valid because its IP address range is outside the IP address range of virtual network '${network.name}'.`;
      throw new ArmError(400, "NetcfgInvalidSubnet", message);
    }
    if (range.family === "IPv6" && range.prefixLength !== 64) {
      throw new ArmError(
        400,
        "InvalidIPv6SubnetPrefixLength",
        `Subnet '${name}' must have an IPv6 prefix of 64.`,
      );
    }
    const other = siblings.find((sibling) => prefixes(sibling.body).some((taken) => overlap(taken, range)));
    if (other !== undefined) {
      const message = `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${network.name}'.`;
      throw new ArmError(400, "NetcfgSubnetRangesOverlap", message);
    }
  }
}

function refuseMissingNatGateway({ body, state, path }: PutRequest): void {
  const id = isMap(body["natGateway"]) ? text(body["natGateway"]["id"]) : undefined;
  if (id !== undefined && find(state, id) === undefined) {
    throw resourceNotFound(id.replace(/^.*\/providers\//i, ""), text(path["resourceGroupName"]));
  }
}

function prefixes(body: PropertyMap): Cidr[] {
  const list: unknown = body["addressPrefixes"];
  const texts = Array.isArray(list) ? list : [body["addressPrefix"]];
  return texts.flatMap((prefix: unknown) => parseCidr(text(prefix)) ?? []);
}

/** Azure refuses to take a subnet away from under nodes. */
function refuseUsedSubnets(resource: ArmResource, state: ArmState): number {
  const id = resource.id.toLowerCase();
  const used = Object.values(state.resources).find(
    ({ token, body }) =>
      token === AGENT_POOL &&
      ["vnetSubnetID", "podSubnetID"].some((property) =>
        `${text(body[property]).toLowerCase()}/`.startsWith(`${id}/`),
      ),
  );
  if (used !== undefined) {
    const message = `Subnet ${resource.name} is in use by ${used.id} and cannot be deleted.`;
    throw new ArmError(400, "InUseSubnetCannotBeDeleted", message);
  }
  return MINUTES.small;
}

/** Azure docs, "design virtual networks with NAT gateway": standard, static IPv4 addresses only. */
const natGateways = simple((request) => {
  const { body, state } = request;
  const addresses: unknown = body["publicIpAddresses"];
  for (const address of Array.isArray(addresses) ? addresses.filter(isMap) : []) {
    const found = find(state, text(address["id"]));
    if (found === undefined) {
      throw resourceNotFound(
        text(address["id"]).replace(/^.*\/providers\//i, ""),
        text(request.path["resourceGroupName"]),
      );
    }
    const { sku, publicIPAllocationMethod } = found.body;
    if (!isMap(sku) || sku["name"] !== "Standard" || publicIPAllocationMethod !== "Static") {
      const message = `A NAT gateway needs static public IP addresses of the Standard SKU; ${found.id} is none.`;
      throw new ArmError(400, "InvalidNatGatewayPublicIPAddress", message);
    }
  }
  return { resourceGuid: uuidOf(request.id) };
}, refuseUsedNatGateway);

/** Azure docs, "manage NAT gateway": it has to leave its subnets before it is deleted. */
function refuseUsedNatGateway(gateway: ArmResource, state: ArmState): number {
  const used = Object.values(state.resources).find(
    ({ body }) =>
      isMap(body["natGateway"]) && text(body["natGateway"]["id"]).toLowerCase() === gateway.id.toLowerCase(),
  );
  if (used !== undefined) {
    const message = `NAT gateway ${gateway.name} is in use by ${used.id} and cannot be deleted.`;
    throw new ArmError(400, "InUseNatGatewayCannotBeDeleted", message);
  }
  return MINUTES.small;
}

const publicAddresses = simple(({ id, body }) => ({
  resourceGuid: uuidOf(id),
  publicIPAllocationMethod: body["publicIPAllocationMethod"] ?? "Dynamic",
  ipAddress:
    body["ipAddress"] ?? `20.${[0, 2, 4].map((at) => parseInt(uuidOf(id).slice(at, at + 2), 16)).join(".")}`,
}));

/** Azure docs, "private DNS zone": global, and gone only after its links. */
const privateZones = simple(
  ({ body }) => {
    refuseRegion(body);
    return {};
  },
  (zone, state) => {
    const [link] = descendants(state, zone.id).filter(({ operation }) => operation?.kind !== "Deleting");
    if (link === undefined) return MINUTES.small;
    const message = `Can not delete resource before nested resources are deleted: ${link.id}.`;
    throw new ArmError(409, "CannotDeleteResource", message);
  },
);

const virtualNetworkLinks = simple((request) => {
  refuseRegion(request.body);
  const zoneId = request.id.replace(/\/virtualNetworkLinks\/[^/]+$/i, "");
  if (find(request.state, zoneId) === undefined) {
    const resource = `Microsoft.Network/privateDnsZones/${text(request.path["privateZoneName"])}`;
    throw resourceNotFound(resource, text(request.path["resourceGroupName"]));
  }
  return {};
});

function refuseRegion({ location }: PropertyMap): void {
  if (text(location).toLowerCase() === "global") return;
  const message = `The provided location '${text(location)}' is not available for resource type 'Microsoft.Network/privateDnsZones'. List of available regions for the resource type is 'global'.`;
  throw new ArmError(400, "LocationNotAvailableForResourceType", message);
}

/** Handlers of networks and what is in them, by type token. */
export const NETWORK_RESOURCES: Record<string, Handler> = {
  "azure-native:network:VirtualNetwork": virtualNetworks,
  "azure-native:network:Subnet": subnets,
  "azure-native:network:NatGateway": natGateways,
  "azure-native:network:PublicIPAddress": publicAddresses,
  "azure-native:privatedns:PrivateZone": privateZones,
  "azure-native:privatedns:VirtualNetworkLink": virtualNetworkLinks,
};
