import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../docs/markdown";
import type { CommandProgram, DeployResult, NodeProgram } from "../engine";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import { errorsOf, SandboxStack } from "../lifecycle/testing/sandbox-stack";
import { nodeArguments } from "../sandbox/run";
import { compile } from "../sdks/compile";
import { copyJavaExample } from "../sdks/java-program";
import { installPulumiForPython, pythonPath } from "../sdks/python-program";
import { skipWithout } from "../skip";

interface Language {
  /** A command that succeeds where its tools are. */
  needs: string[];
  remedy: string;
  program(scratch: string): Promise<CommandProgram>;
}

const EXAMPLES = join(root, "examples");

const LANGUAGES: Record<string, Language> = {
  python: {
    needs: ["python3", "-m", "venv", "--help"],
    remedy: "install Python 3 with venv to run it",
    program: async (scratch) => ({
      dir: join(EXAMPLES, "python"),
      command: join(await installPulumiForPython(), "python"),
      arguments: ["-B", join(root, "tests", "engine", "run_program.py")],
      environment: { PYTHONPATH: pythonPath(scratch) },
    }),
  },
  go: {
    needs: ["go", "version"],
    remedy: "install Go to run it",
    program: async (scratch) => {
      const command = join(scratch, "go-example");
      const dir = join(EXAMPLES, "go");
      await compile("go", ["build", "-o", command, "."], dir);
      return { dir, command };
    },
  },
  java: {
    needs: ["mvn", "--version"],
    remedy: "install Maven and a JDK to run it",
    program: (scratch) => {
      const dir = join(scratch, "java");
      copyJavaExample(dir);
      const options = ["--quiet", "--batch-mode", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"];
      return Promise.resolve({ dir, command: "mvn", arguments: [...options, "compile", "exec:java"] });
    },
  },
};

const TYPESCRIPT: NodeProgram = {
  dir: join(EXAMPLES, "typescript"),
  nodeArguments: nodeArguments({ typescript: true }),
};

/** The programs that take the plugin, with the SDKs of their languages, beside that which has the classes in its own process. */
describe("the example in each language, over the wire", function () {
  // A first run fetches and compiles Pulumi's SDKs.
  this.timeout(Math.max(CLUSTER_TIMEOUT, 600_000));
  let scratch: string;
  let stack: SandboxStack;
  let expected: { resources: string[]; outputs: string[] };

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), "aks-ray-wire-"));
    stack = await SandboxStack.create();
    expected = await made(TYPESCRIPT);
  });
  after(async () => {
    await stack?.close();
    rmSync(scratch, { recursive: true });
  });

  async function deploy(operation: "preview" | "up", program: NodeProgram | CommandProgram) {
    const result: DeployResult = await stack.deploy(operation, {}, { project: "aks-ray-example", program });
    expect(errorsOf(result)).to.equal("");
    return result;
  }

  /** What `up` makes, of which the preview has to have known; it is destroyed before the next one. */
  async function made(program: NodeProgram | CommandProgram) {
    const preview = await deploy("preview", program);
    const up = await deploy("up", program);
    expect(preview.summary.create).to.equal(up.summary.create);
    const resources = (await stack.resources()).map(({ type, name }) => `${type} ${name}`).sort();
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    return { resources, outputs: Object.keys(up.outputs).sort() };
  }

  it("should be a whole stack in TypeScript", () => {
    expect(expected.outputs).to.include.members(["jobSubmitCommand", "kubeconfig", "workerGroups"]);
    expect(expected.resources).to.include("kubernetes:ray.io/v1:RayCluster ray-raycluster");
  });

  for (const [name, language] of Object.entries(LANGUAGES)) {
    it(`should make the same in ${name}`, async function () {
      skipWithout(this, language.needs, language.remedy);
      expect(await made(await language.program(scratch))).to.deep.equal(expected);
    });
  }
});
