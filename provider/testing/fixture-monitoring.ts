import type { PrometheusStackSettings, RayMonitoringSettings } from "../settings";

/** What is watched of a Ray cluster, with every alert on. */
export const RAY_MONITORING: RayMonitoringSettings = {
  apiVersion: "monitoring.coreos.com/v1",
  labels: {},
  rayClusterName: "ml",
  rayNamespace: "ray",
  dcgmExporter: true,
  alerts: {
    pendingGpuPods: { minutes: 20 },
    headRestarts: true,
    gpuIdle: { minutes: 60, belowPercent: 5 },
    actionGroupIds: [],
  },
};

/** kube-prometheus-stack with its defaults. */
export const PROMETHEUS_STACK: PrometheusStackSettings = {
  kind: "prometheus",
  version: "87.19.2",
  namespace: "monitoring",
  chart: { repository: "https://charts.example.com" },
  retentionDays: 15,
  storageGiB: 50,
  values: {},
};
