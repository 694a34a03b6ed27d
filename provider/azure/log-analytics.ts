import type * as monitor from "@pulumi/azure-native/monitor";
import type * as operationalinsights from "@pulumi/azure-native/operationalinsights";
import type { Input } from "@pulumi/pulumi";
import type { AksSettings, LogAnalyticsSettings } from "../settings";

const STREAM = "Microsoft-ContainerInsights-Group-Default";
const DESTINATION = "ciworkspace";

/** Builds the workspace that keeps logs. */
export function buildLogWorkspace(
  { location, tags }: AksSettings,
  { retentionDays }: LogAnalyticsSettings,
  resourceGroupName: Input<string>,
): operationalinsights.WorkspaceArgs {
  return { resourceGroupName, location, tags, sku: { name: "PerGB2018" }, retentionInDays: retentionDays };
}

/**
 * Builds the rule that brings container logs and Kubernetes events into the workspace. With managed identity authentication
 * the add-on sends nothing without such a rule (Azure Monitor docs, "enable monitoring for Kubernetes clusters", ARM).
 */
export function buildContainerLogsRule(
  { location, tags }: AksSettings,
  { workspaceLocation }: LogAnalyticsSettings,
  resourceGroupName: Input<string>,
  workspaceId: Input<string>,
): monitor.DataCollectionRuleArgs {
  return {
    resourceGroupName,
    location: workspaceLocation ?? location,
    tags,
    kind: "Linux",
    dataSources: {
      extensions: [
        {
          name: "ContainerInsightsExtension",
          extensionName: "ContainerInsights",
          streams: [STREAM],
          extensionSettings: {
            dataCollectionSettings: {
              interval: "1m",
              namespaceFilteringMode: "Off",
              enableContainerLogV2: true,
            },
          },
        },
      ],
    },
    destinations: { logAnalytics: [{ name: DESTINATION, workspaceResourceId: workspaceId }] },
    dataFlows: [{ streams: [STREAM], destinations: [DESTINATION] }],
  };
}

/** Builds the setting that sends the control plane's logs to tables of their own, which cost and query less than AzureDiagnostics. */
export function buildControlPlaneLogs(
  { controlPlaneLogs }: LogAnalyticsSettings,
  clusterId: Input<string>,
  workspaceId: Input<string>,
): monitor.DiagnosticSettingArgs {
  return {
    resourceUri: clusterId,
    workspaceId,
    logAnalyticsDestinationType: "Dedicated",
    logs: controlPlaneLogs.map((category) => ({ category, enabled: true })),
  };
}
