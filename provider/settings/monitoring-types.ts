import type { Input } from "@pulumi/pulumi";
import type { ControlPlaneLog, MonitorApiVersion, PrincipalType } from "../args";
import type { ChartSource } from "./chart-source";

/** A Grafana of Azure's. */
export type AzureGrafanaSettings = {
  admins: GrafanaAdmin[];
  /** Whether Ray's dashboards are imported. */
  dashboards: boolean;
} & (
  | { name: string; /** Whether it is made from the component's name. */ nameFromComponent?: true }
  | { resourceId: Input<string>; principalId?: Input<string> }
);

/** Who administers a Grafana. */
export interface GrafanaAdmin {
  principalId: Input<string>;
  principalType: PrincipalType;
}

/** Azure's managed Prometheus, validated and with its defaults. */
export interface AzureMetricsSettings {
  kind: "azure";
  /** An existing workspace; a new one is made where it is absent. */
  workspaceResourceId?: Input<string>;
  /** Absent where it is the cluster's region. */
  workspaceLocation?: Input<string>;
  /** Absent without a Grafana. */
  grafana?: AzureGrafanaSettings;
}

/** kube-prometheus-stack, validated and with its defaults. */
export interface PrometheusStackSettings {
  kind: "prometheus";
  version: string;
  namespace: string;
  /** Either a repository or a path. */
  chart: ChartSource;
  retentionDays: number;
  storageGiB: number;
  values: Record<string, unknown>;
}

/** A Prometheus that is there. */
export interface ExistingMetricsSettings {
  kind: "existing";
  apiVersion: MonitorApiVersion;
  labels: Record<string, string>;
}

/** Where metrics go. */
export type MetricsSettings = AzureMetricsSettings | PrometheusStackSettings | ExistingMetricsSettings;

/** Log Analytics, validated and with its defaults. */
export interface LogAnalyticsSettings {
  /** An existing workspace; a new one is made where it is absent. */
  workspaceResourceId?: Input<string>;
  /** Absent where it is the cluster's region. */
  workspaceLocation?: Input<string>;
  retentionDays: number;
  controlPlaneLogs: ControlPlaneLog[];
}

/** Monitoring of an AKS cluster. */
export interface MonitoringSettings {
  metrics?: MetricsSettings;
  logAnalytics?: LogAnalyticsSettings;
  /** Add-ons of Azure's to turn off. */
  off?: { metrics?: true; logs?: true };
}

/** Alert rules; an absent one is off. */
export interface AlertSettings {
  pendingGpuPods?: { minutes: number };
  headRestarts?: true;
  gpuIdle?: { minutes: number; belowPercent: number };
  /** Of Azure Monitor. */
  actionGroupIds: Input<string>[];
}

/** Monitoring of a Ray cluster. */
export interface RayMonitoringSettings {
  apiVersion: MonitorApiVersion;
  /** Labels of PodMonitors and rules. */
  labels: Record<string, string>;
  rayClusterName: string;
  rayNamespace: string;
  /** Whether NVIDIA's exporter is there to be scraped. */
  dcgmExporter: boolean;
  alerts: AlertSettings;
}
