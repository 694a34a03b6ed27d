import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { fixtureChartArgs, writeFixtureChart } from "../../provider/kubernetes/testing/fixture-chart";
import { answerAsAzure } from "./azure-answers";
import { startMonitor, type Monitor } from "./monitor";
import { ConstructError, startPlugin, type PluginProcess } from "./plugin-process";

const root = path.resolve(__dirname, "../..");
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const secretOutput = (value: string) => ({
  [signature]: outputSignature,
  value,
  secret: true,
  dependencies: [],
});

describe("the plugin", function () {
  this.timeout(240_000);
  const kubeconfig = "apiVersion: v1\nkind: Config\n";
  let monitor: Monitor;
  let plugin: PluginProcess;
  let chart: string;
  let project: string;

  before(async () => {
    chart = await writeFixtureChart();
    project = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-project-"));
    monitor = await startMonitor();
    plugin = await startPlugin([path.join(root, "provider/main.ts")], monitor.address, project);
  });

  beforeEach(() => {
    monitor.reset();
    answerAsAzure(monitor, kubeconfig);
  });

  after(async () => {
    await plugin.stop();
    monitor.close();
    fs.rmSync(project, { recursive: true });
    fs.rmSync(path.dirname(chart), { recursive: true });
  });

  const operator = () => ({
    chart: fixtureChartArgs(chart),
  });
  const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 } };
  const types = () => monitor.registrations.map(({ type }) => type);
  const refused = (type: string, inputs: Record<string, unknown>) =>
    plugin.construct({ type: `aks-ray:index:${type}`, name: "ml", inputs, preview: true }).then(
      () => expect.fail("the Construct should have failed"),
      (error: unknown) => error as ConstructError,
    );

  it("should answer with the committed schema and the package's version", async () => {
    const committed = JSON.parse(fs.readFileSync(path.join(root, "provider/schema.json"), "utf8")) as {
      version: string;
    };

    expect(JSON.parse(await plugin.getSchema())).to.deep.equal(committed);
    expect(await plugin.getVersion()).to.equal(committed.version);
  });

  it("should construct AksRayCluster with every output of the schema, the kubeconfig secret", async () => {
    const { urn, state } = await plugin.construct({
      type: "aks-ray:index:AksRayCluster",
      name: "ml",
      inputs: { location: "westeurope", gpuPools, operator: operator() },
    });

    expect(urn).to.equal("urn:pulumi:dev::test::aks-ray:index:AksRayCluster::ml");
    expect(state).to.include({ clusterName: "ml-aks", nodeResourceGroup: "MC_ml", rayClusterName: "ml" });
    expect(state["kubeconfig"]).to.deep.equal({ [signature]: secretSignature, value: kubeconfig });
    const schema = JSON.parse(await plugin.getSchema()) as {
      resources: Record<string, { required: string[] }>;
    };
    expect(state).to.have.all.keys(schema.resources["aks-ray:index:AksRayCluster"]?.required ?? []);
    expect(types()).to.include.members([
      "azure-native:containerservice:AgentPool",
      "kubernetes:helm.sh/v3:Release",
      "kubernetes:ray.io/v1:RayCluster",
    ]);
  });

  it("should make a cluster in existing subnets after its identity has the roles there", async () => {
    const subnetId =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes";
    const zone = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones";
    monitor.outputs.set("azure-native:managedidentity:UserAssignedIdentity", { principalId: "principal" });
    await plugin.construct({
      type: "aks-ray:index:AksCluster",
      name: "ml",
      inputs: {
        gpuPools,
        network: {
          subnetId,
          apiServerAccess: {
            enablePrivateCluster: true,
            privateDNSZone: `${zone}/privatelink.westeurope.azmk8s.io`,
          },
        },
      },
    });

    const named = (name: string) => monitor.registrations.find((registration) => registration.name === name);
    const cluster = named("ml-aks");
    const roles = [named("ml-network-role"), named("ml-dns-zone-role")];
    expect(cluster?.request.getDependenciesList()).to.include.members(roles.map((role) => role?.urn ?? ""));
    expect(roles[0]?.inputs).to.deep.equal({
      scope: subnetId.replace("/subnets/nodes", ""),
      principalId: "principal",
      principalType: "ServicePrincipal",
      roleDefinitionId:
        "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7",
    });
    expect(cluster?.inputs).to.deep.include({
      identity: { type: "UserAssigned", userAssignedIdentities: ["ml-identity-id"] },
    });
    expect(named("ml-t4")?.inputs).to.include({ vnetSubnetID: subnetId });
  });

  it("should make one subnet after another, and the NAT gateway before them", async () => {
    monitor.outputs.set("azure-native:managedidentity:UserAssignedIdentity", { principalId: "principal" });
    monitor.outputs.set("azure-native:network:VirtualNetwork", { name: "ml-vnet" });
    await plugin.construct({
      type: "aks-ray:index:AksCluster",
      name: "ml",
      inputs: {
        gpuPools,
        network: { virtualNetwork: {}, apiServerAccess: { enableVnetIntegration: true } },
      },
    });

    const named = (name: string) => monitor.registrations.find((registration) => registration.name === name);
    const after = (name: string) => named(name)?.request.getDependenciesList() ?? [];
    expect(after("ml-nodes-subnet")).to.include(named("ml-nat")?.urn);
    expect(after("ml-apiserver-subnet")).to.include(named("ml-nodes-subnet")?.urn);
    expect(after("ml-aks")).to.include(named("ml-network-role")?.urn);
  });

  it("should construct AksCluster alone", async () => {
    const { state } = await plugin.construct({
      type: "aks-ray:index:AksCluster",
      name: "ml",
      inputs: { location: "westeurope", gpuPools },
    });

    expect(state).to.have.all.keys(
      "kubeconfig",
      "clusterName",
      "resourceGroupName",
      "nodeResourceGroup",
      "oidcIssuerUrl",
      "grafanaUrl",
      "prometheusUrl",
    );
    expect(types()).not.to.include("kubernetes:helm.sh/v3:Release");
  });

  it("should construct KubeRayOperator alone", async () => {
    const { state } = await plugin.construct({
      type: "aks-ray:index:KubeRayOperator",
      name: "ray",
      inputs: operator(),
    });

    expect(state).to.have.all.keys("namespace", "version");
    expect(types().filter((type) => type === "kubernetes:helm.sh/v3:Release")).to.have.lengthOf(2);
  });

  it("should construct RayCluster alone", async () => {
    const workerGroups = { cpu: { cpu: 2, memoryGiB: 4, minReplicas: 1, maxReplicas: 2 } };
    const { state } = await plugin.construct({
      type: "aks-ray:index:RayCluster",
      name: "ray",
      inputs: { workerGroups },
    });

    expect(state).to.include({ rayClusterName: "ray", namespace: "ray" });
    expect(state["workerGroups"]).to.have.nested.property("cpu.memoryGiB", 4);
  });

  it("should keep a secret environment variable secret in the RayCluster", async () => {
    await plugin.construct({
      type: "aks-ray:index:RayCluster",
      name: "ray",
      inputs: { env: { TOKEN: secretOutput("hunter2") } },
    });

    const cluster = monitor.registrations.find(({ type }) => type === "kubernetes:ray.io/v1:RayCluster");
    expect(cluster?.inputs["spec"])
      .to.have.nested.property("headGroupSpec.template.spec.containers[0].env")
      .that.deep.includes({ name: "TOKEN", value: { [signature]: secretSignature, value: "hunter2" } });
    for (const { inputs, type } of monitor.registrations) {
      if (type !== "kubernetes:ray.io/v1:RayCluster")
        expect(JSON.stringify(inputs)).not.to.contain("hunter2");
    }
  });

  it("should name every wrong argument at preview, and register nothing", async () => {
    const error = await refused("AksRayCluster", {
      location: "westeurope",
      gpuPools: {
        A100: { vmSize: "Standard_NC24ads_A100_v4", minNodes: 4, maxNodes: 2, migProfil: "MIG1g" },
      },
      readinessTimeoutSeconds: "soon",
    });

    const paths = error.faults.map(({ path: faultPath }) => faultPath);
    expect(paths).to.include.members(["gpuPools.A100.minNodes", "readinessTimeoutSeconds"]);
    expect(paths.some((faultPath) => faultPath.startsWith("gpuPools.A100"))).to.equal(true);
    expect(monitor.registrations).to.deep.equal([]);
    expect([plugin.stderr(), ...monitor.complaints].join("\n")).not.to.match(/^\s+at /m);
  });

  it("should name the argument and the remedy when the chart cannot be read", async () => {
    const error = await refused("KubeRayOperator", { chart: { path: "./nowhere" } });

    expect(error.message).to.match(/^operator\.chart\.path: no Helm chart can be read from '\.\/nowhere'/);
    expect([plugin.stderr(), ...monitor.complaints].join("\n")).not.to.match(/^\s+at /m);
  });

  it("should preview with unknown inputs", async () => {
    const { state } = await plugin.construct({
      type: "aks-ray:index:AksCluster",
      name: "ml",
      preview: true,
      inputs: { location: { [signature]: outputSignature, dependencies: [] }, gpuPools },
    });

    expect(state["resourceGroupName"]).to.equal("group");
  });
});
