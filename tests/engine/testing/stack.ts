import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { servePlugin, type PluginServer } from "../../plugin/index";
import { deploy, ENGINE_VERSION } from "../index";
import type { DeployOptions, DeployResult, NodeProgram, Operation } from "../index";
import { createSecretsManager, type SecretsManager } from "../secrets";
import { saveState } from "../state-file";
import type { SerializedState } from "../state-format";
import { fakeControls, fakeProvider, type FakeControls } from "./fake-provider";

/** The folder with the executables of the plugins `fake` and `parts`. */
export const PLUGINS = join(__dirname, "plugins");

const PASSPHRASE = "correct horse";
let shared: Promise<SecretsManager> | undefined;

function secrets(): Promise<SecretsManager> {
  shared ??= createSecretsManager(PASSPHRASE);
  return shared;
}

/** A stack for one test, with the fake provider in this process. */
export class TestStack {
  readonly controls: FakeControls;
  readonly stateFile: string;

  private constructor(
    readonly directory: string,
    private readonly server: PluginServer,
    controls: FakeControls,
  ) {
    this.controls = controls;
    this.stateFile = join(directory, "state.json");
  }

  /** `acceptSecrets`: whether the provider understands secrets (default false). */
  static async create({ acceptSecrets = false } = {}): Promise<TestStack> {
    const directory = await mkdtemp(join(tmpdir(), "engine-test-"));
    const controls = fakeControls();
    const server = await servePlugin({
      name: "fake",
      version: "1.0.0",
      provider: ({ log }) => fakeProvider(controls, log),
      acceptSecrets,
      args: [],
      printPort: false,
    });
    const stack = new TestStack(directory, server, controls);
    // One key for all tests: deriving one takes a moment.
    await saveState(stack.stateFile, [], [], await secrets(), ENGINE_VERSION);
    return stack;
  }

  /** Writes a program in JavaScript, in which the classes of `program/resources.js` are there. */
  async program(text: string): Promise<NodeProgram> {
    const dir = await mkdtemp(join(this.directory, "program-"));
    const resources = JSON.stringify(join(__dirname, "program", "resources.js"));
    await writeFile(
      join(dir, "index.js"),
      `const pulumi = require("@pulumi/pulumi");
const { FakeProvider, Group, Pair, Thing } = require(${resources});
${text}`,
    );
    await symlink(join(__dirname, "..", "..", "..", "node_modules"), join(dir, "node_modules"));
    return { dir };
  }

  deploy(
    operation: Operation,
    program?: DeployOptions["program"],
    more: Partial<DeployOptions> = {},
  ): Promise<DeployResult> {
    return deploy({
      operation,
      program,
      project: "project",
      stack: "dev",
      stateFile: this.stateFile,
      passphrase: PASSPHRASE,
      plugins: { fake: `127.0.0.1:${this.server.port}`, parts: PLUGINS },
      ...more,
    });
  }

  /** The state file as text. */
  text(): Promise<string> {
    return readFile(this.stateFile, "utf8");
  }

  async state(): Promise<SerializedState> {
    return JSON.parse(await this.text()) as SerializedState;
  }

  /** The names of the resources in the state, in order; default providers left out. */
  async names(): Promise<string[]> {
    const { resources } = (await this.state()).deployment;
    return resources
      .map(({ urn }) => urn.split("::").slice(3).join("::"))
      .filter((name) => !name.startsWith("default"));
  }

  /** The calls to the provider since the last time they were asked for. */
  takeCalls(): string[] {
    return this.controls.calls.splice(0);
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.directory, { recursive: true });
  }
}

/** The errors of a deployment. */
export function errorsOf(result: DeployResult): string[] {
  return result.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
}
