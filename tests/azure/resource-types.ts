import type { PropertyMap } from "../plugin";
import type { ForceNew } from "./object-diff";

/** How azure-native names a resource for which the program gives no name. */
export type AutoName = "random" | "uuid";

/** What azure-native knows of a resource type besides its schema. */
export interface ResourceType {
  /** The resource's id with `{input}` for the inputs that make it up. */
  path: string;
  /** The input that holds the resource's own name. */
  nameInput: string;
  autoName: AutoName;
  /** Whether azure-native fills `location` from the configuration or the resource group. */
  located: boolean;
  forceNew: ForceNew;
  /** Collections that may be managed as resources of their own, and so are left alone where they are unset. */
  subResources: readonly string[];
  /** What Azure calls the type. */
  azureType: string;
}

const GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
// AKS answers with ids whose group segment is in lower case (recorded in pulumi-azure-native's upgrade tests).
const AKS_GROUP = "/subscriptions/{subscriptionId}/resourcegroups/{resourceGroupName}";
const CLUSTER = `${AKS_GROUP}/providers/Microsoft.ContainerService/managedClusters/{resourceName}`;
const NETWORK = `${GROUP}/providers/Microsoft.Network`;
const INSIGHTS = `${GROUP}/providers/Microsoft.Insights`;
/** Resources that belong to another one, of any type, whose id is the input. */
const EXTENSION = "/{resourceUri}/providers/Microsoft.Insights";
const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}`;

const STORAGE_ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/{accountName}`;

/** Parts of a cluster's network that azure-native cannot change in place. */
const NETWORK_PROFILE = [
  "networkPlugin",
  "networkPluginMode",
  "networkMode",
  "networkDataplane",
  "networkPolicy",
  "outboundType",
  "podCidr",
  "serviceCidr",
  "serviceCidrs",
  "dnsServiceIP",
];

function define(
  type: Pick<ResourceType, "path" | "nameInput" | "azureType"> & {
    autoName?: AutoName;
    located?: boolean;
    forceNew?: string[];
    subResources?: string[];
  },
): ResourceType {
  const { autoName = "random", located = false, forceNew = [], subResources = [] } = type;
  return {
    ...type,
    autoName,
    located,
    subResources,
    forceNew: new Set([...pathInputs(type.path), ...forceNew]),
  };
}

