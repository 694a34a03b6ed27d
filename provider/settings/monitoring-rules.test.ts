import { expect } from "chai";
import type { AksRayClusterArgs, MonitoringArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { faultsOf } from "./testing/faults-of";

const CPU = { cpuPools: { work: { vmSize: "Standard_D8s_v5", nodes: 1 } } };
const PROVIDERS = "/subscriptions/s/resourceGroups/g/providers";

const refuse = (monitoring: MonitoringArgs, args: AksRayClusterArgs = {}) =>
  faultsOf(() => aksRayClusterSettings("ml", { ...CPU, ...args, monitoring }));

describe("the rules of monitoring", () => {
  it("should want something to monitor", () => {
    expect(refuse({})).to.deep.equal({
      monitoring: "must have 'kind' for metrics, 'logAnalytics' for logs, or both",
    });
  });

  it("should refuse what has no effect on what is off", () => {
    expect(
      refuse({ kind: "none", alerts: {}, logAnalytics: { enabled: false, retentionDays: 60 } }),
    ).to.deep.equal({
      "monitoring.alerts": "needs metrics: give a 'kind' that has them, or remove it",
      "monitoring.logAnalytics.retentionDays": "has no effect with 'enabled: false': remove one of the two",
    });
  });

  it("should refuse what belongs to another kind", () => {
    expect(refuse({ kind: "azure", prometheus: {}, existing: {} })).to.deep.equal({
      "monitoring.prometheus": "has no effect with 'kind: azure'; remove it, or set 'kind' to 'prometheus'",
      "monitoring.existing": "has no effect with 'kind: azure'; remove it, or set 'kind' to 'existing'",
    });
    expect(refuse({ logAnalytics: {}, azure: {}, alerts: {} })).to.deep.equal({
      "monitoring.azure": "has no effect without 'kind: azure'; give that, or remove it",
      "monitoring.alerts": "needs metrics: give a 'kind' that has them, or remove it",
    });
  });

  it("should refuse what is both new and existing in Azure, and wrong ids", () => {
    expect(
      refuse({
        kind: "azure",
        azure: {
          workspaceResourceId: `${PROVIDERS}/Microsoft.OperationalInsights/workspaces/w`,
          grafana: { name: "own", resourceId: `${PROVIDERS}/Microsoft.Monitor/accounts/a` },
        },
        logAnalytics: { workspaceResourceId: "w", retentionDays: 60 },
      }),
    ).to.deep.equal({
      "monitoring.azure.workspaceResourceId": `'${PROVIDERS}/Microsoft.OperationalInsights/workspaces/w' is no resource id of an Azure Monitor workspace: '/subscriptions/…/resourceGroups/…/providers/Microsoft.Monitor/accounts/NAME'`,
      "monitoring.azure.grafana.name":
        "is of a new Grafana, and 'resourceId' names an existing one: remove one of the two",
      "monitoring.azure.grafana.resourceId": `'${PROVIDERS}/Microsoft.Monitor/accounts/a' is no resource id of an Azure Managed Grafana: '/subscriptions/…/resourceGroups/…/providers/Microsoft.Dashboard/grafana/NAME'`,
      "monitoring.logAnalytics.retentionDays":
        "is of a new workspace, and 'workspaceResourceId' names an existing one: remove one of the two",
      "monitoring.logAnalytics.workspaceResourceId":
        "'w' is no resource id of a Log Analytics workspace: '/subscriptions/…/resourceGroups/…/providers/Microsoft.OperationalInsights/workspaces/NAME'",
    });
  });

  it("should refuse settings of a Grafana or workspace that is not there", () => {
    expect(
      refuse({ kind: "azure", azure: { workspaceLocation: "x", grafana: { enabled: false, admins: [] } } }),
    ).to.deep.equal({
      "monitoring.azure.workspaceLocation":
        "is of an existing workspace: give its 'workspaceResourceId', or remove it; a new one is in the cluster's region",
      "monitoring.azure.grafana.admins": "has no effect with 'grafana.enabled: false'; remove one of the two",
    });
    expect(refuse({ kind: "azure", azure: { grafana: { principalId: "p" } } })).to.deep.equal({
      "monitoring.azure.grafana.principalId":
        "is of an existing Grafana: give its 'resourceId', or remove it",
    });
  });

  it("should refuse a Grafana's name that Azure refuses", () => {
    for (const name of ["a", "1st", "ends-", "under_score", "a-name-with-24-character"]) {
      const faults = refuse({ kind: "azure", azure: { grafana: { name } } });
      expect(Object.keys(faults), name).to.deep.equal(["monitoring.azure.grafana.name"]);
    }
  });

  it("should refuse a component's name from which Azure's names get too long", () => {
    const name = "a-name-that-has-twenty-nine-c";
    const args = { ...CPU, monitoring: { kind: "azure" as const } };
    expect(faultsOf(() => aksClusterSettings(name, args))).to.deep.equal({
      "monitoring.kind": `'azure' needs a component's name of at most 28 characters, since Azure allows 44 for a data collection endpoint; '${name}' has 29`,
    });
    expect(() => aksClusterSettings(name.slice(1), args)).not.to.throw();
  });

  it("should refuse addresses without a scheme, and panels without Prometheus", () => {
    const existing = {
      prometheusHost: "https://p",
      grafanaHost: "grafana:3000",
      grafanaIframeHost: "http://g",
    };
    expect(refuse({ kind: "existing", existing })).to.deep.equal({
      "monitoring.existing.grafanaHost":
        "must be an address with its scheme, 'http://…' or 'https://…', not 'grafana:3000'",
    });
    const alone = { grafanaIframeHost: "http://localhost:3000", prometheusName: "P" };
    expect(refuse({ kind: "existing", existing: alone })).to.deep.equal({
      "monitoring.existing.grafanaIframeHost": "needs 'grafanaHost': give it, or remove 'grafanaIframeHost'",
      "monitoring.existing.prometheusName": "needs 'grafanaHost': give it, or remove 'prometheusName'",
    });
    expect(refuse({ kind: "existing", existing: { grafanaHost: "http://g" } })).to.deep.equal({
      "monitoring.existing.grafanaHost": "needs 'prometheusHost': give it, or remove 'grafanaHost'",
    });
  });

  it("should refuse alerts that cannot be", () => {
    const azureGroup = { apiVersion: "azmonitoring.coreos.com/v1" } as const;
    expect(refuse({ kind: "existing", existing: azureGroup, alerts: {} })).to.deep.equal({
      "monitoring.alerts":
        "needs 'existing.apiVersion: monitoring.coreos.com/v1', since Azure's API group has no alert rules; remove it, or use 'kind: azure'",
    });
    expect(
      refuse({
        kind: "prometheus",
        alerts: {
          actionGroupIds: [`${PROVIDERS}/Microsoft.Insights/actionGroups/oncall`],
          pendingGpuPods: {},
          gpuIdle: { minutes: 30 },
        },
      }),
    ).to.deep.equal({
      "monitoring.alerts.actionGroupIds":
        "are of Azure Monitor, and 'kind' is 'prometheus': remove them; Alertmanager has receivers of its own",
      "monitoring.alerts.pendingGpuPods": "has no effect without a pool in 'gpuPools'; add one, or remove it",
      "monitoring.alerts.gpuIdle":
        "needs the metrics of 'dcgmExporter'; add 'dcgmExporter: {}', or remove it",
    });
    expect(refuse({ kind: "azure", alerts: { gpuIdle: { enabled: false, minutes: 30 } } })).to.deep.equal({
      "monitoring.alerts.gpuIdle.minutes": "has no effect with 'enabled: false'; remove one of the two",
    });
  });

  it("should refuse variables that it sets itself", () => {
    const ray = { env: { RAY_GRAFANA_HOST: "http://g" }, head: { env: { RAY_PROMETHEUS_HOST: "http://p" } } };
    const reason =
      "is set by 'monitoring': remove it, or describe your own Prometheus and Grafana with 'monitoring.kind: existing'";
    expect(refuse({ kind: "prometheus" }, { ray })).to.deep.equal({
      "ray.env.RAY_GRAFANA_HOST": reason,
      "ray.head.env.RAY_PROMETHEUS_HOST": reason,
    });
    expect(() => aksRayClusterSettings("ml", { ...CPU, ray, monitoring: { kind: "azure" } })).not.to.throw();
  });

  it("should refuse namespaces and charts that are in the way", () => {
    expect(
      refuse({ kind: "prometheus", prometheus: { namespace: "ray", chart: { path: "" } } }),
    ).to.deep.equal({
      "monitoring.prometheus.chart.path": "must name a folder or a '.tgz' file",
      "monitoring.prometheus.namespace":
        "must differ from the namespaces of Ray and of the operators, not 'ray'; each is created",
    });
    const chart = { path: "charts/p", repository: "charts.example.com" };
    expect(refuse({ kind: "prometheus", prometheus: { chart } })).to.deep.equal({
      "monitoring.prometheus.chart.path": "excludes 'repository': give one source of the chart",
      "monitoring.prometheus.chart.repository":
        "must be the address of a Helm repository, 'https://…', not 'charts.example.com'; for a folder or file use 'path'",
    });
  });

  it("should refuse control plane logs that are there twice", () => {
    expect(
      refuse({ logAnalytics: { controlPlaneLogs: ["kube-audit", "kube-audit-admin", "kube-audit"] } }),
    ).to.have.all.keys("monitoring.logAnalytics.controlPlaneLogs");
  });
});
