import type * as containerservice from "@pulumi/azure-native/containerservice";
import type { Input } from "@pulumi/pulumi";
import type { MaintenanceWindowArgs } from "../args";
import type { AksSettings } from "../settings/types";

/** Hours that a window is open at least. https://learn.microsoft.com/azure/aks/planned-maintenance */
const SHORTEST_HOURS = 4;

/** Names under which AKS looks for the two windows (same page). */
const KUBERNETES_WINDOW = "aksManagedAutoUpgradeSchedule";
const NODE_OS_WINDOW = "aksManagedNodeOSUpgradeSchedule";

/** Builds the maintenance windows of a cluster, by the suffix of the resource's name. */
export function buildMaintenanceConfigurations(
  { upgrades }: AksSettings,
  resourceGroupName: Input<string>,
  clusterName: Input<string>,
): Record<string, containerservice.MaintenanceConfigurationArgs> {
  const windows: [suffix: string, configName: string, window: MaintenanceWindowArgs | undefined][] = [
    ["upgrade-window", KUBERNETES_WINDOW, upgrades?.window],
    ["node-os-window", NODE_OS_WINDOW, upgrades?.nodeOsWindow],
  ];
  return Object.fromEntries(
    windows.flatMap(([suffix, configName, window]) =>
      window === undefined
        ? []
        : [
            [
              suffix,
              {
                resourceGroupName,
                resourceName: clusterName,
                configName,
                maintenanceWindow: buildWindow(window),
              },
            ],
          ],
    ),
  );
}

function buildWindow(window: MaintenanceWindowArgs) {
  const { dayOfWeek, intervalWeeks = 1, startTime, durationHours = SHORTEST_HOURS } = window;
  return {
    schedule: { weekly: { dayOfWeek, intervalWeeks } },
    startTime,
    durationHours,
    utcOffset: window.utcOffset,
    startDate: window.startDate,
    notAllowedDates: window.notAllowedDates,
  };
}