/** By type token; force-new properties as pulumi-azure-native 3.28 has them. */
export const RESOURCE_TYPES: Record<string, ResourceType> = {
  "azure-native:resources:ResourceGroup": define({
    path: GROUP,
    nameInput: "resourceGroupName",
    azureType: "Microsoft.Resources/resourceGroups",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:containerservice:ManagedCluster": define({
    path: CLUSTER,
    nameInput: "resourceName",
    azureType: "Microsoft.ContainerService/ManagedClusters",
    located: true,
    forceNew: [
      "location",
      "dnsPrefix",
      "fqdnSubdomain",
      "nodeResourceGroup",
      "diskEncryptionSetID",
      "linuxProfile",
      "windowsProfile",
      ...NETWORK_PROFILE.map((property) => `networkProfile.${property}`),
    ],
    subResources: ["agentPoolProfiles"],
  }),
  "azure-native:containerservice:AgentPool": define({
    path: `${CLUSTER}/agentPools/{agentPoolName}`,
    nameInput: "agentPoolName",
    azureType: "Microsoft.ContainerService/managedClusters/agentPools",
    forceNew: ["vmSize", "gpuInstanceProfile", "networkProfile.nodePublicIPTags"],
  }),
  "azure-native:containerservice:MaintenanceConfiguration": define({
    path: `${CLUSTER}/maintenanceConfigurations/{configName}`,
    nameInput: "configName",
    azureType: "Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
  }),
  "azure-native:network:VirtualNetwork": define({
    path: `${NETWORK}/virtualNetworks/{virtualNetworkName}`,
    nameInput: "virtualNetworkName",
    azureType: "Microsoft.Network/virtualNetworks",
    located: true,
    forceNew: ["location"],
    subResources: ["subnets"],
  }),
  "azure-native:network:Subnet": define({
    path: `${NETWORK}/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}`,
    nameInput: "subnetName",
    azureType: "Microsoft.Network/virtualNetworks/subnets",
  }),
  "azure-native:network:NatGateway": define({
    path: `${NETWORK}/natGateways/{natGatewayName}`,
    nameInput: "natGatewayName",
    azureType: "Microsoft.Network/natGateways",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:network:PublicIPAddress": define({
    path: `${NETWORK}/publicIPAddresses/{publicIpAddressName}`,
    nameInput: "publicIpAddressName",
    azureType: "Microsoft.Network/publicIPAddresses",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:privatedns:PrivateZone": define({
    path: `${NETWORK}/privateDnsZones/{privateZoneName}`,
    nameInput: "privateZoneName",
    azureType: "Microsoft.Network/privateDnsZones",
    forceNew: ["location"],
  }),
  "azure-native:privatedns:VirtualNetworkLink": define({
    path: `${NETWORK}/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}`,
    nameInput: "virtualNetworkLinkName",
    azureType: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    forceNew: ["location"],
  }),
  "azure-native:containerregistry:Registry": define({
    path: `${GROUP}/providers/Microsoft.ContainerRegistry/registries/{registryName}`,
    nameInput: "registryName",
    azureType: "Microsoft.ContainerRegistry/registries",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:kubernetesconfiguration:Extension": define({
    path: `${GROUP}/providers/{clusterRp}/{clusterResourceName}/{clusterName}/providers/Microsoft.KubernetesConfiguration/extensions/{extensionName}`,
    nameInput: "extensionName",
    azureType: "Microsoft.KubernetesConfiguration/extensions",
    forceNew: [],
  }),
  "azure-native:managedidentity:UserAssignedIdentity": define({
    path: IDENTITY,
    nameInput: "resourceName",
    azureType: "Microsoft.ManagedIdentity/userAssignedIdentities",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:managedidentity:FederatedIdentityCredential": define({
    path: `${IDENTITY}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}`,
    nameInput: "federatedIdentityCredentialResourceName",
    azureType: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
  }),
  "azure-native:storage:StorageAccount": define({
    path: STORAGE_ACCOUNT,
    nameInput: "accountName",
    azureType: "Microsoft.Storage/storageAccounts",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:storage:BlobContainer": define({
    path: `${STORAGE_ACCOUNT}/blobServices/default/containers/{containerName}`,
    nameInput: "containerName",
    azureType: "Microsoft.Storage/storageAccounts/blobServices/containers",
  }),
  "azure-native:authorization:RoleAssignment": define({
    path: "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    nameInput: "roleAssignmentName",
    azureType: "Microsoft.Authorization/roleAssignments",
    autoName: "uuid",
    forceNew: ["principalId"],
  }),
  "azure-native:monitor:AzureMonitorWorkspace": define({
    path: `${GROUP}/providers/Microsoft.Monitor/accounts/{azureMonitorWorkspaceName}`,
    nameInput: "azureMonitorWorkspaceName",
    azureType: "Microsoft.Monitor/accounts",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:monitor:DataCollectionEndpoint": define({
    path: `${INSIGHTS}/dataCollectionEndpoints/{dataCollectionEndpointName}`,
    nameInput: "dataCollectionEndpointName",
    azureType: "Microsoft.Insights/dataCollectionEndpoints",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:monitor:DataCollectionRule": define({
    path: `${INSIGHTS}/dataCollectionRules/{dataCollectionRuleName}`,
    nameInput: "dataCollectionRuleName",
    azureType: "Microsoft.Insights/dataCollectionRules",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:monitor:DataCollectionRuleAssociation": define({
    path: `${EXTENSION}/dataCollectionRuleAssociations/{associationName}`,
    nameInput: "associationName",
    azureType: "Microsoft.Insights/dataCollectionRuleAssociations",
  }),
  "azure-native:monitor:DiagnosticSetting": define({
    path: `${EXTENSION}/diagnosticSettings/{name}`,
    nameInput: "name",
    azureType: "Microsoft.Insights/diagnosticSettings",
  }),
  "azure-native:dashboard:Grafana": define({
    path: `${GROUP}/providers/Microsoft.Dashboard/grafana/{workspaceName}`,
    nameInput: "workspaceName",
    azureType: "Microsoft.Dashboard/grafana",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:alertsmanagement:PrometheusRuleGroup": define({
    path: `${GROUP}/providers/Microsoft.AlertsManagement/prometheusRuleGroups/{ruleGroupName}`,
    nameInput: "ruleGroupName",
    azureType: "Microsoft.AlertsManagement/prometheusRuleGroups",
    located: true,
    forceNew: ["location"],
  }),
  "azure-native:operationalinsights:Workspace": define({
    path: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}`,
    nameInput: "workspaceName",
    azureType: "Microsoft.OperationalInsights/workspaces",
    located: true,
    forceNew: ["location"],
  }),
};

/** Inputs that are ids themselves. */
const IDS = ["scope", "resourceUri"];

/** The type, or an error that lists what the stand-in knows. */
export function resourceType(token: string): ResourceType {
  const type = RESOURCE_TYPES[token];
  if (type === undefined) {
    const known = Object.keys(RESOURCE_TYPES).join(", ");
    throw new Error(`Resource type ${token} not found; the Azure stand-in knows: ${known}`);
  }
  return type;
}

/** The inputs that an id is made of, without the subscription. */
export function pathInputs(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)]
    .map((match) => match[1] ?? "")
    .filter((name) => name !== "subscriptionId");
}

/** The id of the resource that these inputs describe. */
export function resourceId(type: ResourceType, inputs: PropertyMap, subscriptionId: string): string {
  return type.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === "subscriptionId" ? subscriptionId : inputs[name];
    return IDS.includes(name) ? String(value).replace(/^\/|\/$/g, "") : encodeURIComponent(String(value));
  });
}

/** The path inputs back from an id, for an import. */
export function parseId(type: ResourceType, id: string): PropertyMap {
  const names = [...type.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const pattern = type.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    IDS.includes(name) ? "(.+)" : "([^/]+)",
  );
  const match = new RegExp(`^${pattern}$`, "i").exec(id);
  if (match === null) throw new Error(`'${id}' is not the id of a ${type.azureType}: ${type.path}`);
  const pairs = names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? "")] as const);
  return Object.fromEntries(pairs.filter(([name]) => name !== "subscriptionId"));
}
