import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";

const root = path.resolve(__dirname, "../..");
const folder = path.join(root, ".github", "workflows");

interface Step {
  uses?: string;
  run?: string;
  "working-directory"?: string;
  with?: Record<string, unknown>;
}

interface Job {
  needs?: string | string[];
  uses?: string;
  permissions?: Record<string, string>;
  "timeout-minutes"?: number;
  steps?: Step[];
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const workflows = fs.readdirSync(folder).map((file) => ({
  file,
  workflow: parse(fs.readFileSync(path.join(folder, file), "utf8")) as Workflow,
}));
const steps = workflows.flatMap(({ workflow }) =>
  Object.values(workflow.jobs).flatMap((job) => job.steps ?? []),
);

/** Names of the npm scripts that a shell command runs. */
function npmScripts(command: string): string[] {
  return [
    ...[...command.matchAll(/\bnpm run (?:--\S+ )*([\w:]+)/g)].map(([, name = ""]) => name),
    ...(/\bnpm test\b/.test(command) ? ["test"] : []),
  ];
}

/** Pinned to a commit, a part of this repository, or what PyPI tells to use by its branch. */
function isPinned(action: string): boolean {
  return (
    /@[0-9a-f]{40}$/.test(action) ||
    action.startsWith("./") ||
    action === "pypa/gh-action-pypi-publish@release/v1"
  );
}

describe("GitHub workflows", () => {
  it("are a CI, a release and the site", () => {
    expect(
      Object.fromEntries(workflows.map(({ file, workflow }) => [file, Object.keys(workflow.on)])),
    ).to.deep.equal({
      "ci.yml": ["pull_request", "push", "workflow_call"],
      "release.yml": ["push"],
      "site.yml": ["pull_request", "push"],
    });
  });

  it("run npm scripts that exist", () => {
    const used = [...new Set(steps.flatMap(({ run }) => npmScripts(run ?? "")))];
    expect(used).to.include.members(["test", "test:cli", "site", "generate", "release:dry", "release:check"]);
    expect(used.filter((name) => !(name in scripts))).to.deep.equal([]);
  });

  it("use actions of known commits", () => {
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions).to.have.length.above(10);
    expect(actions.filter((action) => !isPinned(action))).to.deep.equal([]);
    expect(isPinned("actions/checkout@v4")).to.equal(false);
  });

  it("name files of this repository, and jobs of their own", () => {
    for (const { file, workflow } of workflows) {
      for (const [name, job] of Object.entries(workflow.jobs)) {
        const needed = [job.needs ?? []].flat();
        expect(Object.keys(workflow.jobs), `${file}: ${name}`).to.include.members(needed);
        if (job.uses !== undefined) expect(fs.existsSync(path.join(root, job.uses))).to.equal(true);
      }
    }
    const files = steps.flatMap((step) =>
      ["go-version-file", "cache-dependency-path"].flatMap((key) =>
        String(step.with?.[key] ?? "")
          .split("\n")
          .filter(Boolean),
      ),
    );
    expect(files).to.have.length.above(1);
    expect(files.filter((file) => !fs.existsSync(path.join(root, file)))).to.deep.equal([]);
  });

  it("may by default only read, and write where they publish", () => {
    for (const { workflow } of workflows) expect(workflow.permissions).to.deep.equal({ contents: "read" });
    const writers = workflows.flatMap(({ workflow }) =>
      Object.entries(workflow.jobs).flatMap(([name, { permissions = {} }]) =>
        Object.values(permissions).includes("write") ? [name] : [],
      ),
    );
    expect(writers).to.have.members(["publish", "github", "npm", "pypi", "go"]);
  });

  it("do not hang, and put no expression into a shell, where its text would be run", () => {
    for (const { file, workflow } of workflows) {
      for (const [name, job] of Object.entries(workflow.jobs)) {
        if (job.uses === undefined) expect(job["timeout-minutes"], `${file}: ${name}`).to.be.above(0);
      }
    }
    expect(steps.filter(({ run }) => run?.includes("${{"))).to.deep.equal([]);
  });
});
