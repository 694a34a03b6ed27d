import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { InitFailedError, UNKNOWN } from "../plugin";
import {
  collectLogs,
  startPlugin,
  urnOf,
  type LogCollector,
  type LogEntry,
  type PluginProcess,
  type ResourceName,
} from "../plugin/client";
import type { ArmState } from "./arm-state";
import { CLUSTER, clusterInputs, failure, GROUP, POOL, poolInputs, thrown } from "./testing/subscription";

const GROUP_NAME = { type: GROUP, name: "rg" };
const CLUSTER_NAME = { type: CLUSTER, name: "ml" };
const POOL_NAME = { type: POOL, name: "t4" };
const CREDENTIALS = "azure-native:containerservice:listManagedClusterUserCredentials";

/** Says of a cluster how far its creation is; which of the stages it says depends on when it can look. */
function isStageOf(cluster: ResourceName) {
  return ({ urn, message }: LogEntry) =>
    urn === urnOf(cluster) &&
    /^(Creating|ProvisioningControlPlane|CreatingAgentPool|ReconcilingAddons|Succeeded)$/.test(message);
}

describe("the plugin in place of pulumi-resource-azure-native", function () {
  this.timeout(240_000);

  let logs: LogCollector;
  let folder: string;
  let plugin: PluginProcess | undefined;

  before(async () => {
    logs = await collectLogs();
  });
  after(() => logs.close());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "azure-"));
    logs.entries.length = 0;
  });
  afterEach(async () => {
    await plugin?.stop();
    plugin = undefined;
  });

  /** A new process on the same Azure, as each deployment starts one. */
  async function start(env: Record<string, string> = {}) {
    await plugin?.stop();
    const args = ["--require", require.resolve("tsx/cjs"), join(__dirname, "main.ts"), logs.address];
    plugin = await startPlugin(process.execPath, args, {
      AKS_RAY_AZURE_STATE: join(folder, "state.json"),
      AKS_RAY_AZURE_TIME_SCALE: "0.0002",
      ...env,
    });
    await plugin.client.configure({ location: "westeurope" });
    return plugin.client;
  }

  it("should carry a stack through preview, creation, update, credentials and deletion", async () => {
    let azure = await start();

    const { inputs } = await azure.check(CLUSTER_NAME, clusterInputs({ resourceGroupName: UNKNOWN }));
    const preview = await azure.create(CLUSTER_NAME, inputs, true);
    expect(preview.id).to.equal("");
    expect(preview.properties).to.include({ dnsPrefix: "ml", resourceUID: UNKNOWN });

    const group = await azure.check(GROUP_NAME, { resourceGroupName: "rg" });
    await azure.create(GROUP_NAME, group.inputs);
    const checked = await azure.check(CLUSTER_NAME, clusterInputs());
    const cluster = await azure.create(CLUSTER_NAME, checked.inputs);
    const created = await azure.check(POOL_NAME, poolInputs());
    const pool = await azure.create(POOL_NAME, created.inputs);
    expect(pool.properties).to.include({ provisioningState: "Succeeded", count: 1 });
    const status = await logs.entry(isStageOf(CLUSTER_NAME));
    expect(status).to.include({ ephemeral: true, severity: "info" });

    azure = await start();
    const changed = await azure.check(POOL_NAME, poolInputs({ count: 3 }), created.inputs);
    const diff = await azure.diff(POOL_NAME, pool.id, created.inputs, pool.properties, changed.inputs);
    expect(diff).to.deep.include({ changed: true, diffs: ["count"], replaces: [] });
    const updated = await azure.update(POOL_NAME, pool.id, created.inputs, pool.properties, changed.inputs);
    expect(updated).to.include({ count: 3 });
    const read = await azure.read(CLUSTER_NAME, cluster.id, cluster.properties, checked.inputs);
    expect(read.properties["agentPoolProfiles"]).to.have.length(2);

    const { kubeconfigs } = await azure.invoke(CREDENTIALS, { resourceGroupName: "rg", resourceName: "ml" });
    const [first] = kubeconfigs as { name: string; value: string }[];
    expect(first?.name).to.equal("clusterUser");
    expect(Buffer.from(first?.value ?? "", "base64").toString()).to.contain('"current-context":"ml"');

    await azure.delete(POOL_NAME, pool.id);
    await azure.delete(CLUSTER_NAME, cluster.id);
    expect(
      await failure(azure.invoke(CREDENTIALS, { resourceGroupName: "rg", resourceName: "ml" })),
    ).to.contain('Status=404 Code="ResourceNotFound"');
    expect(statSync(join(folder, "state.json")).mode & 0o777).to.equal(0o600);
  });

  it("should report an accepted creation that fails as a resource that is there", async () => {
    const faults = join(folder, "faults.json");
    const fault = { type: "AgentPool", operation: "create", code: "AllocationFailed", after: "accepted" };
    writeFileSync(faults, JSON.stringify([{ ...fault, message: "no capacity" }]));
    const azure = await start({
      AKS_RAY_AZURE_FAULTS: faults,
      AKS_RAY_AZURE_RESOURCE_GROUPS: JSON.stringify({ rg: "westeurope" }),
    });
    await azure.create(CLUSTER_NAME, (await azure.check(CLUSTER_NAME, clusterInputs())).inputs);
    const { inputs } = await azure.check(POOL_NAME, poolInputs());
    const error = await thrown(azure.create(POOL_NAME, inputs));
    expect(error).to.be.instanceOf(InitFailedError);
    expect(error)
      .to.have.property("id")
      .that.matches(/\/agentPools\/t4$/);
    expect(error).to.have.nested.property("properties.provisioningState", "Failed");
    expect(error).to.have.deep.property("reasons", [
      'Status=200 Code="AllocationFailed" Message="no capacity"',
    ]);
  });

  it("should go on in Azure when the engine cancels, and be found finished by the next process", async () => {
    const groups = { AKS_RAY_AZURE_RESOURCE_GROUPS: JSON.stringify({ rg: "westeurope" }) };
    let azure = await start({ ...groups, AKS_RAY_AZURE_TIME_SCALE: "0.01" });
    const { inputs } = await azure.check(CLUSTER_NAME, clusterInputs());
    const creation = thrown(azure.create(CLUSTER_NAME, inputs));
    await logs.entry(isStageOf(CLUSTER_NAME));
    await azure.cancel();
    const error = await creation;
    expect(error).to.be.instanceOf(InitFailedError);
    expect(error.message).to.equal("resource created but read failed context canceled: context canceled");

    // What the clock would bring in a while.
    const file = join(folder, "state.json");
    const state = JSON.parse(readFileSync(file, "utf8")) as ArmState;
    for (const { operation } of Object.values(state.resources)) if (operation) operation.endsAt = 0;
    writeFileSync(file, JSON.stringify(state));
    azure = await start(groups);
    const read = await azure.read(CLUSTER_NAME, (error as InitFailedError).id, {}, inputs);
    expect(read.properties).to.include({ provisioningState: "Succeeded" });
  });

  it("should say at the start what is wrong with its settings", async () => {
    const error = await thrown(start({ AKS_RAY_AZURE_TIME_SCALE: "fast" }));
    expect(error.message).to.match(/ended with code 1 before it printed its port$/);
  });
});
