import { expect } from "chai";
import type { PropertyMap } from "../plugin";
import { CLUSTER, clusterInputs, failure, Subscription } from "./testing/subscription";

const WORKSPACE = "azure-native:monitor:AzureMonitorWorkspace";
const ENDPOINT = "azure-native:monitor:DataCollectionEndpoint";
const RULE = "azure-native:monitor:DataCollectionRule";
const ASSOCIATION = "azure-native:monitor:DataCollectionRuleAssociation";
const DIAGNOSTICS = "azure-native:monitor:DiagnosticSetting";
const GRAFANA = "azure-native:dashboard:Grafana";
const RULE_GROUP = "azure-native:alertsmanagement:PrometheusRuleGroup";
const LOGS = "azure-native:operationalinsights:Workspace";

const RG = { resourceGroupName: "rg" };
const STREAMS = ["Microsoft-PrometheusMetrics"];
const FORWARDER = { prometheusForwarder: [{ name: "source", streams: STREAMS }] };

/** A subscription with a cluster, a workspace for metrics, an endpoint, and one for logs. */
async function monitored() {
  const azure = new Subscription();
  const cluster = await azure.create(CLUSTER, clusterInputs());
  const workspace = await azure.create(WORKSPACE, { ...RG, azureMonitorWorkspaceName: "metrics" });
  const endpoint = await azure.create(ENDPOINT, { ...RG, dataCollectionEndpointName: "dce" });
  const logs = await azure.create(LOGS, { ...RG, workspaceName: "logs" });
  const rule = (more: PropertyMap = {}): PropertyMap => ({
    ...RG,
    dataCollectionRuleName: "dcr",
    dataCollectionEndpointId: endpoint.id,
    dataSources: FORWARDER,
    destinations: { monitoringAccounts: [{ name: "account", accountResourceId: workspace.id }] },
    dataFlows: [{ streams: STREAMS, destinations: ["account"] }],
    ...more,
  });
  return { azure, cluster, workspace, endpoint, logs, rule };
}

