import { expect } from "chai";
import { RAY_MONITORING } from "../../testing/fixture-monitoring";
import { buildGpuMonitor, buildHeadMonitor, buildWorkerMonitor } from "./pod-monitors";

const relabelings = [
  { sourceLabels: ["__meta_kubernetes_pod_label_ray_io_cluster"], targetLabel: "ray_io_cluster" },
];

describe("the PodMonitors", () => {
  it("should scrape Ray, autoscaler and dashboard on the head", () => {
    expect(buildHeadMonitor(RAY_MONITORING, "ray")).to.deep.equal({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PodMonitor",
      metadata: { name: "ray-head", namespace: "ray", labels: { "app.kubernetes.io/managed-by": "aks-ray" } },
      spec: {
        selector: { matchLabels: { "ray.io/node-type": "head" } },
        podMetricsEndpoints: [
          { port: "metrics", relabelings },
          { port: "as-metrics", relabelings },
          { port: "dash-metrics", relabelings },
        ],
      },
    });
  });

  it("should keep to Azure's limits under Azure's group", () => {
    expect(
      buildWorkerMonitor({ ...RAY_MONITORING, apiVersion: "azmonitoring.coreos.com/v1" }, "ray"),
    ).to.deep.equal({
      apiVersion: "azmonitoring.coreos.com/v1",
      kind: "PodMonitor",
      metadata: {
        name: "ray-workers",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
      },
      spec: {
        selector: { matchLabels: { "ray.io/node-type": "worker" } },
        podMetricsEndpoints: [{ port: "metrics", relabelings }],
        labelLimit: 63,
        labelNameLengthLimit: 511,
        labelValueLengthLimit: 1023,
      },
    });
  });

  it("should find the exporter of GPU metrics in its namespace, with the labels that the user's Prometheus wants", () => {
    expect(buildGpuMonitor({ ...RAY_MONITORING, labels: { release: "own" } })).to.deep.equal({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PodMonitor",
      metadata: {
        name: "dcgm-exporter",
        namespace: "kube-system",
        labels: { "app.kubernetes.io/managed-by": "aks-ray", release: "own" },
      },
      spec: {
        selector: { matchLabels: { "app.kubernetes.io/name": "dcgm-exporter" } },
        podMetricsEndpoints: [{ port: "metrics" }],
      },
    });
  });
});
