import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { aksRayClusterSettings } from "../../provider/settings";
import { KUEUE_CHART, KUEUE_VERSION } from "../../provider/settings/versions";
import { codeBlocks, read, root } from "../docs/markdown";
import { readCSharp, readGo, readJava, readPython, readTypeScript, readYaml } from "./programs";
import { typeErrors } from "./typecheck";

const TYPESCRIPT = [
  "typescript",
  "existing-cluster",
  "spot-scale-to-zero",
  "mig",
  "own-network",
  "training",
  "tuning",
  "batch-inference",
  "serving",
  "many-teams",
  "queues",
  "template",
];
/** Not programs with a project of their own. */
const OTHERS = ["template", "policy-pack"];
const manifest = JSON.parse(read("package.json")) as {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** Groups of workers that the arguments in an example's program make. */
function workerGroups(example: string) {
  const { name, args } = readTypeScript(read(`examples/${example}/index.ts`));
  return aksRayClusterSettings(name, args as AksRayClusterArgs).workerGroups;
}

describe("examples", () => {
  it("have a project file, and a README that names the folder", () => {
    const folders = fs.readdirSync(path.join(root, "examples"));
    expect(folders).to.include.members([
      ...TYPESCRIPT,
      ...OTHERS,
      ...["yaml", "python", "go", "java", "dotnet"],
    ]);
    for (const folder of folders.filter((name) => !OTHERS.includes(name))) {
      expect(read(`examples/${folder}/Pulumi.yaml`), folder).to.contain(`name: aks-ray-${folder}\n`);
      expect(read(`examples/${folder}/README.md`), folder).to.contain(`cd examples/${folder}\n`);
    }
  });

  it("compile, and so do the policy pack and the TypeScript programs in the README", function () {
    this.timeout(180_000);
    const files = [...TYPESCRIPT, "policy-pack"].map((name) => path.join(root, "examples", name, "index.ts"));
    const blocks = codeBlocks(read("README.md"), "typescript");
    expect(blocks).to.have.length(1);
    const snippets = blocks.map((code, index) => [path.join(root, `examples/readme-${index}.ts`), code]);
    expect(typeErrors(files, Object.fromEntries(snippets) as Record<string, string>)).to.deep.equal([]);
  });

  it("ask for the same in every language", () => {
    const typescript = readTypeScript(read("examples/typescript/index.ts"));
    expect(typescript.args).to.deep.equal({
      location: "westeurope",
      gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
    });
    expect(typescript.outputs).to.have.members([
      ...[
        "rayAddress",
        "dashboardUrl",
        "portForwardCommand",
        "jobSubmitCommand",
        "rayClientCommand",
        "logsCommand",
      ],
      ...["workerGroups", "kubeconfig"],
    ]);
    expect(readYaml(read("examples/yaml/Pulumi.yaml"))).to.deep.equal(typescript);
    expect(readPython(read("examples/python/__main__.py"))).to.deep.equal(typescript);
    expect(readGo(read("examples/go/main.go"))).to.deep.equal(typescript);
    expect(readJava(read("examples/java/src/main/java/aksray/App.java"))).to.deep.equal(typescript);
    expect(readCSharp(read("examples/dotnet/Program.cs"))).to.deep.equal(typescript);
  });

  it("are accepted at preview, with the workers that they promise", () => {
    expect(workerGroups("typescript")).to.have.keys("t4");
    expect(workerGroups("spot-scale-to-zero")["a100spot"]).to.include({ minNodes: 0, maxNodes: 8, gpus: 1 });
    expect(workerGroups("own-network")["a100"]).to.include({ minNodes: 0, maxNodes: 8, gpus: 1 });
    expect(workerGroups("mig")["slices"]).to.include({
      workersPerNode: 7,
      gpus: 1,
      gpuResource: "nvidia.com/mig-1g.10gb",
    });
    expect(workerGroups("tuning")["t4spot"]).to.include({ minNodes: 0, maxNodes: 4, gpus: 1 });
    expect(workerGroups("batch-inference")).to.have.keys("loader", "t4");
  });

  it("give teams workers that fit the nodes of their pools", () => {
    const code = read("examples/many-teams/index.ts");
    const { args } = readTypeScript(code);
    const derived = aksRayClusterSettings("ray", {
      gpuPools: (args as AksRayClusterArgs).gpuPools,
    }).workerGroups;
    const stated = [...code.matchAll(/const (\w+) = .*\n {2}cpu: (\d+),\n {2}memoryGiB: (\d+),/g)];
    expect(stated.map(([, pool]) => pool)).to.have.members(Object.keys(derived));
    for (const [, pool = "", cpu, memoryGiB] of stated) {
      const fits = { cpu: derived[pool]?.cpu, memoryGiB: Math.floor(derived[pool]?.memoryGiB ?? 0) };
      expect({ cpu: Number(cpu), memoryGiB: Number(memoryGiB) }, pool).to.deep.equal(fits);
    }
  });

  it("share all GPUs among queues, with the workers' figures and the Kueue of this package", () => {
    const code = read("examples/queues/index.ts");
    const { args } = readTypeScript(code);
    const { gpuPools } = args as AksRayClusterArgs;
    const t4 = aksRayClusterSettings("ray", { gpuPools }).workerGroups["t4"];
    expect(code).to.contain(
      `const worker = { cpu: ${t4?.cpu}, memoryGiB: ${Math.floor(t4?.memoryGiB ?? 0)}, gpus: 1 };`,
    );
    const own = [...code.matchAll(/own: (\d+), most/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(own).to.equal(gpuPools?.["t4"]?.maxNodes);
    expect(code).to.contain(`chart: "${KUEUE_CHART}",\n    version: "${KUEUE_VERSION}"`);
  });

  it("name the versions that this package is made for", () => {
    for (const example of TYPESCRIPT) {
      const { dependencies, devDependencies } = JSON.parse(
        read(`examples/${example}/package.json`),
      ) as typeof manifest;
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        const expected =
          name === "pulumi-aks-ray"
            ? example === "template"
              ? manifest.version
              : "file:../.."
            : { ...manifest.dependencies, ...manifest.devDependencies }[name];
        expect(version, `${example}: ${name}`).to.equal(expected);
      }
    }
  });
});
