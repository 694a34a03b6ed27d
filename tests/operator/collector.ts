import type { Container, PodSpec, RayCluster } from "./ray-cluster";

/** The History Server's collector beside Ray: KubeRay v1.7.0 pod.go, BuildCollectorContainer. */
export function addCollector(cluster: RayCluster, spec: PodSpec, nodeType: "head" | "worker"): void {
  const options = cluster.spec.historyServerOptions?.collectorOptions;
  if (options === undefined) return;
  const { name, namespace = "default" } = cluster.metadata;
  const collector: Container = {
    name: "ray-history-collector",
    image: options.image,
    imagePullPolicy: options.imagePullPolicy ?? "IfNotPresent",
    resources: options.resources ?? {
      limits: { cpu: "200m", memory: "256Mi" },
      requests: { cpu: "50m", memory: "64Mi" },
    },
    env: [
      { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
      { name: "RAY_CLUSTER_NAME", value: name },
      { name: "RAY_CLUSTER_NAMESPACE", value: namespace },
      { name: "RAY_ROLE", value: nodeType === "head" ? "Head" : "Worker" },
      { name: "EVENTS_PORT", value: "8084" },
      ...(nodeType === "head" ? [{ name: "RAY_DASHBOARD_ADDRESS", value: "http://localhost:8265" }] : []),
      ...(options.env ?? []),
    ],
  };
  (spec.containers ??= []).push(collector);
}