describe("Azure Monitor", () => {
  it("should show where a workspace is queried, and keep what it is given", async () => {
    const { azure, workspace } = await monitored();
    expect(workspace.outputs)
      .to.have.nested.property("metrics.prometheusQueryEndpoint")
      .match(/^https:\/\/metrics-[0-9a-f]{4}\.westeurope\.prometheus\.monitor\.azure\.com$/);
    const inputs = { ...RG, azureMonitorWorkspaceName: "metrics" };
    expect(await azure.diff(workspace, inputs)).to.deep.equal({ changes: "none" });
    expect((await azure.refresh(workspace))?.inputs).to.deep.equal(workspace.inputs);
  });

  it("should refuse rules that lead nowhere", async () => {
    const { azure, rule } = await monitored();
    const flows = { dataFlows: [{ streams: STREAMS, destinations: ["other"] }] };
    expect(await failure(azure.create(RULE, rule(flows)))).to.contain("'other', which is not defined");
    expect(await failure(azure.create(RULE, rule({ dataCollectionEndpointId: null })))).to.contain(
      "needs a data collection endpoint",
    );
    const gone = { monitoringAccounts: [{ name: "account", accountResourceId: "/x/providers/gone" }] };
    expect(await failure(azure.create(RULE, rule({ destinations: gone })))).to.contain("'gone'");
  });

  it("should associate a cluster with an endpoint under one name, and delete nothing that is in use", async () => {
    const { azure, cluster, endpoint, rule } = await monitored();
    const made = await azure.create(RULE, rule());
    const associate = (inputs: PropertyMap) =>
      azure.create(ASSOCIATION, { resourceUri: cluster.id, ...inputs });
    const toEndpoint = { dataCollectionEndpointId: endpoint.id };
    const toRule = { dataCollectionRuleId: made.id };
    const wrong = [
      { associationName: "own", ...toEndpoint },
      { associationName: "configurationAccessEndpoint", ...toRule },
    ];
    for (const inputs of wrong) {
      expect(await failure(associate(inputs))).to.contain("configurationAccessEndpoint");
    }
    expect(await failure(associate({ associationName: "both", ...toEndpoint, ...toRule }))).to.contain(
      "or an",
    );
    const first = await associate({ associationName: "configurationAccessEndpoint", ...toEndpoint });
    expect(first.id.toLowerCase().startsWith(`${cluster.id.toLowerCase()}/providers/`)).to.equal(true);
    const second = await associate({ associationName: "rule", ...toRule });
    expect(await failure(azure.delete(endpoint))).to.contain("associated");
    expect(await failure(azure.delete(made))).to.contain("associated");
    await azure.delete(second);
    await azure.delete(made);
  });

  it("should send the control plane's logs somewhere, by names that it knows", async () => {
    const { azure, cluster, logs } = await monitored();
    const setting = (more: PropertyMap): PropertyMap => ({
      resourceUri: cluster.id,
      name: "logs",
      workspaceId: logs.id,
      logs: [{ category: "kube-audit-admin", enabled: true }],
      ...more,
    });
    expect(await failure(azure.create(DIAGNOSTICS, setting({ workspaceId: null })))).to.contain("data sink");
    expect(await failure(azure.create(DIAGNOSTICS, setting({ logs: [] })))).to.contain("At least one log");
    const unknown = { logs: [{ category: "kubelet", enabled: true }] };
    expect(await failure(azure.create(DIAGNOSTICS, setting(unknown)))).to.contain(
      "'kubelet' is not supported",
    );
    expect((await azure.create(DIAGNOSTICS, setting({}))).outputs).to.include({ workspaceId: logs.id });
  });

  it("should name a Grafana in 2 to 23 characters, and give it an identity and an address", async () => {
    const { azure, workspace } = await monitored();
    const integrations = [{ azureMonitorWorkspaceResourceId: workspace.id }];
    const grafana = (name: string, tier = "Standard"): PropertyMap => ({
      ...RG,
      workspaceName: name,
      sku: { name: tier },
      identity: { type: "SystemAssigned" },
      properties: { grafanaIntegrations: { azureMonitorWorkspaceIntegrations: integrations } },
    });
    expect(await failure(azure.create(GRAFANA, grafana("a-name-with-24-character")))).to.contain("2 to 23");
    expect(await failure(azure.create(GRAFANA, grafana("own", "Basic")))).to.contain("InvalidSku");
    const { outputs } = await azure.create(GRAFANA, grafana("own"));
    expect(outputs).to.have.nested.property("identity.principalId");
    expect(outputs)
      .to.have.nested.property("properties.endpoint")
      .match(/^https:\/\/own-/);
  });

  it("should take rule groups of a workspace, with durations and severities that it knows", async () => {
    const { azure, cluster, workspace } = await monitored();
    const group = (rule: PropertyMap, scopes = [workspace.id, cluster.id]): PropertyMap => ({
      ...RG,
      ruleGroupName: "group",
      scopes,
      interval: "PT1M",
      rules: [{ alert: "Down", expression: "up == 0", ...rule }],
    });
    expect(await failure(azure.create(RULE_GROUP, group({}, [cluster.id])))).to.contain("InvalidScope");
    expect(await failure(azure.create(RULE_GROUP, group({ for: "20m" })))).to.contain("ISO 8601");
    expect(await failure(azure.create(RULE_GROUP, group({ severity: 5 })))).to.contain("between 0 and 4");
    expect(await failure(azure.create(RULE_GROUP, group({ record: "r" })))).to.contain("either");
    expect((await azure.create(RULE_GROUP, group({ for: "PT20M", severity: 1 }))).id).to.contain("/group");
  });

  it("should keep logs for 30 to 730 days, in a workspace that the cluster's add-on finds", async () => {
    const { azure, logs } = await monitored();
    const short = { ...RG, workspaceName: "short", retentionInDays: 7 };
    expect(await failure(azure.create(LOGS, short))).to.contain("between 30 and 730");
    const cluster = (workspaceId: string) =>
      clusterInputs({
        resourceName: "logged",
        addonProfiles: {
          omsagent: {
            enabled: true,
            config: { logAnalyticsWorkspaceResourceID: workspaceId, useAADAuth: "true" },
          },
        },
      });
    expect(await failure(azure.create(CLUSTER, cluster(`${logs.id}x`)))).to.contain(
      "log analytics workspace",
    );
    await azure.create(CLUSTER, cluster(logs.id));
  });
});
