import { expect } from "chai";
import { InputPropertiesError } from "@pulumi/pulumi";
import type { AksRayClusterArgs } from "../../provider/args";
import { aksRayClusterSettings } from "../../provider/settings";
import { KUBERAY_VERSION, KUBERNETES_VERSION, RAY_VERSION } from "../../provider/settings/versions";
import { readYaml } from "../examples/programs";
import { codeBlocks, read } from "./markdown";

interface ComponentSchema {
  inputProperties: Record<string, unknown>;
  properties: Record<string, unknown>;
}

const readme = read("README.md");
const schema = JSON.parse(read("provider/schema.json")) as { resources: Record<string, ComponentSchema> };
const component = schema.resources["aks-ray:index:AksRayCluster"];
const manifest = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };

/** Rows of the README's table under a header, as the code words in their first cell. */
function namesInTable(header: string): string[] {
  const [, rows = ""] = readme.split(header);
  const cells = (rows.split("\n\n")[0] ?? "").split("\n").map((row) => row.split("|")[1] ?? "");
  return cells.flatMap((cell) =>
    cell.includes("…") ? [] : [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ""),
  );
}

/** The settings that the README's `pulumi config set --path` commands make. */
function configuredSettings(): AksRayClusterArgs {
  const settings: Record<string, unknown> = {};
  for (const [, keys = "", value = ""] of readme.matchAll(
    /^pulumi config set --path 'settings\.([\w.]+)' (\S+)$/gm,
  )) {
    const path = keys.split(".");
    const last = path.pop() ?? "";
    const parent = path.reduce((below, key) => (below[key] ??= {}) as Record<string, unknown>, settings);
    parent[last] = /^\d+$/.test(value) ? Number(value) : value;
  }
  return settings;
}

describe("README", () => {
  it("has YAML programs that are accepted at preview, with outputs that exist", () => {
    const programs = codeBlocks(readme, "yaml").map(readYaml);
    expect(programs).to.have.length(1);
    for (const { name, args, outputs } of programs) {
      expect(aksRayClusterSettings(name, args as AksRayClusterArgs).workerGroups).to.have.keys("t4");
      expect(outputs).to.have.length(3);
      expect(component?.properties).to.include.keys(outputs);
    }
  });

  it("configures the stack with settings that are accepted", () => {
    expect(configuredSettings()).to.deep.equal({
      gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
    });
    expect(aksRayClusterSettings("ray", configuredSettings()).workerGroups["t4"]).to.include({ maxNodes: 2 });
  });

  it("shows faults as they are reported", () => {
    const wrong = {
      gpuPools: {
        a100: { vmSize: "Standard_NC24ads_A100_v4", minNodes: 4, maxNodes: 2 },
        t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 1, migProfile: "MIG1g" },
      },
      ray: { imge: "rayproject/ray:2.60.0" },
    };
    const shown = codeBlocks(readme, "text").map((block) => block.trim());
    expect(() => aksRayClusterSettings("ray", wrong as AksRayClusterArgs))
      .to.throw(InputPropertiesError)
      .with.property("message")
      .that.is.oneOf(shown);
  });

  it("states the size of a worker as it is computed", () => {
    const { workerGroups } = aksRayClusterSettings("ray", configuredSettings());
    const { cpu, memoryGiB, gpus } = workerGroups["t4"] ?? {};
    expect({ cpu, memoryGiB, gpus }).to.deep.equal({ cpu: 3, memoryGiB: 23, gpus: 1 });
    expect(readme).to.contain(`has ${cpu} CPUs, ${memoryGiB} GiB and one GPU`);
  });

  it("lists every argument and every output of AksRayCluster", () => {
    expect(namesInTable("| Argument of `AksRayCluster` |")).to.have.members(
      Object.keys(component?.inputProperties ?? {}),
    );
    expect(namesInTable("| Output | |")).to.have.members(Object.keys(component?.properties ?? {}));
  });

  it("states the versions of this release", () => {
    expect(readme).to.contain(
      `pulumi plugin install resource azure-native ${manifest.dependencies["@pulumi/azure-native"]}\n`,
    );
    expect(readme).to.contain(
      `pulumi plugin install resource kubernetes ${manifest.dependencies["@pulumi/kubernetes"]}\n`,
    );
    for (const file of ["README.md", "CHANGELOG.md"]) {
      expect(read(file), file).to.contain(`KubeRay ${KUBERAY_VERSION}`).and.to.contain(`Ray ${RAY_VERSION}`);
    }
    expect(readme).to.contain(`| ${KUBERNETES_VERSION}, \`Standard\` |`);
  });
});
