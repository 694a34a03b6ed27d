import type { Input } from "@pulumi/pulumi";
import type { RayMonitoringSettings } from "../../settings";
import { MANAGED_BY } from "../namespace";

/** An endpoint that Prometheus scrapes on each pod (prometheus-operator, `PodMetricsEndpoint`). */
interface PodMetricsEndpoint {
  port: string;
  relabelings?: { sourceLabels: string[]; targetLabel: string }[];
}

/** What of a PodMonitor's spec this package writes (prometheus-operator, `PodMonitorSpec`). */
interface PodMonitorSpec {
  selector: { matchLabels: Record<string, string> };
  podMetricsEndpoints: PodMetricsEndpoint[];
  labelLimit?: number;
  labelNameLengthLimit?: number;
  labelValueLengthLimit?: number;
}

/** Azure's managed Prometheus drops what exceeds its limits. https://learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd */
const AZURE_LIMITS = { labelLimit: 63, labelNameLengthLimit: 511, labelValueLengthLimit: 1023 };

/** Ray's own dashboards, and ours, tell clusters apart by this label (KubeRay v1.7.0, config/prometheus/podMonitor.yaml). */
const RELABELINGS = [
  { sourceLabels: ["__meta_kubernetes_pod_label_ray_io_cluster"], targetLabel: "ray_io_cluster" },
];

/** Builds the PodMonitor of the head: Ray's metrics, the autoscaler's and the dashboard's. */
export function buildHeadMonitor(settings: RayMonitoringSettings, namespace: Input<string>) {
  return buildPodMonitor(settings, "ray-head", namespace, {
    selector: { matchLabels: { "ray.io/node-type": "head" } },
    podMetricsEndpoints: ["metrics", "as-metrics", "dash-metrics"].map(rayEndpoint),
  });
}

/** Builds the PodMonitor of the workers. */
export function buildWorkerMonitor(settings: RayMonitoringSettings, namespace: Input<string>) {
  return buildPodMonitor(settings, "ray-workers", namespace, {
    selector: { matchLabels: { "ray.io/node-type": "worker" } },
    podMetricsEndpoints: ["metrics"].map(rayEndpoint),
  });
}

/** Builds the PodMonitor of NVIDIA's exporter; it stands where the exporter is. */
export function buildGpuMonitor(settings: RayMonitoringSettings) {
  return buildPodMonitor(settings, "dcgm-exporter", "kube-system", {
    selector: { matchLabels: { "app.kubernetes.io/name": "dcgm-exporter" } },
    podMetricsEndpoints: [{ port: "metrics" }],
  });
}

function rayEndpoint(port: string): PodMetricsEndpoint {
  return { port, relabelings: RELABELINGS };
}

function buildPodMonitor(
  { apiVersion, labels }: RayMonitoringSettings,
  name: string,
  namespace: Input<string>,
  spec: PodMonitorSpec,
) {
  return {
    apiVersion,
    kind: "PodMonitor",
    metadata: { name, namespace, labels: { ...MANAGED_BY, ...labels } },
    spec: { ...spec, ...(apiVersion === "azmonitoring.coreos.com/v1" && AZURE_LIMITS) },
  };
}
