import { expect } from "chai";
import type { AlertRule } from "../settings";
import { AKS } from "../testing/fixture-settings";
import { buildGrafana } from "./grafana";
import {
  buildEndpointAssociation,
  buildMetricsEndpoint,
  buildMetricsRule,
  buildMonitorWorkspace,
  buildPrometheusRuleGroup,
  buildRuleAssociation,
} from "./managed-prometheus";

const PLACE = { resourceGroupName: "rg", location: "northeurope" };
const TAGS = { team: "vision" };

describe("Azure's managed Prometheus", () => {
  it("should keep metrics beside the cluster", () => {
    expect(buildMonitorWorkspace(AKS, "rg")).to.deep.equal({
      resourceGroupName: "rg",
      location: "westeurope",
      tags: TAGS,
    });
  });

  it("should collect metrics where the workspace is", () => {
    expect(buildMetricsEndpoint(AKS, PLACE)).to.deep.equal({ ...PLACE, tags: TAGS, kind: "Linux" });
    expect(buildMetricsRule(AKS, PLACE, "workspace", "endpoint")).to.deep.equal({
      ...PLACE,
      tags: TAGS,
      kind: "Linux",
      dataCollectionEndpointId: "endpoint",
      dataSources: {
        prometheusForwarder: [{ name: "PrometheusDataSource", streams: ["Microsoft-PrometheusMetrics"] }],
      },
      destinations: { monitoringAccounts: [{ name: "MonitoringAccount1", accountResourceId: "workspace" }] },
      dataFlows: [{ streams: ["Microsoft-PrometheusMetrics"], destinations: ["MonitoringAccount1"] }],
    });
  });

  it("should associate the cluster with rule and endpoint", () => {
    expect(buildRuleAssociation("cluster", "rule")).to.deep.equal({
      resourceUri: "cluster",
      dataCollectionRuleId: "rule",
    });
    expect(buildEndpointAssociation("cluster", "endpoint")).to.deep.equal({
      associationName: "configurationAccessEndpoint",
      resourceUri: "cluster",
      dataCollectionEndpointId: "endpoint",
    });
  });

  it("should show the metrics in Grafana, without API keys", () => {
    expect(buildGrafana(AKS, "ml-grafana", "rg", "workspace")).to.deep.equal({
      resourceGroupName: "rg",
      workspaceName: "ml-grafana",
      location: "westeurope",
      tags: TAGS,
      sku: { name: "Standard" },
      identity: { type: "SystemAssigned" },
      properties: {
        apiKey: "Disabled",
        grafanaIntegrations: {
          azureMonitorWorkspaceIntegrations: [{ azureMonitorWorkspaceResourceId: "workspace" }],
        },
      },
    });
  });
});

describe("buildPrometheusRuleGroup", () => {
  const lasting: AlertRule = {
    name: "Lasting",
    expression: "up == 0",
    minutes: 20,
    severity: "warning",
    summary: "s",
    description: "d",
  };
  const scope = { ...PLACE, workspaceId: "workspace", clusterId: "cluster", clusterName: "ml" };
  const common = {
    enabled: true,
    expression: "up == 0",
    annotations: { summary: "s", description: "d" },
    resolveConfiguration: { autoResolved: true, timeToResolve: "PT10M" },
  };

  it("should build the group for one cluster of the workspace", () => {
    const rules: AlertRule[] = [lasting, { ...lasting, name: "Sudden", minutes: 0, severity: "critical" }];
    expect(buildPrometheusRuleGroup(rules, { ...scope, actionGroupIds: [] }, TAGS)).to.deep.equal({
      ...PLACE,
      tags: TAGS,
      enabled: true,
      interval: "PT1M",
      scopes: ["workspace", "cluster"],
      clusterName: "ml",
      rules: [
        { alert: "Lasting", ...common, for: "PT20M", severity: 2 },
        { alert: "Sudden", ...common, severity: 1 },
      ],
    });
  });

  it("should tell the action groups", () => {
    expect(
      buildPrometheusRuleGroup([lasting], { ...scope, actionGroupIds: ["oncall"] }, TAGS).rules,
    ).to.deep.equal([
      { alert: "Lasting", ...common, for: "PT20M", severity: 2, actions: [{ actionGroupId: "oncall" }] },
    ]);
  });
});
