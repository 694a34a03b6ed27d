import { expect } from "chai";
import path from "node:path";
import {
  startArmServer,
  SUBSCRIPTION,
  TOKEN,
  type ArmServer,
} from "../../provider/preflight/testing/arm-server";
import { plenty, usage } from "../../provider/preflight/testing/fixture-answers";
import { startMonitor, type Monitor } from "./monitor";
import { startPlugin, type ConstructCall, type ConstructError, type PluginProcess } from "./plugin-process";

const root = path.resolve(__dirname, "../..");

describe("the plugin's preflight", function () {
  this.timeout(240_000);
  let monitor: Monitor;
  let plugin: PluginProcess;
  let server: ArmServer;

  before(async () => {
    monitor = await startMonitor();
    plugin = await startPlugin([path.join(root, "provider/main.ts")], monitor.address);
    server = await startArmServer(
      plenty({ usages: [usage("standardDSv5Family", 0, 40), usage("Standard NCASv3_T4 Family", 0, 4)] }),
    );
    monitor.outputs.set("azure-native:resources:ResourceGroup", { name: "group" });
    monitor.results.set("azure-native:authorization:getClientConfig", { subscriptionId: SUBSCRIPTION });
    monitor.results.set("azure-native:authorization:getClientToken", { token: TOKEN });
    monitor.results.set("azure-native:containerservice:listManagedClusterUserCredentials", {
      kubeconfigs: [{ name: "user", value: Buffer.from("kind: Config\n").toString("base64") }],
    });
  });

  after(async () => {
    await plugin.stop();
    monitor.close();
    await server.close();
  });

  const call = (preflight: string): ConstructCall => ({
    type: "aks-ray:index:AksCluster",
    name: "ml",
    preview: true,
    inputs: {
      location: "westeurope",
      gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
      cpuPools: { work: { vmSize: "Standard_D8s_v5", nodes: 3 } },
      preflight,
    },
    options: (request) => {
      const config = request.getConfigMap();
      config.set("aks-ray:armEndpoint", server.url).set("aks-ray:pricesEndpoint", server.url);
    },
  });

  it("should fail the Construct with the path of every obstacle under 'error'", async () => {
    const failure: unknown = await plugin.construct(call("error")).catch((error: unknown) => error);
    const { message, faults } = failure as ConstructError;
    expect(faults.map((fault) => fault.path)).to.deep.equal(["cpuPools.work.nodes", "gpuPools.t4.maxNodes"]);
    expect(message).to.match(/^preflight: Azure would refuse the AksCluster 'ml' for 2 reasons:\n/);
    expect([plugin.stderr(), ...monitor.complaints].join("\n")).not.to.match(/^\s+at /m);
  });

  it("should warn before the Construct is answered under 'warn'", async () => {
    const { state } = await plugin.construct(call("warn"));
    expect(state["resourceGroupName"]).to.equal("group");
    expect(monitor.complaints.join("\n"))
      .to.contain("cpuPools.work.nodes: 48 vCPUs are needed")
      .and.contain("gpuPools.t4.maxNodes: 8 vCPUs are needed");
  });
});
