import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { parse } from "yaml";
import { aksRayClusterSettings } from "../../provider/settings";
import { read, root } from "../docs/markdown";
import { hasPulumi } from "../engine/testing/real-pulumi";

const run = promisify(execFile);
const folder = "examples/template";

interface Template {
  name: string;
  description: string;
  template: { config: Record<string, { description: string; default: string }> };
}

describe("the template for `pulumi new`", () => {
  const project = parse(read(`${folder}/Pulumi.yaml`)) as Template;

  it("should take name and description of the new project, and ask for what the program needs", () => {
    const { config } = project.template;
    const needed = [...read(`${folder}/index.ts`).matchAll(/config\.require\w*\("(\w+)"\)/g)];
    expect(project).to.include({ name: "${PROJECT}", description: "${DESCRIPTION}" });
    expect(config).to.have.all.keys("azure-native:location", ...needed.map(([, name]) => name ?? ""));
    for (const { description } of Object.values(config)) expect(description).not.to.equal("");
  });

  it("should have defaults that are accepted at preview", () => {
    const { vmSize, maxNodes } = project.template.config;
    const gpu = { vmSize: String(vmSize?.default), maxNodes: Number(maxNodes?.default) };
    expect(aksRayClusterSettings("ray", { gpuPools: { gpu } }).workerGroups["gpu"]).to.include({
      gpus: 1,
      maxNodes: 2,
    });
  });

  it("should become a project by the real CLI", async function () {
    this.timeout(240_000);
    if (!hasPulumi()) {
      console.log("      skipped: no pulumi on PATH; install the Pulumi CLI to run it");
      this.skip();
    }
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-new-"));
    const target = path.join(scratch, "my-ray");
    try {
      const options = [
        "--dir",
        target,
        "--name",
        "my-ray",
        "--description",
        "Ours",
        "--generate-only",
        "--yes",
      ];
      await run("pulumi", ["new", path.join(root, folder), ...options, "--non-interactive"], {
        cwd: scratch,
        env: {
          ...process.env,
          PULUMI_HOME: path.join(scratch, "home"),
          PULUMI_BACKEND_URL: `file://${scratch}`,
          PULUMI_SKIP_UPDATE_CHECK: "true",
        },
      });
      const files = ["Pulumi.yaml", "package.json", "index.ts", "tsconfig.json"];
      const texts = files.map((file) => fs.readFileSync(path.join(target, file), "utf8"));
      expect(parse(texts[0] ?? "")).to.deep.include({ name: "my-ray", description: "Ours" });
      expect(JSON.parse(texts[1] ?? "")).to.include({ name: "my-ray" });
      expect(texts.filter((text) => text.includes("${"))).to.deep.equal([]);
    } finally {
      fs.rmSync(scratch, { recursive: true });
    }
  });
});
