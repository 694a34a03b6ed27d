import type {
  AksClusterArgs,
  AksRayClusterArgs,
  AzureGrafanaArgs,
  EnvVars,
  MonitoringArgs,
  RayArgs,
} from "../args";
import { chartSource } from "./chart-source";
import { defined } from "./defined";
import type {
  AlertSettings,
  AzureGrafanaSettings,
  LogAnalyticsSettings,
  MetricsSettings,
  MonitoringSettings,
  RayMonitoringSettings,
} from "./monitoring-types";
import { isIsolated } from "./network-isolation-rules";
import { rayClusterPlace } from "./ray-cluster";
import { PROMETHEUS_REPOSITORY, PROMETHEUS_STACK_VERSION } from "./versions";

/** Namespace of kube-prometheus-stack, by default. */
export const MONITORING_NAMESPACE = "monitoring";

/** Name of the release; the chart makes its Services' names from it. */
export const PROMETHEUS_RELEASE = "kube-prometheus-stack";

/** Where a browser finds a Grafana inside the cluster, while its port is forwarded as the documentation says. */
const FORWARDED_GRAFANA = "http://127.0.0.1:3000";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (Microsoft.Dashboard): 2 to 23 characters. */
const GRAFANA_NAME_AT_MOST = 23;

/** Settings of sound arguments; undefined without monitoring. */
export function monitoringSettings(name: string, args: AksClusterArgs): MonitoringSettings | undefined {
  const { monitoring } = args;
  if (monitoring === undefined) return undefined;
  return defined<MonitoringSettings>({
    metrics: metricsSettings(name, monitoring, isIsolated(args)),
    logAnalytics: logAnalyticsSettings(monitoring),
    off: offSettings(monitoring),
  });
}

function metricsSettings(
  name: string,
  monitoring: MonitoringArgs,
  isolated: boolean,
): MetricsSettings | undefined {
  const { kind, azure = {}, prometheus = {}, existing = {} } = monitoring;
  switch (kind) {
    case "azure":
      return defined<MetricsSettings>({
        kind,
        workspaceResourceId: azure.workspaceResourceId,
        workspaceLocation: azure.workspaceLocation,
        grafana: grafanaSettings(name, azure.grafana, isolated),
      });
    case "prometheus":
      return {
        kind,
        version: prometheus.version ?? PROMETHEUS_STACK_VERSION,
        namespace: prometheus.namespace ?? MONITORING_NAMESPACE,
        chart: chartSource(prometheus.chart, PROMETHEUS_REPOSITORY),
        retentionDays: prometheus.retentionDays ?? 15,
        storageGiB: prometheus.storageGiB ?? 50,
        values: prometheus.values ?? {},
      };
    case "existing":
      return {
        kind,
        apiVersion: existing.apiVersion ?? "monitoring.coreos.com/v1",
        labels: existing.labels ?? {},
      };
    case "none":
    case undefined:
      return undefined;
  }
}

function offSettings({ kind, logAnalytics }: MonitoringArgs): MonitoringSettings["off"] {
  const off: MonitoringSettings["off"] = {
    ...(kind === "none" && { metrics: true }),
    ...(logAnalytics?.enabled === false && { logs: true }),
  };
  return Object.keys(off).length > 0 ? off : undefined;
}

function grafanaSettings(
  name: string,
  grafana: AzureGrafanaArgs = {},
  isolated: boolean,
): AzureGrafanaSettings | undefined {
  if (grafana.enabled === false) return undefined;
  const { resourceId, principalId } = grafana;
  const admins = (grafana.admins ?? []).map((admin) => ({
    principalId: admin.principalId,
    principalType: admin.principalType ?? ("User" as const),
  }));
  const dashboards = grafana.dashboards ?? (resourceId === undefined && !isolated);
  return resourceId === undefined
    ? defined({
        name: grafana.name ?? grafanaNameFrom(name),
        nameFromComponent: grafana.name === undefined || undefined,
        admins,
        dashboards,
      })
    : defined({ resourceId, principalId, admins, dashboards });
}

/** Name of a Grafana, made from a component's name. */
export function grafanaNameFrom(name: string): string {
  const suffix = "-grafana";
  const base = name
    .replace(/[^A-Za-z0-9-]+/g, "-")
    .replace(/^[^A-Za-z]+/, "")
    .slice(0, GRAFANA_NAME_AT_MOST - suffix.length)
    .replace(/-+$/, "");
  return base === "" ? "ray-grafana" : `${base}${suffix}`;
}

