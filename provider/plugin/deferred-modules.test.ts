import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect } from "chai";

/** Runs code in a process of its own: the modules of this one are loaded. */
function run(code: string): unknown {
  const module = JSON.stringify(path.join(__dirname, "deferred-modules.ts"));
  const script = `require(${module}).deferUnusedModules();
const pulumi = require("@pulumi/pulumi");
const loaded = (name) => Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/"));
const report = (value) => console.log(JSON.stringify(value));
${code}`;
  const args = ["--require", require.resolve("tsx/cjs"), "--eval", script];
  const cwd = path.resolve(__dirname, "../..");
  return JSON.parse(execFileSync(process.execPath, args, { cwd, encoding: "utf8" }));
}

describe("deferred modules", () => {
  it("should leave TypeScript and Arborist out of a process that serializes no function", () => {
    expect(
      run(`report({ typescript: loaded("typescript"), arborist: loaded("@npmcli/arborist") })`),
    ).to.deep.equal({
      typescript: false,
      arborist: false,
    });
  });

  it("should load them for whoever serializes one after all", () => {
    const code = `const answer = 42;
pulumi.runtime.serializeFunction(() => answer).then(({ text }) =>
  report({ text: text.includes("42"), typescript: loaded("typescript") }));`;
    expect(run(code)).to.deep.equal({ text: true, typescript: true });
  });

  it("should leave the Automation API out until it is used", () => {
    const code = `const before = loaded("execa");
const { LocalWorkspace } = pulumi.automation;
report({ before, after: loaded("execa"), usable: typeof LocalWorkspace.create });`;
    expect(run(code)).to.deep.equal({ before: false, after: true, usable: "function" });
  });
});
