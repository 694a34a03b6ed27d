import type * as containerservice from "@pulumi/azure-native/containerservice";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
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

/** Name of the one pool that lives inside the cluster resource. */
export const SYSTEM_POOL_NAME = "system";

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
  return {
    // What Azure writes by itself after creation: the autoscaler the count, an upgrade channel the version.
    ignoreChanges: [
      ...(settings.systemPool.nodes.autoscaling ? ["agentPoolProfiles[0].count"] : []),
      ...(upgradesMinorVersions(settings)
        ? ["kubernetesVersion", "agentPoolProfiles[0].orchestratorVersion"]
        : []),
    ],
    replaceOnChanges: networkReplaceOnChanges(settings.network),
  };
}
