import { PrometheusRuleGroup } from "@pulumi/azure-native/alertsmanagement";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { buildPrometheusRuleGroup } from "../azure";
import { buildGpuMonitor, buildHeadMonitor, buildPrometheusRule, buildWorkerMonitor } from "../kubernetes";
import { alertRules, type RayMonitoringSettings } from "../settings";
import type { AksCluster } from "./aks-cluster";

/** Has Ray's metrics collected, and alerts raised from them; nothing waits for these. */
export function createRayMonitoring(
  name: string,
  settings: RayMonitoringSettings | undefined,
  aks: AksCluster,
  tags: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined,
  namespace: pulumi.Input<string>,
  inCluster: pulumi.CustomResourceOptions,
): void {
  if (settings === undefined) return;
  const options = pulumi.mergeOptions(inCluster, { dependsOn: aks.metrics.definitions });
  new CustomResource(`${name}-head-monitor`, buildHeadMonitor(settings, namespace), options);
  new CustomResource(`${name}-worker-monitor`, buildWorkerMonitor(settings, namespace), options);
  if (settings.dcgmExporter) new CustomResource(`${name}-gpu-monitor`, buildGpuMonitor(settings), options);
  const { alertPlace } = aks.metrics;
  if (alertPlace !== undefined) {
    createAzureAlerts(name, settings, aks, alertPlace, tags, inCluster.parent);
    return;
  }
  const rule = buildPrometheusRule(settings, namespace);
  if (rule !== undefined) new CustomResource(`${name}-alerts`, rule, options);
}

function createAzureAlerts(
  name: string,
  settings: RayMonitoringSettings,
  aks: AksCluster,
  place: NonNullable<AksCluster["metrics"]["alertPlace"]>,
  tags: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined,
  parent: pulumi.Resource | undefined,
): void {
  const rules = alertRules(settings);
  if (rules.length === 0) return;
  const scope = {
    ...place,
    resourceGroupName: aks.resourceGroupName,
    clusterId: aks.cluster.id,
    clusterName: aks.clusterName,
    actionGroupIds: settings.alerts.actionGroupIds,
  };
  new PrometheusRuleGroup(`${name}-alerts`, buildPrometheusRuleGroup(rules, scope, tags), { parent });
}
