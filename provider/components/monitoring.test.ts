import { expect } from "chai";
import type { AksRayClusterArgs, AzureGrafanaArgs, MonitoringArgs } from "../args";
import { recordResources, type Registration } from "../testing/record";
import { AksCluster } from "./aks-cluster";
import { AksRayCluster } from "./aks-ray-cluster";

const GPU_POOLS = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };

interface JobSpec {
  template: { spec: { containers: { env: { name: string; value: string }[] }[] } };
}

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

describe("Ray's dashboards in Azure's Grafana", () => {
  const own = "/subscriptions/other/resourceGroups/g/providers/Microsoft.Dashboard/grafana/own";

  async function imported(grafana: AzureGrafanaArgs, ray: AksRayClusterArgs["ray"] = {}) {
    const { registrations } = await recordResources(() =>
      new AksRayCluster("ml", {
        location: "westeurope",
        gpuPools: GPU_POOLS,
        preflight: "off",
        operator: { install: "none" },
        monitoring: { kind: "azure", azure: { grafana } },
        ray,
      }).outputs(),
    );
    const made = registrations.filter(({ name }) => name.startsWith("ml-dashboards"));
    const inputs = (type: string) => made.find((one) => one.type.endsWith(`:${type}`))?.inputs;
    const [container] = (inputs("Job")?.["spec"] as JobSpec | undefined)?.template.spec.containers ?? [];
    const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
    return { registrations, made, inputs, env };
  }

  it("should be imported by a Job whose identity may edit this Grafana and nothing else", async () => {
    const { made, inputs, env } = await imported({});
    expect(made.map(({ type, name }) => `${type} ${name}`)).to.have.members([
      "azure-native:managedidentity:UserAssignedIdentity ml-dashboards-identity",
      "azure-native:managedidentity:FederatedIdentityCredential ml-dashboards-federation",
      "azure-native:authorization:RoleAssignment ml-dashboards-role",
      "kubernetes:core/v1:ServiceAccount ml-dashboards",
      "kubernetes:batch/v1:Job ml-dashboards",
    ]);
    expect(inputs("FederatedIdentityCredential")).to.include({
      issuer: "https://oidc.example.com/",
      subject: "system:serviceaccount:ray:ml-dashboards",
    });
    expect(inputs("RoleAssignment")).to.include({ scope: "ml-grafana-id", principalId: "ml-principal" });
    expect(inputs("RoleAssignment")?.["roleDefinitionId"]).to.contain("a79a5197-3a5c-4973-a920-486035ffd60f");
    expect(inputs("ServiceAccount")).to.have.deep.nested.property("metadata.annotations", {
      "azure.workload.identity/client-id": "ml-client",
    });
    expect(env).to.include({
      GRAFANA_URL: "https://grafana.example.com",
      MONITOR_WORKSPACE: "ml-metrics-id",
    });
    expect(inputs("Job"))
      .to.have.nested.property("metadata.name")
      .that.matches(/^ml-dashboards-[0-9a-f]{8}$/);
  });

  it("should go into a Grafana of another subscription, whose address is read", async () => {
    const { registrations, inputs, env } = await imported({ resourceId: own, dashboards: true });
    expect(
      registrations.filter(({ type }) => type.endsWith(":Grafana")).map(({ name }) => name),
    ).to.deep.equal(["ml-existing-grafana"]);
    expect(inputs("RoleAssignment")).to.include({ scope: own });
    expect(inputs("RoleAssignment")?.["roleDefinitionId"]).to.match(/^\/subscriptions\/other\//);
    expect(env).to.include({ GRAFANA_URL: "https://grafana.example.com" });
  });

  it("should leave an existing Grafana alone unless told otherwise", async () => {
    const { registrations, made } = await imported({ resourceId: own });
    expect(made).to.deep.equal([]);
    expect(registrations.filter(({ type }) => type.endsWith(":Grafana"))).to.deep.equal([]);
  });

  it("should wait for a cluster with a head", async () => {
    const { inputs } = await imported({}, { suspend: true });
    expect(inputs("RoleAssignment")).to.be.an("object");
    expect(inputs("Job")).to.equal(undefined);
  });
});
