import { createHash, randomBytes, randomUUID } from "node:crypto";
import { isMap, type PropertyMap } from "../../plugin";
import { text } from "../agent-pool/values";
import { aksError } from "../arm-error";
import { DEFAULT_VERSION, fullVersion } from "../versions";

/** Where a cluster is, for the names that AKS makes up. */
export interface ClusterPlace {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

/** The tenant of every subscription of the stand-in. */
export const TENANT_ID = "11111111-1111-4111-8111-111111111111";

/**
 * The body that AKS keeps for a cluster, its pools aside: what was asked for, with AKS's defaults and read-only
 * properties filled in (as recorded in pulumi-azure-native's upgrade tests).
 *
 * @param existing the cluster as it is, whose identity does not change with an update.
 */
export function defaultCluster(body: PropertyMap, place: ClusterPlace, existing?: PropertyMap): PropertyMap {
  const asked = Object.fromEntries(Object.entries(body).filter(([key]) => key !== "agentPoolProfiles"));
  const location = text(body["location"]);
  const version = text(body["kubernetesVersion"] ?? existing?.["kubernetesVersion"] ?? DEFAULT_VERSION);
  const nodeResourceGroup = body["nodeResourceGroup"] ?? nodeGroupName(place, location);
  return {
    ...(existing ?? firstIdentity(body, place, location, text(nodeResourceGroup))),
    ...asked,
    kubernetesVersion: version,
    currentKubernetesVersion: fullVersion(version),
    nodeResourceGroup,
    enableRBAC: body["enableRBAC"] ?? true,
    maxAgentPools: 100,
    supportPlan: body["supportPlan"] ?? "KubernetesOfficial",
    sku: { name: "Base", tier: "Free", ...map(body["sku"]) },
    powerState: { code: "Running" },
    identity: identity(map(body["identity"]), existing),
    servicePrincipalProfile: body["servicePrincipalProfile"] ?? { clientId: "msi" },
    networkProfile: network(map(body["networkProfile"]), place, text(nodeResourceGroup)),
    oidcIssuerProfile: issuer(map(body["oidcIssuerProfile"]), location, existing),
    storageProfile: {
      diskCSIDriver: { enabled: true },
      fileCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
      ...map(body["storageProfile"]),
    },
    autoUpgradeProfile: { nodeOSUpgradeChannel: "NodeImage", ...map(body["autoUpgradeProfile"]) },
    bootstrapProfile: body["bootstrapProfile"] ?? { artifactSource: "Direct" },
    metricsProfile: body["metricsProfile"] ?? { costAnalysis: { enabled: false } },
    nodeProvisioningProfile: body["nodeProvisioningProfile"] ?? { mode: "Manual" },
    securityProfile: body["securityProfile"] ?? {},
    workloadAutoScalerProfile: body["workloadAutoScalerProfile"] ?? {},
    eTag: randomUUID(),
  };
}

/** AKS docs, naming rules; refused as Azure-Terraform/terraform-azurerm-kubernetes#33 shows. */
const NODE_GROUP_NAME_AT_MOST = 80;

function nodeGroupName({ resourceGroup, name }: ClusterPlace, location: string): string {
  const made = `MC_${resourceGroup}_${name}_${location}`;
  if (made.length <= NODE_GROUP_NAME_AT_MOST) return made;
  const message = `The length of the node resource group name is too long. The maximum length is ${NODE_GROUP_NAME_AT_MOST} and the length of the value provided is ${made.length}. Please see https://aka.ms/aks-naming-rules for more details.`;
  throw aksError(400, "InvalidParameter", message, "name");
}

/** What a cluster gets at its creation and keeps: a new one under an old name gets others. */
function firstIdentity(
  body: PropertyMap,
  place: ClusterPlace,
  location: string,
  nodeGroup: string,
): PropertyMap {
  const suffix = randomBytes(4).toString("hex");
  const host = (part: string) =>
    `${body["fqdnSubdomain"] === undefined ? `${text(body["dnsPrefix"])}-${suffix}` : text(body["fqdnSubdomain"])}.${part}.${location}.azmk8s.io`;
  const identityId = `/subscriptions/${place.subscriptionId}/resourcegroups/${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${place.name}-agentpool`;
  return {
    resourceUID: randomBytes(12).toString("hex"),
    fqdn: host("hcp"),
    azurePortalFQDN: host("portal.hcp"),
    identityProfile: {
      kubeletidentity: { clientId: randomUUID(), objectId: randomUUID(), resourceId: identityId },
    },
  };
}

function identity(asked: PropertyMap, existing: PropertyMap | undefined): PropertyMap {
  const before = map(existing?.["identity"]);
  const assigned: unknown = asked["userAssignedIdentities"];
  const result: PropertyMap = { ...asked };
  if (asked["type"] === "SystemAssigned") {
    result["principalId"] = before["principalId"] ?? randomUUID();
    result["tenantId"] = TENANT_ID;
  }
  // A set of ids goes in; a map with the identities' own ids comes back.
  if (Array.isArray(assigned)) {
    result["userAssignedIdentities"] = Object.fromEntries(
      assigned.map((id: unknown) => [
        text(id),
        { clientId: uuidOf(`${text(id)}/client`), principalId: uuidOf(text(id)) },
      ]),
    );
  }
  return result;
}

function network(asked: PropertyMap, place: ClusterPlace, nodeGroup: string): PropertyMap {
  const plugin = asked["networkPlugin"] ?? "azure";
  const outboundType = asked["outboundType"] ?? "loadBalancer";
  // AKS docs: a request without a plugin gets Azure CNI overlay.
  const overlay =
    asked["networkPluginMode"] ?? (asked["networkPlugin"] === undefined ? "overlay" : undefined);
  const podCidr = asked["podCidr"] ?? (overlay || plugin === "kubenet" ? "10.244.0.0/16" : undefined);
  const serviceCidr = asked["serviceCidr"] ?? "10.0.0.0/16";
  const address = `/subscriptions/${place.subscriptionId}/resourceGroups/${nodeGroup}/providers/Microsoft.Network/publicIPAddresses/${uuidOf(nodeGroup)}`;
  return {
    networkDataplane: "azure",
    networkPolicy: asked["networkDataplane"] === "cilium" ? "cilium" : "none",
    loadBalancerSku: "standard",
    ipFamilies: ["IPv4"],
    dnsServiceIP: "10.0.0.10",
    ...(outboundType === "loadBalancer" && {
      loadBalancerProfile: {
        backendPoolType: "nodeIPConfiguration",
        managedOutboundIPs: { count: 1 },
        effectiveOutboundIPs: [{ id: address }],
        ...map(asked["loadBalancerProfile"]),
      },
    }),
    ...asked,
    networkPlugin: plugin,
    ...(overlay !== undefined && { networkPluginMode: overlay }),
    outboundType,
    ...(podCidr !== undefined && { podCidr, podCidrs: asked["podCidrs"] ?? [podCidr] }),
    serviceCidr,
    serviceCidrs: asked["serviceCidrs"] ?? [serviceCidr],
  };
}

/** The issuer's address is made when it is first enabled, and stays. */
function issuer(asked: PropertyMap, location: string, existing: PropertyMap | undefined): PropertyMap {
  if (asked["enabled"] !== true) return { enabled: false };
  const before = map(existing?.["oidcIssuerProfile"])["issuerURL"];
  const issuerURL = before ?? `https://${location}.oic.prod-aks.azure.com/${TENANT_ID}/${randomUUID()}/`;
  return { enabled: true, issuerURL };
}

/** The same id for the same text. */
export function uuidOf(source: string): string {
  const hex = createHash("sha256").update(source.toLowerCase()).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function map(value: unknown): PropertyMap {
  return isMap(value) ? value : {};
}
