import type * as dashboard from "@pulumi/azure-native/dashboard";
import type { Input } from "@pulumi/pulumi";
import type { AksSettings } from "../settings";

/** Builds Azure Managed Grafana with the workspace as a data source, which it reads with its own identity. */
export function buildGrafana(
  { location, tags }: AksSettings,
  name: string,
  resourceGroupName: Input<string>,
  workspaceId: Input<string>,
): dashboard.GrafanaArgs {
  return {
    resourceGroupName,
    workspaceName: name,
    location,
    tags,
    sku: { name: "Standard" },
    identity: { type: "SystemAssigned" },
    properties: {
      apiKey: "Disabled",
      grafanaIntegrations: {
        azureMonitorWorkspaceIntegrations: [{ azureMonitorWorkspaceResourceId: workspaceId }],
      },
    },
  };
}
