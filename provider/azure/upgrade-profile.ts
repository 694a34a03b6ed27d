import type { AutoscalerProfileArgs } from "../args";
import type { AksSettings } from "../settings/types";

/** Builds the channels of automatic upgrades; undefined leaves Azure's own. */
export function buildAutoUpgradeProfile({ upgrades }: AksSettings) {
  if (upgrades?.channel === undefined && upgrades?.nodeOsChannel === undefined) return undefined;
  return { upgradeChannel: upgrades.channel, nodeOSUpgradeChannel: upgrades.nodeOsChannel };
}

/** Whether AKS moves the cluster on to versions that the program does not name. */
export function upgradesMinorVersions({ upgrades }: AksSettings): boolean {
  return upgrades?.channel === "stable" || upgrades?.channel === "rapid";
}

/** Builds the profile of the cluster autoscaler: Azure wants numbers and most booleans as texts. */
export function buildAutoscalerProfile(profile: AutoscalerProfileArgs | undefined) {
  if (profile === undefined) return undefined;
  const text = (value: number | boolean | undefined) => (value === undefined ? undefined : String(value));
  return {
    ...profile,
    balanceSimilarNodeGroups: text(profile.balanceSimilarNodeGroups),
    scaleDownUtilizationThreshold: text(profile.scaleDownUtilizationThreshold),
    maxGracefulTerminationSec: text(profile.maxGracefulTerminationSec),
    maxEmptyBulkDelete: text(profile.maxEmptyBulkDelete),
    skipNodesWithLocalStorage: text(profile.skipNodesWithLocalStorage),
    skipNodesWithSystemPods: text(profile.skipNodesWithSystemPods),
  };
}
