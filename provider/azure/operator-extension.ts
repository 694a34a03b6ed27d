import type { ExtensionArgs } from "@pulumi/azure-native/kubernetesconfiguration";
import type { OperatorExtensionSettings } from "../settings/operator-extension";

/**
 * Builds the AKS extension that installs KubeRay (https://learn.microsoft.com/azure/aks/kuberay-overview). With a pinned version
 * Azure wants `autoUpgradeMinorVersion` off (REST reference, Extensions - Create).
 */
export function buildOperatorExtension(settings: OperatorExtensionSettings): ExtensionArgs {
  const { name, releaseTrain, version, namespace, configurationSettings, cluster } = settings;
  return {
    resourceGroupName: cluster.resourceGroupName,
    clusterRp: "Microsoft.ContainerService",
    clusterResourceName: "managedClusters",
    clusterName: cluster.clusterName,
    extensionName: name,
    extensionType: "microsoft.kuberay",
    autoUpgradeMinorVersion: version === undefined,
    ...(releaseTrain !== undefined && { releaseTrain }),
    ...(version !== undefined && { version }),
    ...(namespace !== undefined && { scope: { cluster: { releaseNamespace: namespace } } }),
    ...(configurationSettings && { configurationSettings }),
  };
}
