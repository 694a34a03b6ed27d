import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { extract } from "tar";
import { stringify } from "yaml";
import { fixtureChartArgs, writeFixtureChart } from "../../provider/kubernetes/testing/fixture-chart";
import { bundlePlugin } from "../../scripts/bundle/bundle";
import { archiveName, packPlugin } from "../../scripts/release/plugin-archives";
import { hasPulumi } from "../engine/testing/real-pulumi";
import { startMonitor } from "../wire/monitor";
import { startPlugin } from "../wire/plugin-process";

const run = promisify(execFile);
const root = path.resolve(__dirname, "../..");
const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
  version: string;
};

/** How Go names this machine, and so an archive. */
function thisMachine(): string {
  const system =
    process.platform === "win32" ? "windows" : process.platform === "darwin" ? "darwin" : "linux";
  return archiveName(version, { os: system, arch: process.arch === "arm64" ? "arm64" : "amd64" });
}

describe("the plugin from its archive", function () {
  this.timeout(240_000);
  let scratch: string;
  let archive: string;
  let installed: string;

  before(async () => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-install-"));
    const bundle = await bundlePlugin(path.join(scratch, "bundle"));
    await packPlugin(bundle, version, path.join(scratch, "release"));
    archive = path.join(scratch, "release", thisMachine());
    installed = path.join(scratch, "home", "plugins", `resource-aks-ray-v${version}`);
  });
  after(() => fs.rmSync(scratch, { recursive: true, force: true }));

  it("should start in an empty plugin folder, and answer with the committed schema", async () => {
    const folder = path.join(scratch, "by-hand", "plugins", `resource-aks-ray-v${version}`);
    fs.mkdirSync(folder, { recursive: true });
    await extract({ file: archive, cwd: folder });
    const monitor = await startMonitor();
    const plugin = await startPlugin(
      [path.join(folder, "pulumi-resource-aks-ray")],
      monitor.address,
      path.join(scratch, "by-hand"),
    );
    try {
      const committed: unknown = JSON.parse(fs.readFileSync(path.join(root, "provider/schema.json"), "utf8"));
      expect(JSON.parse(await plugin.getSchema())).to.deep.equal(committed);
      expect(await plugin.getVersion()).to.equal(version);
    } finally {
      await plugin.stop();
      monitor.close();
    }
  });

  describe("under the real engine", () => {
    let environment: NodeJS.ProcessEnv;

    before(async function () {
      if (!hasPulumi()) {
        console.log("      skipped: no pulumi on PATH; install the Pulumi CLI to run it");
        this.skip();
      }
      environment = {
        ...process.env,
        PULUMI_HOME: path.join(scratch, "home"),
        PULUMI_BACKEND_URL: `file://${path.join(scratch, "backend")}`,
        PULUMI_CONFIG_PASSPHRASE: "correct horse",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // Whatever version of the plugin is on PATH must not stand in for the one under test.
        PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
        AKS_RAY_AZURE_STATE: path.join(scratch, "azure.json"),
      };
      fs.mkdirSync(path.join(scratch, "backend"));
      await pulumi(scratch, "plugin", "install", "resource", "aks-ray", version, "--file", archive);
    });

    const pulumi = async (cwd: string, ...args: string[]): Promise<string> =>
      (await run("pulumi", [...args, "--non-interactive"], { cwd, env: environment })).stdout;

    it("should be installed where the engine looks for it", async () => {
      expect(fs.existsSync(path.join(installed, "plugin.js"))).to.equal(true);
      const plugins = JSON.parse(await pulumi(scratch, "plugin", "ls", "--json")) as object[];
      expect(plugins).to.have.lengthOf(1);
      expect(plugins[0]).to.include({ name: "aks-ray", kind: "resource", version });
    });

    it("should preview a YAML program", async () => {
      const project = path.join(scratch, "project");
      const chart = await writeFixtureChart();
      fs.mkdirSync(project);
      fs.writeFileSync(path.join(project, "Pulumi.yaml"), stringify(program(chart)));
      try {
        await pulumi(project, "stack", "init", "organization/install/dev");
        const preview = await pulumi(project, "preview", "--json");
        const { steps, changeSummary } = JSON.parse(preview) as {
          steps: { op: string; urn: string }[];
          changeSummary: Record<string, number>;
        };
        const created = steps.filter(({ op }) => op === "create").map(({ urn }) => urn.split("$").pop());

        expect(created).to.include.members([
          "azure-native:containerservice:ManagedCluster::ray-aks",
          "kubernetes:ray.io/v1:RayCluster::ray-raycluster",
          "kubernetes:batch/v1:Job::ray-ready",
        ]);
        expect(changeSummary["create"]).to.be.above(15);
      } finally {
        fs.rmSync(path.dirname(chart), { recursive: true });
      }
    });

    /** A program that has the component from the plugin folder, and the stand-ins for what it makes. */
    function program(chart: string): object {
      const standIn = (name: string, folder: string) => ({
        name,
        path: path.join(root, "tests", folder, "plugin"),
      });
      return {
        name: "install",
        runtime: "yaml",
        plugins: { providers: [standIn("azure-native", "azure"), standIn("kubernetes", "kubernetes")] },
        config: { "aks-ray:preflight": "off" },
        resources: {
          ray: {
            type: "aks-ray:AksRayCluster",
            properties: {
              location: "westeurope",
              gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
              operator: {
                chart: fixtureChartArgs(chart),
              },
            },
          },
        },
      };
    }
  });
});
