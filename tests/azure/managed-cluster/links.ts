import { isMap, type PropertyMap } from "../../plugin";
import { text } from "../agent-pool/values";
import { aksError } from "../arm-error";
import { find, type ArmState } from "../arm-state";
import { uuidOf } from "./defaults";

/** Built-in roles (Azure docs, "built-in roles"). */
const NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7";
const MANAGED_IDENTITY_OPERATOR = "f1a07417-d97a-45cb-824c-7a7467783830";
const ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d";
const READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const PRIVATE_DNS_ZONE_CONTRIBUTOR = "b12aa53e-6015-4669-85d0-8515ebb3ae7f";

/**
 * Refuses a cluster whose network lacks what the cluster needs when it is made: a NAT gateway or routes on the nodes'
 * subnets, the delegation of the API server's, and the identity's roles.
 */
export function checkLinks(state: ArmState, body: PropertyMap, nodeSubnets: string[]): void {
  const network = map(body["networkProfile"]);
  for (const id of nodeSubnets) {
    const subnet = find(state, id)?.body ?? {};
    // AKS docs, "egress outbound type": the gateway has to be there before the cluster.
    if (network["outboundType"] === "userAssignedNATGateway" && !isMap(subnet["natGateway"])) {
      throw aksError(400, "InvalidUserAssignedNATGateway", `The subnet ${id} has no NAT gateway.`);
    }
    // AKS docs, "customize cluster egress with a user-defined routing table"
    if (network["outboundType"] === "userDefinedRouting" && !isMap(subnet["routeTable"])) {
      const message = `An existing route table has not been associated with subnet ${id}. Please update the route table association.`;
      throw aksError(400, "ExistingRouteTableNotAssociatedWithSubnet", message);
    }
  }
  checkApiServer(state, body);
  checkRoles(state, body);
}

/** AKS docs, "API server VNet integration" and "private clusters": delegation, and roles before the cluster. */
function checkApiServer(state: ArmState, body: PropertyMap): void {
  const { subnetId, privateDNSZone: zone } = map(body["apiServerAccessProfile"]);
  if (typeof subnetId === "string") {
    const delegations: unknown = find(state, subnetId)?.body["delegations"];
    const delegated =
      Array.isArray(delegations) &&
      delegations.some(
        (item) => isMap(item) && item["serviceName"] === "Microsoft.ContainerService/managedClusters",
      );
    if (!delegated) {
      const message = `The subnet ${subnetId} is not delegated to Microsoft.ContainerService/managedClusters.`;
      throw aksError(400, "SubnetNotDelegated", message);
    }
    if (!hasRole(state, body, NETWORK_CONTRIBUTOR, subnetId)) {
      const message = `The cluster's identity lacks permissions on the API server subnet ${subnetId}.`;
      throw aksError(400, "ResourceMissingPermissionError", message);
    }
  }
  if (
    typeof zone === "string" &&
    zone.startsWith("/") &&
    !hasRole(state, body, PRIVATE_DNS_ZONE_CONTRIBUTOR, zone)
  ) {
    const message = `Service principal or user assigned identity must be given permission to read and write to custom private dns zone ${zone}. Check access result not allowed for action Microsoft.Network/privateDnsZones/read.`;
    throw aksError(400, "CustomPrivateDNSZoneMissingPermissionError", message);
  }
}

/** AKS docs, "use a managed identity" (kubelet) and "bring your own keys with Azure managed disks": roles before the cluster. */
function checkRoles(state: ArmState, body: PropertyMap): void {
  const kubelet = text(map(map(body["identityProfile"])["kubeletidentity"])["resourceId"]);
  if (kubelet !== "" && !hasRole(state, body, MANAGED_IDENTITY_OPERATOR, kubelet)) {
    const message = `The cluster using user-assigned managed identity must be granted 'Managed Identity Operator' role to assign kubelet identity. Check access result not allowed for action Microsoft.ManagedIdentity/userAssignedIdentities/assign/action.`;
    throw aksError(400, "CustomKubeletIdentityMissingPermissionError", message);
  }
  // AKS docs, "create a network isolated cluster", with a registry of one's own: the kubelet identity pulls when nodes start.
  const registry = text(map(body["bootstrapProfile"])["containerRegistryId"]);
  if (registry !== "" && !canPull(state, body, registry)) {
    throw aksError(400, "BadRequest", `The kubelet identity lacks the role AcrPull on ${registry}.`);
  }
  const disks = text(body["diskEncryptionSetID"]);
  if (disks !== "" && !hasRole(state, body, READER, disks)) {
    throw aksError(400, "DiskEncryptionSetMissingPermission", `The cluster's identity cannot read ${disks}.`);
  }
}

function canPull(state: ArmState, cluster: PropertyMap, registry: string): boolean {
  const kubelet = text(map(map(cluster["identityProfile"])["kubeletidentity"])["objectId"]);
  return kubelet !== "" && principalsHaveRole(state, [kubelet], ACR_PULL, registry);
}

/** Whether the control plane's identity has a role at a scope or above it. A system-assigned one has none yet. */
export function hasRole(state: ArmState, cluster: PropertyMap, role: string, scope: string): boolean {
  const assigned: unknown = map(cluster["identity"])["userAssignedIdentities"];
  const principals = Array.isArray(assigned) ? assigned.map((id) => uuidOf(text(id))) : [];
  return principalsHaveRole(state, principals, role, scope);
}

function principalsHaveRole(state: ArmState, principals: string[], role: string, scope: string): boolean {
  return Object.values(state.resources).some(
    ({ token, body, operation }) =>
      token.endsWith(":RoleAssignment") &&
      operation === undefined &&
      principals.includes(text(body["principalId"])) &&
      text(body["roleDefinitionId"]).toLowerCase().endsWith(`/${role}`) &&
      `${scope.toLowerCase()}/`.startsWith(`${text(body["scope"]).toLowerCase()}/`),
  );
}

function map(value: unknown): PropertyMap {
  return isMap(value) ? value : {};
}
