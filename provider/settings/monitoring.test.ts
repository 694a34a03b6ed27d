import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { AksRayClusterArgs, MonitoringArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { grafanaNameFrom } from "./monitoring";
import { PROMETHEUS_REPOSITORY, PROMETHEUS_STACK_VERSION } from "./versions";

const POOLS = { gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } } };

const settings = (monitoring: MonitoringArgs, name = "ml") =>
  aksClusterSettings(name, { ...POOLS, monitoring }).monitoring;
const parts = (args: AksRayClusterArgs) => aksRayClusterSettings("ml", { ...POOLS, ...args });

describe("monitoring", () => {
  it("should be absent unless asked for", () => {
    expect(aksClusterSettings("ml", POOLS)).not.to.have.property("monitoring");
    expect(parts({})).not.to.have.property("monitoring");
  });

  it("should make a workspace and a Grafana in Azure by default", () => {
    expect(settings({ kind: "azure" })).to.deep.equal({
      metrics: {
        kind: "azure",
        grafana: { name: "ml-grafana", nameFromComponent: true, admins: [], dashboards: true },
      },
    });
  });

  it("should leave Grafana out, or take an existing one", () => {
    const grafana = (azure: MonitoringArgs["azure"]) => settings({ kind: "azure", azure })?.metrics;
    expect(grafana({ grafana: { enabled: false } })).to.deep.equal({ kind: "azure" });
    const resourceId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Dashboard/grafana/own";
    const admins = [{ principalId: "a" }, { principalId: "b", principalType: "Group" as const }];
    expect(grafana({ grafana: { resourceId, principalId: "p", admins } })).to.deep.equal({
      kind: "azure",
      grafana: {
        resourceId,
        principalId: "p",
        admins: [
          { principalId: "a", principalType: "User" },
          { principalId: "b", principalType: "Group" },
        ],
        dashboards: false,
      },
    });
  });

  it("should name a Grafana in at most 23 characters, a letter first", () => {
    for (const [name, grafana] of [
      ["ml", "ml-grafana"],
      ["a-very-long-name-of-a-stack", "a-very-long-nam-grafana"],
      ["a-name-with-end", "a-name-with-end-grafana"],
      ["a-name-with-an-end", "a-name-with-an-grafana"],
      ["1st_team", "st-team-grafana"],
      ["42", "ray-grafana"],
    ] as const) {
      expect(grafanaNameFrom(name), name).to.equal(grafana);
      expect(grafana).to.match(/^[A-Za-z][A-Za-z0-9-]{0,21}[A-Za-z0-9]$/);
    }
  });

  it("should install the pinned chart by default", () => {
    expect(settings({ kind: "prometheus" })).to.deep.equal({
      metrics: {
        kind: "prometheus",
        version: PROMETHEUS_STACK_VERSION,
        namespace: "monitoring",
        chart: { repository: PROMETHEUS_REPOSITORY },
        retentionDays: 15,
        storageGiB: 50,
        values: {},
      },
    });
  });

  it("should keep logs for 30 days, and take outputs for a workspace", () => {
    expect(settings({ logAnalytics: {} })).to.deep.equal({
      logAnalytics: { retentionDays: 30, controlPlaneLogs: [] },
    });
    const workspaceResourceId = pulumi.output(
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w",
    );
    const own = settings({ logAnalytics: { workspaceResourceId, workspaceLocation: "northeurope" } });
    expect(own?.logAnalytics).to.include({ workspaceLocation: "northeurope" });
    expect(pulumi.Output.isInstance(own?.logAnalytics?.workspaceResourceId)).to.equal(true);
  });

  it("should turn off what was on before", () => {
    expect(settings({ kind: "none", logAnalytics: { enabled: false } })).to.deep.equal({
      off: { metrics: true, logs: true },
    });
    expect(parts({ monitoring: { kind: "none" } })).not.to.have.property("monitoring");
  });
});

