import { expect } from "chai";
import type { MonitoringArgs } from "../args";
import { recordResources, type Registration } from "../testing/record";
import { AksCluster } from "./aks-cluster";

const GPU_POOLS = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };

async function monitored(monitoring: MonitoringArgs) {
  const { registrations, outputs } = await recordResources(() =>
    new AksCluster("ml", { location: "westeurope", gpuPools: GPU_POOLS, monitoring }).outputs(),
  );
  const inputs = (name: string, type: string): Record<string, unknown> | undefined =>
    registrations.find((made) => made.name === name && made.type.endsWith(type))?.inputs;
  return { registrations, outputs, inputs };
}

/** `type name` of what monitoring alone makes. */
function madeForMonitoring(registrations: Registration[]): string[] {
  const others = /:(AksCluster|ResourceGroup|ManagedCluster|AgentPool|DaemonSet)$|^pulumi:/;
  return registrations.filter(({ type }) => !others.test(type)).map(({ type, name }) => `${type} ${name}`);
}

describe("monitoring of an AksCluster", () => {
  it("should collect metrics in Azure, and let Grafana and its users in", async () => {
    const admins = [{ principalId: "team", principalType: "Group" as const }];
    const { registrations, outputs, inputs } = await monitored({
      kind: "azure",
      azure: { grafana: { admins } },
    });
    expect(madeForMonitoring(registrations)).to.have.members([
      "azure-native:monitor:AzureMonitorWorkspace ml-metrics",
      "azure-native:monitor:DataCollectionEndpoint ml-metrics",
      "azure-native:monitor:DataCollectionRule ml-metrics",
      "azure-native:monitor:DataCollectionRuleAssociation ml-metrics",
      "azure-native:monitor:DataCollectionRuleAssociation ml-metrics-endpoint",
      "azure-native:dashboard:Grafana ml-grafana",
      "azure-native:authorization:RoleAssignment ml-grafana-reader",
      "azure-native:authorization:RoleAssignment ml-grafana-admin-0",
    ]);
    expect(inputs("ml-aks", ":ManagedCluster")).to.deep.include({
      azureMonitorProfile: { metrics: { enabled: true } },
    });
    expect(inputs("ml-grafana-reader", ":RoleAssignment")).to.include({
      scope: "ml-metrics-id",
      principalId: "grafana-principal",
      principalType: "ServicePrincipal",
    });
    expect(inputs("ml-grafana-admin-0", ":RoleAssignment")).to.include({
      scope: "ml-grafana-id",
      principalId: "team",
      principalType: "Group",
    });
    expect(outputs).to.include({
      grafanaUrl: "https://grafana.example.com",
      prometheusUrl: "https://query.example.com",
    });
  });

  it("should use what is there in Azure, in its region", async () => {
    const group = "/subscriptions/s/resourceGroups/g/providers";
    const workspaceResourceId = `${group}/Microsoft.Monitor/accounts/a`;
    const { registrations, outputs, inputs } = await monitored({
      kind: "azure",
      azure: {
        workspaceResourceId,
        workspaceLocation: "northeurope",
        grafana: { resourceId: `${group}/Microsoft.Dashboard/grafana/own`, principalId: "own" },
      },
    });
    expect(madeForMonitoring(registrations).join("\n")).not.to.match(/AzureMonitorWorkspace|dashboard/);
    expect(inputs("ml-metrics", ":DataCollectionRule")).to.include({ location: "northeurope" });
    expect(inputs("ml-grafana-reader", ":RoleAssignment")).to.include({
      scope: workspaceResourceId,
      principalId: "own",
    });
    expect(outputs).to.include({ grafanaUrl: "", prometheusUrl: "" });
  });

  it("should send logs to a workspace that the cluster knows", async () => {
    const { registrations, inputs } = await monitored({ logAnalytics: { controlPlaneLogs: ["guard"] } });
    expect(madeForMonitoring(registrations)).to.have.members([
      "azure-native:operationalinsights:Workspace ml-logs",
      "azure-native:monitor:DataCollectionRule ml-logs",
      "azure-native:monitor:DataCollectionRuleAssociation ml-logs",
      "azure-native:monitor:DiagnosticSetting ml-control-plane",
    ]);
    expect(inputs("ml-aks", ":ManagedCluster")).to.have.nested.property(
      "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID",
      "ml-logs-id",
    );
  });

  it("should make nothing for a Prometheus that is there", async () => {
    const { registrations } = await monitored({ kind: "existing" });
    expect(madeForMonitoring(registrations)).to.deep.equal([]);
  });
});
