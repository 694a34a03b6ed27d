import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { fixtureChartArgs, writeFixtureChart } from "../../provider/kubernetes/testing/fixture-chart";
import { bundlePlugin } from "../../scripts/bundle/bundle";
import { answerAsAzure } from "./azure-answers";
import { startMonitor, type Monitor, type Registration } from "./monitor";
import { startPlugin, type ConstructCall, type ConstructError, type PluginProcess } from "./plugin-process";

const root = path.resolve(__dirname, "../..");

describe("the bundled plugin", function () {
  this.timeout(240_000);
  let folder: string;
  let chart: string;
  let monitor: Monitor;
  let bundled: PluginProcess;
  let unbundled: PluginProcess;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-bundle-"));
    chart = await writeFixtureChart();
    const plugin = await bundlePlugin(path.join(folder, "plugin"));
    monitor = await startMonitor();
    const launcher = path.join(plugin.folder, "pulumi-resource-aks-ray");
    bundled = await startPlugin([launcher], monitor.address, folder);
    unbundled = await startPlugin([path.join(root, "provider/main.ts")], monitor.address, folder);
  });

  beforeEach(() => {
    monitor.reset();
    answerAsAzure(monitor);
  });

  after(async () => {
    await bundled.stop();
    await unbundled.stop();
    monitor.close();
    fs.rmSync(folder, { recursive: true });
    fs.rmSync(path.dirname(chart), { recursive: true });
  });

  const stack = (): ConstructCall => ({
    type: "aks-ray:index:AksRayCluster",
    name: "ml",
    inputs: {
      location: "westeurope",
      gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 } },
      operator: { chart: fixtureChartArgs(chart) },
    },
  });

  async function constructed(plugin: PluginProcess, call: ConstructCall) {
    monitor.registrations.length = 0;
    const result = await plugin.construct(call);
    return withoutTokens({ result, registrations: byUrn(monitor.registrations) });
  }

  it("should answer with the committed schema", async () => {
    const committed: unknown = JSON.parse(fs.readFileSync(path.join(root, "provider/schema.json"), "utf8"));

    expect(JSON.parse(await bundled.getSchema())).to.deep.equal(committed);
  });

  for (const preview of [true, false]) {
    it(`should make what the plugin in node_modules makes${preview ? ", in previews" : ""}`, async () => {
      const ours = await constructed(bundled, { ...stack(), preview });
      const theirs = await constructed(unbundled, { ...stack(), preview });

      expect(ours.registrations).to.have.length.above(15);
      expect(ours).to.deep.equal(theirs);
    });
  }

  it("should make what the plugin in node_modules makes of everything that Azure has for it", async () => {
    const answered = {
      monitor: { metrics: { prometheusQueryEndpoint: "https://metrics.example.com" } },
      grafana: { properties: { endpoint: "https://grafana.example.com" } },
    };
    monitor.outputs.set("azure-native:monitor:AzureMonitorWorkspace", answered.monitor);
    monitor.outputs.set("azure-native:dashboard:Grafana", answered.grafana);
    const { inputs } = stack();
    const whole = {
      ...stack(),
      inputs: {
        ...inputs,
        network: {
          virtualNetwork: { addressPrefixes: ["10.60.0.0/16"], apiServerSubnetPrefix: "10.60.255.0/28" },
          apiServerAccess: { enablePrivateCluster: true, enableVnetIntegration: true },
        },
        registry: { name: "mlimages" },
        storage: {},
        monitoring: { kind: "azure", azure: { grafana: {} }, logAnalytics: {} },
        upgrades: { channel: "patch", window: { dayOfWeek: "Sunday", startTime: "02:00" } },
      },
    };
    const ours = await constructed(bundled, whole);
    expect(ours).to.deep.equal(await constructed(unbundled, whole));
    const types = ours.registrations.map(({ urn }) => urn.split("::")[2]?.split("$").at(-1) ?? "");
    const inAzure = types.filter((type) => type.startsWith("azure-native:"));
    expect([...new Set(inAzure)]).to.have.length.above(20);
  });

  it("should blame the same settings", async () => {
    const wrong = {
      ...stack(),
      inputs: { location: 5, gpuPools: { T4: { vmSize: "Standard_NC4as_T4_v4" } } },
    };
    const refusal = (plugin: PluginProcess) =>
      plugin.construct(wrong).then(
        () => expect.fail("the Construct should have failed"),
        ({ message, faults }: ConstructError) => ({ message, faults }),
      );

    const ours = await refusal(bundled);
    expect(ours.faults).to.have.lengthOf(4);
    expect(ours).to.deep.equal(await refusal(unbundled));
  });

  it("should fit into a download of 25 MB, with the licenses of what is in it", () => {
    const files = fs.readdirSync(path.join(folder, "plugin"));
    const bytes = files.map((file) => fs.statSync(path.join(folder, "plugin", file)).size);
    const licenses = fs.readFileSync(path.join(folder, "plugin", "THIRD-PARTY-LICENSES.txt"), "utf8");

    expect(files).to.have.members([
      "LICENSE",
      "THIRD-PARTY-LICENSES.txt",
      "plugin.js",
      "pulumi-resource-aks-ray",
      "pulumi-resource-aks-ray.cmd",
    ]);
    expect(bytes.reduce((sum, size) => sum + size)).to.be.below(25e6);
    for (const name of ["@pulumi/pulumi", "@pulumi/azure-native", "@pulumi/kubernetes", "@grpc/grpc-js"])
      expect(licenses).to.match(new RegExp(`^${name} \\d+\\.`, "m"));
  });
});

/** What was registered, in an order that does not depend on which registration came first. */
function byUrn(registrations: Registration[]) {
  return registrations
    .map(({ urn, inputs, request }) => ({
      urn,
      inputs,
      dependencies: [...request.getDependenciesList()].sort(),
      deletedWith: request.getDeletedwith(),
      version: request.getVersion(),
    }))
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
}

/** Each run makes a token of its own. */
function withoutTokens<T>(value: T): T {
  const text = JSON.stringify(value).replace(/"auth_token":"[0-9a-f]{64}"/g, '"auth_token":"token"');
  return JSON.parse(text) as T;
}
