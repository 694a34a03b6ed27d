import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { dashboardEnv } from "../../settings/monitoring";
import { settled } from "../../settings/testing/faults-of";
import { PROMETHEUS_STACK } from "../../testing/fixture-monitoring";
import {
  buildDashboardConfigMap,
  buildGrafanaSecret,
  buildPrometheusStackRelease,
  grafanaAddress,
  prometheusAddress,
} from "./prometheus-stack";

const OFF = { enabled: false };
const VALUES = {
  kubeControllerManager: OFF,
  kubeEtcd: OFF,
  kubeProxy: OFF,
  kubeScheduler: OFF,
  prometheus: {
    prometheusSpec: {
      podMonitorSelectorNilUsesHelmValues: false,
      serviceMonitorSelectorNilUsesHelmValues: false,
      ruleSelectorNilUsesHelmValues: false,
      retention: "15d",
      storageSpec: {
        volumeClaimTemplate: {
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "50Gi" } } },
        },
      },
    },
  },
  grafana: {
    admin: { existingSecret: "grafana-admin", userKey: "admin-user", passwordKey: "admin-password" },
    sidecar: { dashboards: { enabled: true, label: "grafana_dashboard", labelValue: "1" } },
    "grafana.ini": { security: { allow_embedding: true } },
  },
};

describe("the Prometheus stack", () => {
  it("should be a release whose Prometheus sees every namespace, and whose Grafana reads its login from a Secret", () => {
    expect(buildPrometheusStackRelease(PROMETHEUS_STACK, "monitoring")).to.deep.equal({
      name: "kube-prometheus-stack",
      chart: "kube-prometheus-stack",
      version: "87.19.2",
      repositoryOpts: { repo: "https://charts.example.com" },
      namespace: "monitoring",
      atomic: true,
      timeout: 900,
      maxHistory: 3,
      values: VALUES,
    });
  });

  it("should take the chart from a path, and let the user's values win", () => {
    const values = { grafana: { admin: { existingSecret: "own" } }, alertmanager: OFF };
    const release = buildPrometheusStackRelease(
      { ...PROMETHEUS_STACK, chart: { path: "charts/p" }, values },
      "monitoring",
    );
    expect(release).to.include({ chart: "charts/p" });
    expect(release).not.to.have.any.keys("version", "repositoryOpts");
    expect(release.values).to.deep.equal({
      ...VALUES,
      alertmanager: OFF,
      grafana: { ...VALUES.grafana, admin: { ...VALUES.grafana.admin, existingSecret: "own" } },
    });
  });

  it("should have a password that is new each time, and secret", async () => {
    const { metadata, stringData } = buildGrafanaSecret("monitoring");
    expect(metadata).to.include({ name: "grafana-admin", namespace: "monitoring" });
    expect(await pulumi.isSecret(stringData)).to.equal(true);
    const login = await settled(stringData);
    expect(login).to.have.all.keys("admin-user", "admin-password");
    expect(login["admin-password"]).to.match(/^[0-9a-f]{64}$/);
    expect(await settled(buildGrafanaSecret("monitoring").stringData)).not.to.deep.equal(login);
  });

  it("should show Ray's metrics, each panel at its own place, for the cluster that is chosen", () => {
    const { metadata, data } = buildDashboardConfigMap("monitoring");
    expect(metadata.labels).to.include({ grafana_dashboard: "1" });
    const { uid, panels } = JSON.parse(data["ray.json"]) as {
      uid: string;
      panels: { id: number; gridPos: { x: number; y: number }; targets: { expr: string }[] }[];
    };
    expect(uid).to.equal("aks-ray");
    expect(new Set(panels.map(({ gridPos }) => `${gridPos.x} ${gridPos.y}`)).size).to.equal(panels.length);
    const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    for (const expression of expressions) expect(expression).to.contain('ray_io_cluster=~"$cluster"');
    for (const metric of [
      "ray_node_cpu_utilization",
      "ray_node_mem_used",
      "ray_node_gpus_utilization",
      "ray_object_store_memory",
      "ray_tasks",
      "ray_actors",
    ]) {
      expect(
        expressions.some((expression) => expression.includes(`${metric}{`)),
        metric,
      ).to.equal(true);
    }
  });

  it("should be where the Ray head looks for it", () => {
    expect(dashboardEnv({ kind: "prometheus" }, {})).to.include({
      RAY_PROMETHEUS_HOST: prometheusAddress(PROMETHEUS_STACK),
      RAY_GRAFANA_HOST: `${grafanaAddress(PROMETHEUS_STACK)}:80`,
    });
  });
});
