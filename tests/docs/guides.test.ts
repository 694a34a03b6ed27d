import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import type { AksRayClusterArgs } from "../../provider/args";
import { aksRayClusterSettings } from "../../provider/settings";
import { readPython, readTypeScript, readYaml } from "../examples/programs";
import { typeErrors } from "../examples/typecheck";
import { COMMANDS } from "../sandbox/arguments";
import { applyAssignments } from "./configuration";
import { codeBlocks, links, pages, read, root } from "./markdown";

const guides = pages("docs/guides");
const registry = ["docs/_index.md", "docs/installation-configuration.md"];
const written = [...guides, ...registry];
const { scripts, dependencies, version } = JSON.parse(read("package.json")) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  version: string;
};

/** The pool that a stack has when its settings name none. */
const DEFAULTS = { gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } } };

/** Shell commands in a page, without what stands behind them as a comment. */
function commands(page: string): string[] {
  return codeBlocks(read(page), "sh").flatMap((block) =>
    block.split("\n").flatMap((line) => line.replace(/\s+#.*$/, "").trim() || []),
  );
}

describe("guides", () => {
  it("are all in the index, and short", () => {
    const indexed = links(read("docs/_index.md")).map((target) => path.posix.join("docs", target));
    expect(guides).to.have.length.above(6);
    expect(indexed).to.include.members(guides);
    for (const guide of guides) expect(read(guide).split("\n"), guide).to.have.length.below(90);
  });

  for (const guide of guides) {
    it(`set configuration that is accepted at preview: ${path.basename(guide)}`, () => {
      const settings = applyAssignments(commands(guide));
      const args = { ...DEFAULTS, ...settings } as AksRayClusterArgs;
      expect(() => aksRayClusterSettings("ray", args)).to.not.throw();
    });
  }

  it("have TypeScript programs that compile, with arguments that are accepted", function () {
    this.timeout(240_000);
    const blocks = written.flatMap((page) => codeBlocks(read(page), "typescript"));
    expect(blocks).to.have.length.above(3);
    const files = blocks.map((code, index) => [path.join(root, `docs/guide-${index}.ts`), code] as const);
    expect(typeErrors([], Object.fromEntries(files))).to.deep.equal([]);
    for (const code of blocks) {
      const { name, args } = readTypeScript(code);
      expect(() => aksRayClusterSettings(name, args as AksRayClusterArgs)).to.not.throw();
    }
  });

  it("ask for the same in every language of the index", () => {
    const index = read("docs/_index.md");
    const [typescript] = codeBlocks(index, "typescript").map(readTypeScript);
    const [python] = codeBlocks(index, "python").map(readPython);
    const [yaml] = codeBlocks(index, "yaml").map(readYaml);
    expect(python?.args).to.deep.equal(typescript?.args);
    expect(yaml?.args).to.deep.equal(typescript?.args);
  });

  it("name commands of this repository that exist", () => {
    const lines = written.flatMap(commands);
    const ours = lines.filter((line) => line.startsWith("npm "));
    expect(ours).to.include.members(["npm ci", "npm start", "npm start -- graph"]);
    for (const line of ours) {
      const [, script] = /^npm run (\S+)/.exec(line) ?? [];
      if (script !== undefined) expect(scripts, line).to.have.property(script);
      const [, command] = /^npm start -- (\w+)/.exec(line) ?? [];
      if (command !== undefined) expect(COMMANDS, line).to.include(command);
    }
  });

  it("state the versions of this release", () => {
    const page = read("docs/installation-configuration.md");
    expect(page).to.contain(`azure-native ${dependencies["@pulumi/azure-native"]}`);
    expect(page).to.contain(`kubernetes ${dependencies["@pulumi/kubernetes"]}`);
    for (const file of written) {
      for (const [, named] of read(file).matchAll(/pulumi-resource-aks-ray-v(\d+\.\d+\.\d+)/g))
        expect(named, file).to.equal(version);
    }
  });

  it("have the front matter that Pulumi's registry wants", () => {
    for (const page of registry) {
      const [, front = ""] = /^---\n([\s\S]*?)\n---\n/.exec(read(page)) ?? [];
      expect(parse(front)).to.have.all.keys("title", "meta_desc", "layout");
    }
  });

  it("name keys of the package's configuration that are read", () => {
    const source = [
      "provider/components/package-config.ts",
      ...fs.readdirSync(path.join(root, "provider/preflight")).map((file) => `provider/preflight/${file}`),
    ]
      .filter((file) => file.endsWith(".ts"))
      .map(read)
      .join("\n");
    const keys = [...read("docs/installation-configuration.md").matchAll(/`aks-ray:(\w+)`/g)].map(
      ([, key]) => key ?? "",
    );
    expect(keys).to.have.length.above(4);
    expect(keys.filter((key) => !source.includes(`"${key}"`))).to.deep.equal([]);
  });
});
