import { execFile, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { extract } from "tar";
import { fixtureChartArgs, writeFixtureChart } from "../../provider/kubernetes/testing/fixture-chart";
import { bundlePlugin } from "../../scripts/bundle/bundle";
import { npmPack } from "../../scripts/release/sdk-packages";
import { answerAsAzure } from "./azure-answers";
import { startMonitor, type Monitor } from "./monitor";
import { startPlugin } from "./plugin-process";

const run = promisify(execFile);
const root = path.resolve(__dirname, "../..");

/** Packages that the plugin uses, or that a Node.js program with TypeScript would load. */
const PACKAGES = [
  "@pulumi/pulumi",
  "@pulumi/azure-native",
  "@pulumi/kubernetes",
  "@grpc/grpc-js",
  "google-protobuf",
  "typescript",
  "ts-node",
  "tsx",
  "ajv",
  "yaml",
  "tar",
  "source-map-support",
];

const NO_TSCONFIG = '{ "extends": "./nowhere.json", "compilerOptions": { "module":';

/** Options of a frontend's compiler. */
const OTHERS_OPTIONS = {
  target: "es5",
  module: "es2015",
  moduleResolution: "node",
  allowJs: true,
  checkJs: true,
  strict: true,
  noEmit: true,
  isolatedModules: true,
  jsx: "preserve",
  baseUrl: "src",
  paths: { "*": ["nowhere/*"] },
  types: ["nowhere"],
};

/**
 * Makes a program's folder in which everything leads astray: a tsconfig.json that is none, another module system, and packages
 * that leave a mark when they are loaded, and fail.
 */
function writeHostileProgram(folder: string, mark: string): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, "tsconfig.json"),
    '{ "extends": "./nowhere.json", "compilerOptions": { "module":',
  );
  fs.writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({
      name: "hostile",
      type: "module",
      imports: { "#*": "./nowhere.js" },
      main: "nowhere.js",
    }),
  );
  for (const name of PACKAGES) {
    const target = path.join(folder, "node_modules", name);
    fs.mkdirSync(target, { recursive: true });
    fs.writeFileSync(
      path.join(target, "package.json"),
      JSON.stringify({ name, version: "99.0.0", main: "index.js" }),
    );
    fs.writeFileSync(
      path.join(target, "index.js"),
      `require("fs").appendFileSync(${JSON.stringify(mark)}, ${JSON.stringify(`${name}\n`)}); throw new Error("hostile");`,
    );
  }
}

/** The program's node_modules have other versions, so npm puts the plugin's own below the package. */
function linkDependencies(modules: string): void {
  const installed = path.join(root, "node_modules");
  for (const name of fs.readdirSync(installed)) {
    if (name === "ts-node") continue;
    fs.mkdirSync(modules, { recursive: true });
    fs.symlinkSync(path.join(installed, name), path.join(modules, name));
  }
}

describe("the plugin for a program whose folder leads astray", function () {
  this.timeout(240_000);
  let scratch: string;
  let program: string;
  let mark: string;
  let chart: string;
  let monitor: Monitor;

  before(async () => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-hostile-"));
    program = path.join(scratch, "program");
    mark = path.join(scratch, "loaded");
    chart = await writeFixtureChart();
    monitor = await startMonitor();
    writeHostileProgram(program, mark);
  });
  beforeEach(() => {
    fs.rmSync(mark, { force: true });
    monitor.reset();
    answerAsAzure(monitor);
  });
  after(() => {
    monitor.close();
    fs.rmSync(scratch, { recursive: true });
    fs.rmSync(path.dirname(chart), { recursive: true });
  });

  /** Names of the program's packages that were loaded. */
  const loaded = (): string => (fs.existsSync(mark) ? fs.readFileSync(mark, "utf8") : "");

  /** The npm package where npm puts it, or a folder of its own, as the engine makes for a git URL. */
  async function installPackage(folder: string): Promise<string> {
    fs.mkdirSync(folder, { recursive: true });
    await extract({ file: path.join(scratch, await npmPack(root, scratch)), cwd: folder, strip: 1 });
    linkDependencies(path.join(folder, "node_modules"));
    // What the engine runs in it, by way of `npm install`.
    await run("npm", ["run", "prepare"], { cwd: folder, shell: process.platform === "win32" });
    return folder;
  }

  async function expectStack(command: string[]): Promise<void> {
    const plugin = await startPlugin(command, monitor.address, program);
    try {
      const committed: unknown = JSON.parse(fs.readFileSync(path.join(root, "provider/schema.json"), "utf8"));
      expect(JSON.parse(await plugin.getSchema())).to.deep.equal(committed);
      await plugin.construct({
        type: "aks-ray:index:AksRayCluster",
        name: "ml",
        inputs: {
          location: "westeurope",
          gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
          operator: {
            chart: fixtureChartArgs(chart),
          },
        },
      });
      expect(monitor.registrations.map(({ name }) => name)).to.include.members([
        "ml-aks",
        "ml-t4",
        "ml-raycluster",
      ]);
      expect(loaded()).to.equal("");
    } finally {
      await plugin.stop();
    }
  }

  it("would be noticed to take the program's packages", () => {
    const { status } = spawnSync(process.execPath, ["-e", `require("@pulumi/pulumi")`], { cwd: program });
    expect(status).not.to.equal(0);
    expect(loaded()).to.equal("@pulumi/pulumi\n");
  });

  it("should not be led astray as an archive", async () => {
    const { folder } = await bundlePlugin(path.join(scratch, "plugin"));
    await expectStack([path.join(folder, "pulumi-resource-aks-ray")]);
  });

  describe("from npm or git", () => {
    before(function () {
      if (fs.existsSync(path.join(root, "bin", "provider", "main.js"))) return;
      console.log("      skipped: not compiled; `npm run build` first");
      this.skip();
    });

    it("should not be led astray by way of its launcher", async () => {
      const folder = await installPackage(path.join(program, "node_modules", "pulumi-aks-ray"));
      await expectStack([path.join(folder, "provider", "plugin", "pulumi-resource-aks-ray")]);
    });

    // As RunPlugin in pulumi/pulumi, sdk/nodejs/cmd/pulumi-language-nodejs/main.go, starts a folder with a PulumiPlugin.yaml. The
    // Node SDK has ts-node read the program's tsconfig.json then.
    for (const [what, tsconfig] of [
      ["that is none", NO_TSCONFIG],
      ["for something else", JSON.stringify({ compilerOptions: OTHERS_OPTIONS })],
    ] as const) {
      it(`should not be led astray as the language host starts it, by a tsconfig.json ${what}`, async () => {
        const folder = await installPackage(fs.mkdtempSync(path.join(scratch, "clone-")));
        const runPlugin = path.join(
          folder,
          "node_modules",
          "@pulumi",
          "pulumi",
          "cmd",
          "run-plugin",
          "index.js",
        );
        fs.writeFileSync(path.join(program, "tsconfig.json"), tsconfig);
        // Dependencies are links here, and have to be found as if they were not.
        const links = ["--preserve-symlinks", "--preserve-symlinks-main"];
        await expectStack([process.execPath, ...links, runPlugin, folder]);
      });
    }
  });
});
