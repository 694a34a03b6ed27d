import type * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import type { AksSettings } from "../settings";
import { createManagedPrometheus } from "./managed-prometheus";
import { createPrometheusStack } from "./prometheus-stack";

/** Where a cluster's metrics are. */
export interface ClusterMetrics {
  /** What PodMonitors and rules have to wait for. */
  definitions: pulumi.Resource[];
  /** Where alert rules of Azure's are; absent with another Prometheus. */
  alertPlace?: { workspaceId: pulumi.Input<string>; location?: pulumi.Input<string> };
  /** Azure's Grafana, where it gets Ray's dashboards. */
  dashboardsGrafana?: {
    id: pulumi.Input<string>;
    url: pulumi.Input<string>;
    workspaceId: pulumi.Input<string>;
  };
  /** Empty without a Grafana whose address is known. */
  grafanaUrl: pulumi.Input<string>;
  /** Empty where it is not known. */
  prometheusUrl: pulumi.Input<string>;
}

/** Has the cluster's metrics collected, as the settings say. */
export function createClusterMetrics(
  name: string,
  settings: AksSettings,
  resourceGroupName: pulumi.Input<string>,
  cluster: containerservice.ManagedCluster,
  inCluster: pulumi.CustomResourceOptions,
): ClusterMetrics {
  const metrics = settings.monitoring?.metrics;
  switch (metrics?.kind) {
    case "azure":
      return createManagedPrometheus(name, settings, metrics, resourceGroupName, cluster, inCluster.parent);
    case "prometheus":
      return createPrometheusStack(name, metrics, inCluster);
    default:
      return { definitions: [], grafanaUrl: "", prometheusUrl: "" };
  }
}