describe("monitoring of Ray", () => {
  it("should raise the alerts that the cluster can have", () => {
    expect(parts({ monitoring: { kind: "azure" } }).monitoring).to.deep.equal({
      apiVersion: "azmonitoring.coreos.com/v1",
      labels: {},
      rayClusterName: "ml",
      rayNamespace: "ray",
      dcgmExporter: false,
      alerts: { pendingGpuPods: { minutes: 20 }, headRestarts: true, actionGroupIds: [] },
    });
    const { alerts } = parts({ monitoring: { kind: "prometheus" }, dcgmExporter: {} }).monitoring!;
    expect(alerts.gpuIdle).to.deep.equal({ minutes: 60, belowPercent: 5 });
  });

  it("should turn each alert off", () => {
    const off = { enabled: false };
    const alerts = { pendingGpuPods: off, headRestarts: off, gpuIdle: off };
    const { monitoring } = parts({ monitoring: { kind: "prometheus", alerts }, dcgmExporter: {} });
    expect(monitoring?.alerts).to.deep.equal({ actionGroupIds: [] });
  });

  it("should have no alerts under Azure's API group beside a Prometheus that is there", () => {
    const { monitoring } = parts({
      monitoring: {
        kind: "existing",
        existing: { apiVersion: "azmonitoring.coreos.com/v1", labels: { release: "own" } },
      },
    });
    expect(monitoring).to.deep.include({
      apiVersion: "azmonitoring.coreos.com/v1",
      labels: { release: "own" },
      alerts: { actionGroupIds: [] },
    });
  });

  it("should tell the head where Prometheus and Grafana are, beside its own variables", () => {
    const { ray } = parts({ monitoring: { kind: "prometheus" }, ray: { head: { cpu: 4, env: { A: "b" } } } });
    expect(ray.head).to.deep.equal({
      cpu: 4,
      env: {
        A: "b",
        RAY_PROMETHEUS_HOST: "http://kube-prometheus-stack-prometheus.monitoring.svc.cluster.local:9090",
        RAY_PROMETHEUS_NAME: "Prometheus",
        RAY_GRAFANA_HOST: "http://kube-prometheus-stack-grafana.monitoring.svc.cluster.local:80",
        RAY_GRAFANA_IFRAME_HOST: "http://127.0.0.1:3000",
      },
    });
    const existing = { prometheusHost: "http://p:9090", grafanaHost: "http://g" };
    expect(parts({ monitoring: { kind: "existing", existing } }).ray.head?.env).to.deep.equal({
      RAY_PROMETHEUS_HOST: "http://p:9090",
      RAY_PROMETHEUS_NAME: "Prometheus",
      RAY_GRAFANA_HOST: "http://g",
      RAY_GRAFANA_IFRAME_HOST: "http://g",
    });
  });

  it("should have Ray hide its panels with Azure, whose Grafana no page may embed, unless told where to look", () => {
    const azure = (ray: AksRayClusterArgs["ray"]) => parts({ monitoring: { kind: "azure" }, ray }).ray;
    expect(azure({}).head).to.deep.equal({ env: { RAY_GRAFANA_HOST: "DISABLED" } });
    const env = { RAY_GRAFANA_HOST: "http://grafana-proxy" };
    expect(azure({ env })).not.to.have.property("head");
    expect(azure({ head: { env } }).head).to.deep.equal({ env });
  });
});

describe("a Prometheus that is there", () => {
  it("should find PodMonitors of its own API group and labels, or of the usual ones", () => {
    expect(settings({ kind: "existing" })).to.deep.equal({
      metrics: { kind: "existing", apiVersion: "monitoring.coreos.com/v1", labels: {} },
    });
    const own = { apiVersion: "azmonitoring.coreos.com/v1" as const, labels: { release: "own" } };
    expect(settings({ kind: "existing", existing: own })).to.deep.equal({
      metrics: { kind: "existing", ...own },
    });
    expect(parts({ monitoring: { kind: "existing" } }).monitoring).to.deep.include({
      apiVersion: "monitoring.coreos.com/v1",
      labels: {},
    });
  });

  it("should be told to the head as far as it is known", () => {
    const env = (existing: MonitoringArgs["existing"]) =>
      parts({ monitoring: { kind: "existing", existing } }).ray.head?.env;
    expect(env({})).to.equal(undefined);
    expect(env({ prometheusHost: "http://p" })).to.deep.equal({ RAY_PROMETHEUS_HOST: "http://p" });
    const grafana = { grafanaHost: "http://g", prometheusName: "P", grafanaIframeHost: "http://i" };
    expect(env({ prometheusHost: "http://p", ...grafana })).to.deep.equal({
      RAY_PROMETHEUS_HOST: "http://p",
      RAY_PROMETHEUS_NAME: "P",
      RAY_GRAFANA_HOST: "http://g",
      RAY_GRAFANA_IFRAME_HOST: "http://i",
    });
  });

  it("should have its alerts, with the metrics of GPUs where they are", () => {
    const { monitoring } = parts({ monitoring: { kind: "existing" }, dcgmExporter: {} });
    expect(monitoring).to.deep.include({
      dcgmExporter: true,
      alerts: {
        pendingGpuPods: { minutes: 20 },
        headRestarts: true,
        gpuIdle: { minutes: 60, belowPercent: 5 },
        actionGroupIds: [],
      },
    });
    const cpuOnly = aksRayClusterSettings("ml", {
      cpuPools: { work: { vmSize: "Standard_D8s_v5", nodes: 1 } },
      monitoring: { kind: "existing" },
    });
    expect(cpuOnly.monitoring?.alerts).to.deep.equal({ headRestarts: true, actionGroupIds: [] });
  });
});
