/** What azure-native's Check enforces beyond types, from Azure's OpenAPI documents (containerservice 2025-09-01). */
export interface Limit {
  pattern?: RegExp;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

const CLUSTER_NAME: Limit = {
  minLength: 1,
  maxLength: 63,
  pattern: /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/,
};
const POOL_NAME: Limit = { pattern: /^[a-z][a-z0-9]{0,11}$/ };
const RESOURCE_GROUP_NAME: Limit = { minLength: 1, maxLength: 90, pattern: /^[-\w._()]+$/ };
const OS_DISK: Limit = { minimum: 0, maximum: 2048 };
const CIDR: Limit = { pattern: /^([0-9]{1,3}\.){3}[0-9]{1,3}(\/([0-9]|[1-2][0-9]|3[0-2]))?$/ };
const IP: Limit = {
  pattern: /^(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\.){3}(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)$/,
};

/** By type token, then by property path with `[]` for any index. */
const LIMITS: Record<string, Record<string, Limit>> = {
  "azure-native:resources:ResourceGroup": { resourceGroupName: RESOURCE_GROUP_NAME },
  "azure-native:containerservice:ManagedCluster": {
    resourceGroupName: RESOURCE_GROUP_NAME,
    resourceName: CLUSTER_NAME,
    "agentPoolProfiles[].name": POOL_NAME,
    "agentPoolProfiles[].osDiskSizeGB": OS_DISK,
    nodeResourceGroup: RESOURCE_GROUP_NAME,
    "networkProfile.podCidr": CIDR,
    "networkProfile.serviceCidr": CIDR,
    "networkProfile.dnsServiceIP": IP,
    "networkProfile.loadBalancerProfile.allocatedOutboundPorts": { minimum: 0, maximum: 64000 },
    "networkProfile.loadBalancerProfile.idleTimeoutInMinutes": { minimum: 4, maximum: 120 },
    "networkProfile.loadBalancerProfile.managedOutboundIPs.count": { minimum: 1, maximum: 100 },
    "networkProfile.natGatewayProfile.idleTimeoutInMinutes": { minimum: 4, maximum: 120 },
    "networkProfile.natGatewayProfile.managedOutboundIPProfile.count": { minimum: 1, maximum: 16 },
  },
  "azure-native:containerservice:AgentPool": {
    resourceGroupName: RESOURCE_GROUP_NAME,
    resourceName: CLUSTER_NAME,
    agentPoolName: POOL_NAME,
    osDiskSizeGB: OS_DISK,
  },
};

/** The limit of the property at `path` (indices as `[3]`), if it has one. */
export function limitOf(token: string, path: string): Limit | undefined {
  return LIMITS[token]?.[path.replace(/\[\d+\]/g, "[]")];
}

/** Numbers that need not be whole; every other number of these types is an integer in the documents. */
export function isFractional(path: string): boolean {
  return path.endsWith("spotMaxPrice");
}