function logAnalyticsSettings({ logAnalytics }: MonitoringArgs): LogAnalyticsSettings | undefined {
  if (logAnalytics === undefined || logAnalytics.enabled === false) return undefined;
  return defined<LogAnalyticsSettings>({
    workspaceResourceId: logAnalytics.workspaceResourceId,
    workspaceLocation: logAnalytics.workspaceLocation,
    retentionDays: logAnalytics.retentionDays ?? 30,
    controlPlaneLogs: logAnalytics.controlPlaneLogs ?? [],
  });
}

/** Monitoring of the Ray cluster of an AksRayCluster; undefined where its metrics go nowhere. */
export function rayMonitoringSettings(
  name: string,
  args: AksRayClusterArgs,
): RayMonitoringSettings | undefined {
  const { monitoring, dcgmExporter } = args;
  const { namespace, clusterName } = rayClusterPlace(name, args);
  const { kind, existing = {} } = monitoring ?? {};
  if (kind === undefined || kind === "none") return undefined;
  return {
    apiVersion:
      kind === "azure"
        ? "azmonitoring.coreos.com/v1"
        : ((kind === "existing" ? existing.apiVersion : undefined) ?? "monitoring.coreos.com/v1"),
    labels: kind === "existing" ? (existing.labels ?? {}) : {},
    rayClusterName: clusterName,
    rayNamespace: namespace,
    dcgmExporter: dcgmExporter !== undefined,
    alerts: alertSettings(args),
  };
}

function alertSettings({ monitoring = {}, gpuPools = {}, dcgmExporter }: AksRayClusterArgs): AlertSettings {
  const { alerts = {} } = monitoring;
  const { pendingGpuPods = {}, headRestarts = {}, gpuIdle = {}, actionGroupIds = [] } = alerts;
  if (!hasAlerts(monitoring)) return { actionGroupIds: [] };
  return defined<AlertSettings>({
    pendingGpuPods:
      (pendingGpuPods.enabled ?? true) && Object.keys(gpuPools).length > 0
        ? { minutes: pendingGpuPods.minutes ?? 20 }
        : undefined,
    headRestarts: (headRestarts.enabled ?? true) ? true : undefined,
    gpuIdle:
      (gpuIdle.enabled ?? true) && dcgmExporter !== undefined
        ? { minutes: gpuIdle.minutes ?? 60, belowPercent: gpuIdle.belowPercent ?? 5 }
        : undefined,
    actionGroupIds,
  });
}

/** Azure's API group has PodMonitors and ServiceMonitors, but no rules. https://learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd */
export function hasAlerts({ kind, existing }: MonitoringArgs): boolean {
  return !(kind === "existing" && existing?.apiVersion === "azmonitoring.coreos.com/v1");
}

/** What Ray takes for "no Grafana": it then shows no page and no cards for metrics (Ray 2.60, metrics_head.py and its pages). */
const NO_PANELS = "DISABLED";

/**
 * Variables by which Ray's dashboard finds Prometheus and Grafana (Ray docs, "Configuring and managing the Ray dashboard"). Azure's
 * cannot be shown there: no page may embed its Grafana (the API of Microsoft.Dashboard has no such setting among
 * `grafanaConfigurations`, and Grafana refuses by default), and its Prometheus wants a token of Microsoft Entra. Without these
 * Ray would tell people to install both.
 */
export function dashboardEnv(
  { kind, prometheus = {}, existing = {} }: MonitoringArgs,
  { env, head }: Pick<RayArgs, "env" | "head">,
): EnvVars {
  if (kind === "azure") {
    const own = { ...env, ...head?.env };
    return Object.hasOwn(own, "RAY_GRAFANA_HOST") ? {} : { RAY_GRAFANA_HOST: NO_PANELS };
  }
  if (kind === "prometheus") {
    const host = `${prometheus.namespace ?? MONITORING_NAMESPACE}.svc.cluster.local`;
    return {
      RAY_PROMETHEUS_HOST: `http://${PROMETHEUS_RELEASE}-prometheus.${host}:9090`,
      RAY_PROMETHEUS_NAME: "Prometheus",
      RAY_GRAFANA_HOST: `http://${PROMETHEUS_RELEASE}-grafana.${host}:80`,
      RAY_GRAFANA_IFRAME_HOST: FORWARDED_GRAFANA,
    };
  }
  if (kind !== "existing") return {};
  const { prometheusHost, prometheusName, grafanaHost, grafanaIframeHost } = existing;
  return {
    ...(prometheusHost !== undefined && { RAY_PROMETHEUS_HOST: prometheusHost }),
    ...(grafanaHost !== undefined && {
      RAY_PROMETHEUS_NAME: prometheusName ?? "Prometheus",
      RAY_GRAFANA_HOST: grafanaHost,
      RAY_GRAFANA_IFRAME_HOST: grafanaIframeHost ?? grafanaHost,
    }),
  };
}
