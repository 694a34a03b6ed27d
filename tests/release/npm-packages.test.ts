import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { extract, list } from "tar";
import { npmPack, packNodeSdk } from "../../scripts/release/sdk-packages";

const root = path.resolve(__dirname, "../..");

describe("npm packages", function () {
  this.timeout(240_000);
  let scratch: string;

  before(() => (scratch = fs.mkdtempSync(path.join(os.tmpdir(), "aks-ray-npm-"))));
  after(() => fs.rmSync(scratch, { recursive: true }));

  it("should hold the compiled provider and what makes a plugin of it, and no tests", async function () {
    if (!fs.existsSync(path.join(root, "bin", "provider", "main.js"))) {
      console.log("      skipped: not compiled; `npm run build` first");
      this.skip();
    }
    const names: string[] = [];
    const file = path.join(scratch, await npmPack(root, scratch));
    await list({ file, onReadEntry: (entry) => void names.push(entry.path.replace(/^package\//, "")) });

    expect(names).to.include.members([
      "bin/provider/index.js",
      "bin/provider/index.d.ts",
      "bin/provider/main.js",
      "bin/provider/schema.json",
      "PulumiPlugin.yaml",
      "LICENSE",
      "CHANGELOG.md",
    ]);
    expect(names.filter((name) => /\.test\.|\/testing\/|^tests\/|^bin\/tests/.test(name))).to.deep.equal([]);
  });

  it("should have an SDK that programs can import as it is", async () => {
    const file = path.join(scratch, await packNodeSdk(root, scratch));
    const modules = path.join(scratch, "program", "node_modules");
    const folder = path.join(modules, "pulumi-aks-ray-sdk");
    fs.mkdirSync(folder, { recursive: true });
    fs.symlinkSync(path.join(root, "node_modules", "@pulumi"), path.join(modules, "@pulumi"));
    await extract({ file, cwd: folder, strip: 1 });

    const script = `console.log(Object.keys(require("pulumi-aks-ray-sdk")).join(" "))`;
    const names = execFileSync(process.execPath, ["-e", script], {
      cwd: path.join(scratch, "program"),
      encoding: "utf8",
    });
    expect(names.trim().split(" ")).to.include.members(["AksRayCluster", "RayJob", "Provider", "types"]);
    expect(fs.existsSync(path.join(folder, "index.d.ts"))).to.equal(true);
  });
});
