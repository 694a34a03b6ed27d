import type * as containerservice from "@pulumi/azure-native/containerservice";
import type { AksSettings } from "../settings";
import type { ClusterReferences } from "./cluster-references";
import { defined } from "../settings/defined";

/** Hours between two runs of the image cleaner: AKS's own default, stated so that it does not count as drift. */
const IMAGE_CLEANER_HOURS = 168;

/** Builds Entra authentication and the end of local accounts; nothing where the arguments say nothing. */
export function buildAccessProfiles({
  access,
}: AksSettings): Pick<containerservice.ManagedClusterArgs, "aadProfile" | "disableLocalAccounts"> {
  return {
    ...(access.entra && { aadProfile: { managed: true, ...access.entra } }),
    ...(access.disableLocalAccounts && { disableLocalAccounts: true }),
  };
}

/** Builds encryption, threat detection and the image cleaner; workload identity is always on. */
export function buildSecurityProfiles({
  security,
}: AksSettings): Pick<containerservice.ManagedClusterArgs, "diskEncryptionSetID" | "securityProfile"> {
  const { diskEncryptionSetID, defender, imageCleaner } = security;
  return {
    ...(diskEncryptionSetID !== undefined && { diskEncryptionSetID }),
    securityProfile: {
      workloadIdentity: { enabled: true },
      ...(defender && { defender: { ...defender, securityMonitoring: { enabled: true } } }),
      ...(imageCleaner && {
        imageCleaner: { enabled: true, intervalHours: imageCleaner.intervalHours ?? IMAGE_CLEANER_HOURS },
      }),
    },
  };
}

/** Builds the add-ons; their settings are texts. */
export function buildAddonProfiles(
  { security }: AksSettings,
  { logWorkspaceId }: ClusterReferences = {},
): Pick<containerservice.ManagedClusterArgs, "addonProfiles"> {
  const { azurePolicy, keyVaultSecretsProvider: vault } = security;
  if (!azurePolicy && !vault && logWorkspaceId === undefined) return {};
  return {
    addonProfiles: {
      ...(azurePolicy && { azurepolicy: { enabled: true, config: { version: "v2" } } }),
      ...(vault && {
        azureKeyvaultSecretsProvider: {
          enabled: true,
          config: defined({
            enableSecretRotation: String(vault.enableSecretRotation ?? false),
            ...(vault.rotationPollInterval !== undefined && {
              rotationPollInterval: vault.rotationPollInterval,
            }),
          }),
        },
      }),
      // Container Insights; its agents log in with their managed identity rather than with the workspace's key.
      ...(logWorkspaceId !== undefined && {
        omsagent: {
          enabled: true,
          config: { logAnalyticsWorkspaceResourceID: logWorkspaceId, useAADAuth: "true" },
        },
      }),
    },
  };
}

/** Builds the add-on that scrapes metrics for Azure's managed Prometheus; it also installs the definitions of PodMonitors. */
export function buildAzureMonitorProfile({
  monitoring,
}: AksSettings): Pick<containerservice.ManagedClusterArgs, "azureMonitorProfile"> {
  return monitoring?.metrics?.kind === "azure" ? { azureMonitorProfile: { metrics: { enabled: true } } } : {};
}
