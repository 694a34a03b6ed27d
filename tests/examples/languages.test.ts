import { execFile, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { packageChart, startChartServer, type ChartServer, type PackagedChart } from "../charts";
import { root } from "../docs/markdown";
import { hasPulumi } from "../engine/testing/real-pulumi";
import { pluginFolders } from "../sandbox/run";

const run = promisify(execFile);

interface Language {
  folder: string;
  /** What its programs need on this machine: a command that succeeds where it is there. */
  needs?: string[];
  /** How to get that. */
  remedy?: string;
  /** Runs in its own place, where its imports are found; otherwise in a copy. */
  inPlace?: boolean;
}

const LANGUAGES: Language[] = [
  { folder: "yaml" },
  {
    folder: "python",
    needs: ["python3", "-c", "import pulumi, parver, semver"],
    remedy: "`python3 -m pip install pulumi parver semver` to run it",
  },
  { folder: "go", needs: ["go", "version"], remedy: "install Go to run it", inPlace: true },
  { folder: "dotnet", needs: ["dotnet", "--version"], remedy: "install .NET to run it", inPlace: true },
];

describe("the example in each language, under the real engine", function () {
  // A first run compiles Pulumi's SDK for Go.
  this.timeout(600_000);
  let scratch: string;
  let chart: PackagedChart;
  let server: ChartServer;
  let expected: string[];

  before(async function () {
    if (!hasPulumi() || !fs.existsSync(path.join(root, "bin", "provider", "main.js"))) {
      console.log("      skipped: needs the Pulumi CLI on PATH and `npm run build`");
      this.skip();
    }
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-languages-"));
    fs.mkdirSync(path.join(scratch, "backend"));
    chart = await packageChart(path.join(scratch, "charts"));
    server = await startChartServer({ directory: path.join(scratch, "charts") });
    expected = await previewed({ folder: "typescript", inPlace: true });
  });
  after(async () => {
    await server?.close();
    if (scratch !== undefined) fs.rmSync(scratch, { recursive: true });
  });

  /** What a preview of the example would make: types with those of the parents, and names. */
  async function previewed({ folder, inPlace }: Language): Promise<string[]> {
    const source = path.join(root, "examples", folder);
    const project = path.join(scratch, folder);
    fs.mkdirSync(project);
    if (inPlace !== true) fs.cpSync(source, project, { recursive: true });
    const file = parse(fs.readFileSync(path.join(source, "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
    const providers = Object.entries(pluginFolders()).map(([name, plugin]) => ({ name, path: plugin }));
    fs.writeFileSync(
      path.join(project, "Pulumi.yaml"),
      stringify({
        ...file,
        // The packages stand on PYTHONPATH and in the environment, not in a virtual one of the project.
        ...(folder === "python" && { runtime: "python" }),
        ...(inPlace === true && { main: source }),
        plugins: { providers },
        config: {
          "aks-ray:preflight": "off",
          "aks-ray:chartRepository": server.url,
          "aks-ray:chartCrdDigests": JSON.stringify(chart.crdDigests),
        },
      }),
    );
    await pulumi(project, "stack", "init", "dev");
    const { steps } = JSON.parse(await pulumi(project, "preview", "--json")) as {
      steps: { op: string; urn: string }[];
    };
    return steps
      .filter(({ op, urn }) => op === "create" && !/pulumi:pulumi:Stack|::default_/.test(urn))
      .map(({ urn }) => urn.split("::").slice(2).join(" "))
      .sort();
  }

  /** A folder in which Python finds the SDK's version, which it otherwise knows of installed packages only. */
  function installedRecord(): string {
    const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
      version: string;
    };
    const folder = path.join(scratch, "site", `pulumi_aks_ray-${version}.dist-info`);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(
      path.join(folder, "METADATA"),
      `Metadata-Version: 2.1\nName: pulumi_aks_ray\nVersion: ${version}\n`,
    );
    return path.dirname(folder);
  }

  async function pulumi(cwd: string, ...args: string[]): Promise<string> {
    const outcome = await run("pulumi", [...args, "--non-interactive"], {
      cwd,
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...process.env,
        PULUMI_HOME: path.join(scratch, "home"),
        PULUMI_BACKEND_URL: `file://${path.join(scratch, "backend")}`,
        PULUMI_CONFIG_PASSPHRASE: "correct horse",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        NODE_OPTIONS: `--require ${path.join(root, "bin", "tests", "sandbox", "own-package.js")}`,
        PYTHONPATH: [path.join(root, "sdk", "python"), installedRecord()].join(path.delimiter),
        PYTHONDONTWRITEBYTECODE: "1",
        AKS_RAY_AZURE_STATE: path.join(scratch, "azure.json"),
      },
    }).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`pulumi ${args.join(" ")}: ${error.stderr}${error.stdout}`);
    });
    return outcome.stdout;
  }

  it("should make a whole stack in TypeScript", () => {
    expect(expected).to.have.length.above(15);
    expect(expected).to.include(
      "aks-ray:index:AksRayCluster$aks-ray:index:RayCluster$kubernetes:ray.io/v1:RayCluster ray-raycluster",
    );
  });

  for (const language of LANGUAGES) {
    it(`should make the same in ${language.folder}`, async function () {
      const [command, ...args] = language.needs ?? [];
      if (command !== undefined && spawnSync(command, args, { stdio: "ignore" }).status !== 0) {
        console.log(`      skipped: ${language.remedy}`);
        this.skip();
      }
      expect(await previewed(language)).to.deep.equal(expected);
    });
  }
});
