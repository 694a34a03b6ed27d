import * as monitor from "@pulumi/azure-native/monitor";
import { Workspace } from "@pulumi/azure-native/operationalinsights";
import type * as pulumi from "@pulumi/pulumi";
import {
  buildContainerLogsRule,
  buildControlPlaneLogs,
  buildLogWorkspace,
  buildRuleAssociation,
} from "../azure";
import type { AksSettings } from "../settings";

/** Makes the workspace for logs that the settings ask for; its id, or that of the existing one. The cluster refers to it. */
export function createLogWorkspace(
  parent: pulumi.Resource,
  name: string,
  settings: AksSettings,
  resourceGroupName: pulumi.Input<string>,
): pulumi.Input<string> | undefined {
  const logs = settings.monitoring?.logAnalytics;
  if (logs === undefined) return undefined;
  return (
    logs.workspaceResourceId ??
    new Workspace(`${name}-logs`, buildLogWorkspace(settings, logs, resourceGroupName), { parent }).id
  );
}

/**
 * Has the cluster's logs collected. Association and diagnostic setting have lives of their own: the rule cannot be deleted while
 * it is in use, and Azure keeps diagnostic settings for the next cluster of the name.
 */
export function createLogCollection(
  parent: pulumi.Resource,
  name: string,
  settings: AksSettings,
  resourceGroupName: pulumi.Input<string>,
  clusterId: pulumi.Input<string>,
  workspaceId: pulumi.Input<string> | undefined,
): void {
  const logs = settings.monitoring?.logAnalytics;
  if (logs === undefined || workspaceId === undefined) return;
  const rule = new monitor.DataCollectionRule(
    `${name}-logs`,
    buildContainerLogsRule(settings, logs, resourceGroupName, workspaceId),
    { parent },
  );
  new monitor.DataCollectionRuleAssociation(`${name}-logs`, buildRuleAssociation(clusterId, rule.id), {
    parent,
  });
  if (logs.controlPlaneLogs.length === 0) return;
  new monitor.DiagnosticSetting(
    `${name}-control-plane`,
    buildControlPlaneLogs(logs, clusterId, workspaceId),
    { parent },
  );
}
