import type * as containerservice from "@pulumi/azure-native/containerservice";
import type { Input } from "@pulumi/pulumi";
import type { AksSettings, PoolSettings } from "../settings/types";
import { buildPoolProfile } from "./pool-profile";
import { buildAutoscalerProfile, buildAutoUpgradeProfile, upgradesMinorVersions } from "./upgrade-profile";

/** Name of the one pool that lives inside the cluster resource. */
export const SYSTEM_POOL_NAME = "system";

/** Builds the body of the AKS cluster: managed identity, workload identity, overlay network with Cilium, and the system pool inline. */
export function buildManagedCluster(
  settings: AksSettings,
  resourceGroupName: Input<string>,
): containerservice.ManagedClusterArgs {
  return {
    resourceGroupName,
    resourceName: settings.clusterName,
    location: settings.location,
    tags: settings.tags,
    dnsPrefix: settings.dnsPrefix,
    kubernetesVersion: settings.kubernetesVersion,
    sku: { name: "Base", tier: settings.skuTier },
    identity: { type: "SystemAssigned" },
    enableRBAC: true,
    oidcIssuerProfile: { enabled: true },
    securityProfile: { workloadIdentity: { enabled: true } },
    networkProfile: {
      networkPlugin: "azure",
      networkPluginMode: "overlay",
      networkDataplane: "cilium",
      networkPolicy: "cilium",
      loadBalancerSku: "standard",
      outboundType: "loadBalancer",
    },
    autoUpgradeProfile: buildAutoUpgradeProfile(settings),
    autoScalerProfile: buildAutoscalerProfile(settings.autoscalerProfile),
    agentPoolProfiles: [buildSystemPoolProfile(settings.systemPool, settings.kubernetesVersion)],
  };
}

function buildSystemPoolProfile(pool: PoolSettings, kubernetesVersion: Input<string>) {
  return { name: SYSTEM_POOL_NAME, mode: "System", ...buildPoolProfile(pool, kubernetesVersion) };
}

/** Properties that Azure writes by itself after creation: the autoscaler the count, an upgrade channel the version. */
export function managedClusterIgnoreChanges(settings: AksSettings): string[] {
  return [
    ...(settings.systemPool.nodes.autoscaling ? ["agentPoolProfiles[0].count"] : []),
    ...(upgradesMinorVersions(settings)
      ? ["kubernetesVersion", "agentPoolProfiles[0].orchestratorVersion"]
      : []),
  ];
}
