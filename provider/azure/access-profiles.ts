import type { types } from "@pulumi/azure-native";
import type * as containerservice from "@pulumi/azure-native/containerservice";
import type { Input } from "@pulumi/pulumi";
import type { DefenderArgs, KeyVaultSecretsProviderArgs } from "../args";
import type { AksSettings } from "../settings";
import type { ClusterReferences } from "./cluster-references";

type AddonProfile = types.input.containerservice.ManagedClusterAddonProfileArgs;

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
      ...(defender && { defender: buildDefender(defender) }),
      ...(imageCleaner && {
        imageCleaner: {
          enabled: imageCleaner.enabled ?? true,
          intervalHours: imageCleaner.intervalHours ?? IMAGE_CLEANER_HOURS,
        },
      }),
    },
  };
}

function buildDefender({ enabled = true, logAnalyticsWorkspaceResourceId }: DefenderArgs) {
  return { logAnalyticsWorkspaceResourceId, securityMonitoring: { enabled } };
}

/**
 * Builds the add-ons; their settings are texts. Azure keeps an add-on that a request leaves out (Azure/AKS #2904), so what is to
 * be off says so, and what nobody spoke of is left to whoever turned it on, such as a policy of the subscription.
 */
export function buildAddonProfiles(
  { security, monitoring }: AksSettings,
  { logWorkspaceId }: ClusterReferences = {},
): Pick<containerservice.ManagedClusterArgs, "addonProfiles"> {
  const { azurePolicy, keyVaultSecretsProvider: vault } = security;
  const logs = monitoring?.off?.logs ? { enabled: false } : buildLogsAddon(logWorkspaceId);
  const addonProfiles: Record<string, AddonProfile> = {
    ...(azurePolicy !== undefined && { azurepolicy: buildPolicyAddon(azurePolicy) }),
    ...(vault && { azureKeyvaultSecretsProvider: buildVaultAddon(vault) }),
    ...(logs && { omsagent: logs }),
  };
  return Object.keys(addonProfiles).length > 0 ? { addonProfiles } : {};
}

function buildPolicyAddon(enabled: boolean): AddonProfile {
  return enabled ? { enabled, config: { version: "v2" } } : { enabled };
}

function buildVaultAddon(vault: KeyVaultSecretsProviderArgs): AddonProfile {
  const { enabled = true, enableSecretRotation = false, rotationPollInterval } = vault;
  if (!enabled) return { enabled };
  return {
    enabled,
    config: {
      enableSecretRotation: String(enableSecretRotation),
      ...(rotationPollInterval !== undefined && { rotationPollInterval }),
    },
  };
}

/** Container Insights; its agents log in with their managed identity rather than with the workspace's key. */
function buildLogsAddon(workspaceId: Input<string> | undefined): AddonProfile | undefined {
  if (workspaceId === undefined) return undefined;
  return { enabled: true, config: { logAnalyticsWorkspaceResourceID: workspaceId, useAADAuth: "true" } };
}

/** Builds the add-on that scrapes metrics for Azure's managed Prometheus; it also installs the definitions of PodMonitors. */
export function buildAzureMonitorProfile({
  monitoring,
}: AksSettings): Pick<containerservice.ManagedClusterArgs, "azureMonitorProfile"> {
  if (monitoring?.off?.metrics) return { azureMonitorProfile: { metrics: { enabled: false } } };
  return monitoring?.metrics?.kind === "azure" ? { azureMonitorProfile: { metrics: { enabled: true } } } : {};
}
