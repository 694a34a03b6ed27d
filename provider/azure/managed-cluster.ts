import type * as containerservice from "@pulumi/azure-native/containerservice";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import { SYSTEM_POOL_NAME } from "../settings/pools";
import type { AksSettings, PoolSettings } from "../settings/types";
import {
  buildAccessProfiles,
  buildAddonProfiles,
  buildAzureMonitorProfile,
  buildSecurityProfiles,
} from "./access-profiles";
import {
  buildApiServerAccessProfile,
  buildBootstrapProfile,
  buildHttpProxyConfig,
  buildNetworkProfile,
  networkReplaceOnChanges,
} from "./network-profile";
import { buildNodeProvisioningProfile } from "./node-provisioning-profile";
import { buildPoolProfile } from "./pool-profile";
import type { ClusterReferences, ClusterSubnets } from "./cluster-references";
import { buildAutoscalerProfile, buildAutoUpgradeProfile, upgradesMinorVersions } from "./upgrade-profile";

/** Properties of the system pool that ARM never changes in place (https://learn.microsoft.com/azure/aks/node-pools). */
const SYSTEM_POOL_IMMUTABLE = ["vnetSubnetID", "podSubnetID"];

/** Builds the body of the AKS cluster: managed identity, workload identity, network, and the system pool inline. */
export function buildManagedCluster(
  settings: AksSettings,
  resourceGroupName: Input<string>,
  references: ClusterReferences = {},
): containerservice.ManagedClusterArgs {
  const { network } = settings;
  const { subnets = {}, identityId, kubeletIdentity } = references;
  const fqdnSubdomain = network.apiServerAccess?.fqdnSubdomain;
  return {
    resourceGroupName,
    resourceName: settings.clusterName,
    location: settings.location,
    tags: settings.tags,
    ...(fqdnSubdomain === undefined ? { dnsPrefix: settings.dnsPrefix } : { fqdnSubdomain }),
    kubernetesVersion: settings.kubernetesVersion,
    sku: { name: "Base", tier: settings.skuTier },
    identity:
      identityId === undefined
        ? { type: "SystemAssigned" }
        : { type: "UserAssigned", userAssignedIdentities: [identityId] },
    ...(kubeletIdentity && { identityProfile: { kubeletidentity: kubeletIdentity } }),
    enableRBAC: true,
    ...buildAccessProfiles(settings),
    oidcIssuerProfile: { enabled: true },
    ...buildSecurityProfiles(settings),
    ...buildAddonProfiles(settings, references),
    ...buildAzureMonitorProfile(settings),
    ...(settings.blobCsiDriver !== undefined && {
      storageProfile: { blobCSIDriver: { enabled: settings.blobCsiDriver } },
    }),
    networkProfile: buildNetworkProfile(network),
    ...buildApiServerAccessProfile(network, references),
    ...buildHttpProxyConfig(network),
    ...buildBootstrapProfile(network),
    ...buildNodeProvisioningProfile(settings),
    autoUpgradeProfile: buildAutoUpgradeProfile(settings),
    autoScalerProfile: buildAutoscalerProfile(settings.autoscalerProfile),
    agentPoolProfiles: [buildSystemPoolProfile(settings.systemPool, settings.kubernetesVersion, subnets)],
  };
}

function buildSystemPoolProfile(
  pool: PoolSettings,
  kubernetesVersion: Input<string>,
  subnets: ClusterSubnets,
) {
  return {
    name: SYSTEM_POOL_NAME,
    mode: "System",
    ...buildPoolProfile(pool, kubernetesVersion, subnets),
  };
}

/** How Pulumi treats changes of the cluster. */
export function managedClusterOptions(
  settings: AksSettings,
): Pick<CustomResourceOptions, "ignoreChanges" | "replaceOnChanges"> {
  const first = isSystemPoolFirst(settings);
  return {
    // What Azure writes by itself after creation: the autoscaler the count, an upgrade channel the version. And a prefix that nobody
    // chose, for which a component that is renamed would have its cluster replaced.
    ignoreChanges: [
      ...(settings.dnsPrefixFromName ? ["dnsPrefix"] : []),
      ...(first && settings.systemPool.nodes.autoscaling ? ["agentPoolProfiles[0].count"] : []),
      ...(upgradesMinorVersions(settings) ? ["kubernetesVersion"] : []),
      ...(first && upgradesMinorVersions(settings) ? ["agentPoolProfiles[0].orchestratorVersion"] : []),
    ],
    replaceOnChanges: [
      ...networkReplaceOnChanges(settings.network),
      ...(first ? SYSTEM_POOL_IMMUTABLE.map((property) => `agentPoolProfiles[0].${property}`) : []),
    ],
  };
}

/**
 * Whether Azure lists the system pool first. Otherwise its index would be another pool's after a refresh: its count would become
 * the system pool's, its subnet a reason to replace the cluster.
 */
function isSystemPoolFirst({ pools }: AksSettings): boolean {
  return pools.every(({ key }) => key > SYSTEM_POOL_NAME);
}
