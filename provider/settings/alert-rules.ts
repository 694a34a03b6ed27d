import type { RayMonitoringSettings } from "./monitoring-types";

/** An alert rule, as every kind of Prometheus has it. */
export interface AlertRule {
  name: string;
  /** In PromQL. */
  expression: string;
  /** Minutes for which the expression has to hold. */
  minutes: number;
  severity: "critical" | "warning";
  summary: string;
  description: string;
}

/** Resources of GPUs and of their slices, as kube-state-metrics writes their names. */
const GPU_RESOURCES = "nvidia_com_.+|amd_com_gpu";

/** The alert rules of a Ray cluster. */
export function alertRules(settings: RayMonitoringSettings): AlertRule[] {
  const { pendingGpuPods, headRestarts, gpuIdle } = settings.alerts;
  return [
    ...(pendingGpuPods ? [pendingGpuPodsRule(settings, pendingGpuPods.minutes)] : []),
    ...(headRestarts ? [headRestartsRule(settings)] : []),
    ...(gpuIdle ? [gpuIdleRule(gpuIdle)] : []),
  ];
}

function pendingGpuPodsRule({ rayNamespace }: RayMonitoringSettings, minutes: number): AlertRule {
  const requests = `kube_pod_container_resource_requests{namespace="${rayNamespace}", resource=~"${GPU_RESOURCES}"}`;
  const pending = `kube_pod_status_phase{namespace="${rayNamespace}", phase="Pending"} == 1`;
  return {
    name: "RayGpuPodsPending",
    expression: `sum by (namespace, pod) (${requests}) and on (namespace, pod) (${pending})`,
    minutes,
    severity: "warning",
    summary: "A Ray worker with GPUs finds no node.",
    description: `The pod {{ $labels.pod }} has been pending for ${minutes} minutes. Look for quota, capacity of the region, and the pool's upper bound.`,
  };
}

/**
 * Under the autoscaler a head's pod is never restarted but made anew (restartPolicy Never), so pods are told apart by their
 * `uid` as well (kube-state-metrics, docs/metrics/workload/pod-metrics.md).
 */
function headRestartsRule({ rayNamespace, rayClusterName }: RayMonitoringSettings): AlertRule {
  const pods = `namespace="${rayNamespace}", pod=~"${rayClusterName}-head.*"`;
  const renewed = `count by (namespace) (count by (namespace, uid) (count_over_time(kube_pod_status_phase{${pods}}[1h]))) > 1`;
  const restarted = `sum by (namespace) (increase(kube_pod_container_status_restarts_total{${pods}}[1h])) > 0`;
  return {
    name: "RayHeadRestarted",
    expression: `(${renewed}) or (${restarted})`,
    minutes: 0,
    severity: "critical",
    summary: "The Ray head restarted within the last hour.",
    description: `The head of the RayCluster ${rayClusterName} came anew. Without fault tolerance its jobs and actors are lost; after an update of the RayCluster this is expected.`,
  };
}

/** `DCGM_FI_DEV_GPU_UTIL` is a percentage (NVIDIA DCGM exporter, default-counters.csv). */
function gpuIdleRule({ minutes, belowPercent }: { minutes: number; belowPercent: number }): AlertRule {
  return {
    name: "GpuIdle",
    expression: `avg by (Hostname, gpu) (avg_over_time(DCGM_FI_DEV_GPU_UTIL[${minutes}m])) < ${belowPercent}`,
    minutes,
    severity: "warning",
    summary: "A GPU does nothing.",
    description: `GPU {{ $labels.gpu }} of {{ $labels.Hostname }} was used below ${belowPercent} percent over ${minutes} minutes. Lower the pool's minNodes, or look for a worker that holds it.`,
  };
}
