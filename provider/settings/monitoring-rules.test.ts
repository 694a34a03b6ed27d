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
    const args = { ...CPU, clusterName: "ml", monitoring: { kind: "azure" as const } };
    expect(faultsOf(() => aksClusterSettings(name, args))).to.deep.equal({
      "monitoring.kind": `'azure' needs a component's name of at most 28 characters, since Azure allows 44 for a data collection endpoint; '${name}' has 29`,
    });
    expect(() => aksClusterSettings(name.slice(0, -1), args)).not.to.throw();
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

describe("the rules of monitoring, where they end", () => {
  const settings = (monitoring: MonitoringArgs, args: AksRayClusterArgs = {}) =>
    aksRayClusterSettings("ml", { ...CPU, ...args, monitoring });

  it("should take an existing Grafana, and a workspace in another region, by their ids", () => {
    const azure = {
      workspaceResourceId: `${PROVIDERS}/Microsoft.Monitor/accounts/a`,
      workspaceLocation: "northeurope",
      grafana: { resourceId: `${PROVIDERS}/Microsoft.Dashboard/grafana/own`, principalId: "p" },
    };
    expect(() => settings({ kind: "azure", azure })).not.to.throw();
    const logAnalytics = {
      workspaceResourceId: `${PROVIDERS}/Microsoft.OperationalInsights/workspaces/w`,
      workspaceLocation: "northeurope",
    };
    expect(() => settings({ logAnalytics })).not.to.throw();
    const off = { grafana: { enabled: false, principalId: "p" } };
    expect(refuse({ kind: "azure", azure: off })).to.deep.equal({
      "monitoring.azure.grafana.principalId":
        "has no effect with 'grafana.enabled: false'; remove one of the two",
    });
    expect(() => settings({ kind: "azure", azure: { grafana: { enabled: true } } })).not.to.throw();
  });

  it("should let a long name be where no endpoint is made from it", () => {
    const name = "a-name-that-has-twenty-nine-c";
    const args = { ...CPU, clusterName: "ml", monitoring: { kind: "prometheus" as const } };
    expect(() => aksClusterSettings(name, args)).not.to.throw();
  });

  it("should say which control plane logs are there twice, and why", () => {
    const at = "monitoring.logAnalytics.controlPlaneLogs";
    expect(refuse({ logAnalytics: { controlPlaneLogs: ["guard", "kube-audit", "guard"] } })).to.deep.equal({
      [at]: "names 'guard' twice; name it once",
    });
    expect(refuse({ logAnalytics: { controlPlaneLogs: ["kube-audit", "kube-audit-admin"] } })).to.deep.equal({
      [at]: "has 'kube-audit', which holds all of 'kube-audit-admin': remove one of the two",
    });
    for (const log of ["kube-audit", "kube-audit-admin"] as const) {
      expect(() => settings({ logAnalytics: { controlPlaneLogs: [log, "guard"] } })).not.to.throw();
    }
  });

  it("should refuse labels that Kubernetes refuses", () => {
    const labels = { "a b": "c", team: "not a value" };
    expect(refuse({ kind: "existing", existing: { labels } })).to.have.all.keys(
      'monitoring.existing.labels["a b"]',
      "monitoring.existing.labels.team",
    );
    expect(() => settings({ kind: "existing", existing: { labels: { release: "own" } } })).not.to.throw();
  });

  it("should refuse an address in the middle of a text", () => {
    for (const prometheusHost of ["see http://p", "http://", "http:// p"]) {
      expect(refuse({ kind: "existing", existing: { prometheusHost } }), prometheusHost).to.deep.equal({
        "monitoring.existing.prometheusHost": `must be an address with its scheme, 'http://…' or 'https://…', not '${prometheusHost}'`,
      });
    }
  });

  it("should refuse the namespace of an operator, and of the GPU Operator where it is", () => {
    const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1, driver: "None" as const } };
    const inNamespace = (namespace: string) => ({ kind: "prometheus" as const, prometheus: { namespace } });
    const words = (namespace: string) => ({
      "monitoring.prometheus.namespace": `must differ from the namespaces of Ray and of the operators, not '${namespace}'; each is created`,
    });
    expect(refuse(inNamespace("kuberay-system"))).to.deep.equal(words("kuberay-system"));
    expect(refuse(inNamespace("own"), { operator: { namespace: "own" } })).to.deep.equal(words("own"));
    const operated = { gpuPools, gpuOperator: {} };
    expect(refuse(inNamespace("gpu-operator"), operated)).to.deep.equal(words("gpu-operator"));
    const elsewhere = { gpuPools, gpuOperator: { namespace: "gpus" } };
    expect(refuse(inNamespace("gpus"), elsewhere)).to.deep.equal(words("gpus"));
    expect(() => settings(inNamespace("gpu-operator"))).not.to.throw();
    expect(() => settings({ kind: "azure" }, { ray: { namespace: "monitoring" } })).not.to.throw();
  });

  it("should take alerts that the cluster can have", () => {
    const actionGroupIds = [`${PROVIDERS}/Microsoft.Insights/actionGroups/oncall`];
    expect(() => settings({ kind: "azure", alerts: { actionGroupIds } })).not.to.throw();
    const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };
    const alerts = { pendingGpuPods: { minutes: 5 }, gpuIdle: { minutes: 30 } };
    expect(() => settings({ kind: "prometheus", alerts }, { gpuPools, dcgmExporter: {} })).not.to.throw();
    expect(refuse({ kind: "azure", alerts: { actionGroupIds: ["oncall"] } })).to.have.all.keys(
      "monitoring.alerts.actionGroupIds[0]",
    );
  });
});
