import type * as alertsmanagement from "@pulumi/azure-native/alertsmanagement";
import type * as monitor from "@pulumi/azure-native/monitor";
import type { Input } from "@pulumi/pulumi";
import type { AlertRule, AksSettings } from "../settings";

const STREAM = "Microsoft-PrometheusMetrics";
const ACCOUNT = "MonitoringAccount1";

/** The one name that an association with a data collection endpoint may have (Azure Monitor docs, "data collection endpoints"). */
export const ENDPOINT_ASSOCIATION = "configurationAccessEndpoint";

/** Where a data collection rule is: beside the workspace that it fills. */
interface CollectionPlace {
  resourceGroupName: Input<string>;
  location?: Input<string>;
}

/** Builds the workspace that keeps metrics. */
export function buildMonitorWorkspace(
  { location, tags }: AksSettings,
  resourceGroupName: Input<string>,
): monitor.AzureMonitorWorkspaceArgs {
  return { resourceGroupName, location, tags };
}

/** Builds the endpoint through which the cluster's agents get their configuration and send metrics. */
export function buildMetricsEndpoint(
  { tags }: AksSettings,
  place: CollectionPlace,
): monitor.DataCollectionEndpointArgs {
  return { ...place, tags, kind: "Linux" };
}

/** Builds the rule that brings the cluster's metrics into the workspace (Azure Monitor docs, "enable monitoring for Kubernetes clusters", ARM). */
export function buildMetricsRule(
  { tags }: AksSettings,
  place: CollectionPlace,
  workspaceId: Input<string>,
  endpointId: Input<string>,
): monitor.DataCollectionRuleArgs {
  return {
    ...place,
    tags,
    kind: "Linux",
    dataCollectionEndpointId: endpointId,
    dataSources: { prometheusForwarder: [{ name: "PrometheusDataSource", streams: [STREAM] }] },
    destinations: { monitoringAccounts: [{ name: ACCOUNT, accountResourceId: workspaceId }] },
    dataFlows: [{ streams: [STREAM], destinations: [ACCOUNT] }],
  };
}

/** Builds the association of a cluster with a data collection rule. */
export function buildRuleAssociation(
  clusterId: Input<string>,
  ruleId: Input<string>,
): monitor.DataCollectionRuleAssociationArgs {
  return { resourceUri: clusterId, dataCollectionRuleId: ruleId };
}

/** Builds the association of a cluster with a data collection endpoint. */
export function buildEndpointAssociation(
  clusterId: Input<string>,
  endpointId: Input<string>,
): monitor.DataCollectionRuleAssociationArgs {
  return {
    associationName: ENDPOINT_ASSOCIATION,
    resourceUri: clusterId,
    dataCollectionEndpointId: endpointId,
  };
}

/** Severities of Azure Monitor, from 0 to 4. */
const SEVERITIES: Record<AlertRule["severity"], number> = { critical: 1, warning: 2 };

/** What alert rules are about. */
export interface AlertScope extends CollectionPlace {
  workspaceId: Input<string>;
  clusterId: Input<string>;
  clusterName: Input<string>;
  actionGroupIds: Input<string>[];
}

/** Builds the group of alert rules. */
export function buildPrometheusRuleGroup(
  rules: AlertRule[],
  { workspaceId, clusterId, clusterName, actionGroupIds, ...place }: AlertScope,
  tags: AksSettings["tags"],
): alertsmanagement.PrometheusRuleGroupArgs {
  return {
    ...place,
    tags,
    enabled: true,
    interval: "PT1M",
    scopes: [workspaceId, clusterId],
    clusterName,
    rules: rules.map(({ name, expression, minutes, severity, summary, description }) => ({
      alert: name,
      enabled: true,
      expression,
      ...(minutes > 0 && { for: `PT${minutes}M` }),
      severity: SEVERITIES[severity],
      annotations: { summary, description },
      resolveConfiguration: { autoResolved: true, timeToResolve: "PT10M" },
      ...(actionGroupIds.length > 0 && {
        actions: actionGroupIds.map((actionGroupId) => ({ actionGroupId })),
      }),
    })),
  };
}

/** Name of a workspace, by which Grafana's data source is found. */
export function monitorWorkspaceName(resourceId: string): string {
  return resourceId.split("/").at(-1) ?? "";
}
