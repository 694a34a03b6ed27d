import { readFile, rm, symlink, writeFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  deploy,
  type ChangeSummary,
  type EngineEvent,
  type NodeProgram,
  type Operation,
} from "../../tests/engine";
import { ApiClient } from "../../tests/kubernetes/api";
import { createFakeNode } from "../../tests/kubernetes/testing/fake-node";
import type { SerializedState } from "../../tests/engine/state-format";
import { parseArguments } from "../../tests/sandbox/arguments";
import { asText, readConfiguration } from "../../tests/sandbox/configuration";
import { createHome, programHome, repositoryRoot, type ProgramHome } from "../../tests/sandbox/home";
import { readProject, type Project } from "../../tests/sandbox/project";
import { packageConfiguration, pluginFolders, standInEnvironment } from "../../tests/sandbox/run";
import { startServices, stopServices, type Services } from "../../tests/sandbox/services";
import { flatProgram } from "./flat/program";
import { flattenState } from "./flat/state";

/** One deployment as it was measured. */
export interface Deployment {
  seconds: number;
  summary: ChangeSummary;
  /** What it did to which resource, and why; what stayed as it was is left out. */
  changes: string[];
}

/** How fast simulated Azure is, and who follows. */
export interface Pace {
  /** Factor on Azure's own durations. */
  timeScale?: number;
  onEvent?: (event: EngineEvent) => void;
  /** The stack's configuration `settings`; those of Pulumi.yaml when absent. */
  settings?: object;
}

interface Target extends Pace {
  operation: Operation;
  program: NodeProgram;
  stateFile: string;
}

/** RayClusters of a program: how many, the first part of their names, and their arguments. */
export interface RayClusters {
  clusters: number;
  prefix: string;
  [argument: string]: unknown;
}

/** A node with room for any number of small RayClusters; the pools of the root stack have none. */
const LARGE_NODE = { cpu: "2000", memory: "10Ti", pods: "2000", "nvidia.com/gpu": "8" };

/** The root stack in a sandbox of its own, made anew for each run; that of `npm start` is left alone. */
export class BenchStack {
  private constructor(
    private readonly project: Project,
    private readonly home: ProgramHome,
    private readonly services: Services,
  ) {}

  /** Starts the control plane, empty, with the operator and the charts. */
  static async start(log: (line: string) => void): Promise<BenchStack> {
    const project = readProject(undefined, process.cwd());
    const home = programHome(join(repositoryRoot(), ".aks-ray", "bench"), project.dir);
    await createHome(home);
    await stopServices(home);
    await rm(home.root, { recursive: true });
    await createHome(home);
    return new BenchStack(project, home, await startServices({ home, log }));
  }

  /** Ends everything and deletes what it held. */
  async close(): Promise<void> {
    await this.services.close();
    await stopServices(this.home);
    await rm(this.home.root, { recursive: true });
  }

  /** Deploys the root stack; `up` is the default. */
  root(operation: Operation = "up", pace: Pace = {}): Promise<Deployment> {
    return this.deploy({ operation, program: this.rootProgram, stateFile: this.home.state, ...pace });
  }

  /** Previews the root stack with these settings, with nothing there yet. */
  preview(settings: object): Promise<Deployment> {
    const stateFile = join(this.home.root, "empty.json");
    return this.deploy({ operation: "preview", program: this.rootProgram, stateFile, settings });
  }

  /** The state after an `up`. */
  async state(): Promise<{ bytes: number; document: SerializedState }> {
    const text = await readFile(this.home.state);
    return { bytes: text.length, document: JSON.parse(text.toString()) as SerializedState };
  }

  get kubeconfigPath(): string {
    return this.services.kubeconfigPath;
  }

  /** Adds a node that has room for RayClusters, once. */
  async addNode(): Promise<void> {
    const client = ApiClient.fromFile(this.kubeconfigPath);
    const name = "bench";
    const there = (await client.list("v1", "Node")).some(({ metadata }) => metadata.name === name);
    if (!there) await createFakeNode(client, name, LARGE_NODE, "bench");
    client.close();
  }

  /** A program with RayClusters alone, on the operator of the root stack, in a state of its own for each prefix. */
  rayClusters(operation: Operation, settings: RayClusters): Promise<Deployment> {
    const dir = join(repositoryRoot(), "scripts", "bench", "clusters-program");
    const stateFile = join(this.home.root, `${settings.prefix}.json`);
    return this.deploy({ operation, program: { dir, main: "index.js" }, stateFile, settings });
  }

  /** A program that registers what the stack has without components; it finds the stack's own resources in its state. */
  async flat(): Promise<(operation: Operation) => Promise<Deployment>> {
    const { document } = await this.state();
    const { program, stateFile } = await this.writeFlat("flat", flatProgram(document));
    await writeFile(stateFile, JSON.stringify(flattenState(document)), { mode: 0o600 });
    const passphrase = (await readFile(`${this.home.state}.passphrase`, "utf8")).trim();
    await writeFile(`${stateFile}.passphrase`, passphrase, { mode: 0o600 });
    return (operation) => this.deploy({ operation, program, stateFile });
  }

  /** A program that makes what a state has one after another, from nothing. */
  async serial(
    document: SerializedState,
  ): Promise<(operation: Operation, pace: Pace) => Promise<Deployment>> {
    const source = flatProgram(document, { serial: true });
    const { program, stateFile } = await this.writeFlat("serial", source);
    return (operation, pace) => this.deploy({ operation, program, stateFile, ...pace });
  }

  private async writeFlat(
    name: string,
    source: string,
  ): Promise<{ program: NodeProgram; stateFile: string }> {
    const dir = join(this.home.root, name);
    await mkdir(join(dir, ".aks-ray"), { recursive: true });
    // Charts are named from the folder in which the program runs.
    await symlink(join(this.project.dir, ".aks-ray", "charts"), join(dir, ".aks-ray", "charts"));
    await writeFile(join(dir, "package.json"), JSON.stringify({ name, main: "index.js" }));
    await writeFile(join(dir, "index.js"), source);
    return { program: { dir }, stateFile: join(this.home.root, `${name}.json`) };
  }

  private get rootProgram(): NodeProgram {
    return { dir: this.project.dir, main: this.project.main };
  }

  private async deploy({
    operation,
    program,
    stateFile,
    settings,
    timeScale,
    onEvent,
  }: Target): Promise<Deployment> {
    const { project, home, services } = this;
    const request = { ...parseArguments([operation]), timeScale };
    const assignments = settings === undefined ? [] : [`settings=${JSON.stringify(settings)}`];
    const configuration = asText(readConfiguration({ project, assignments, from: project.dir }));
    const run = { request, project, home, services, configuration };
    const { failed, diagnostics, summary, seconds, events } = await deploy({
      operation,
      program,
      project: project.name,
      stack: "bench",
      config: { ...configuration, ...packageConfiguration(run) },
      stateFile,
      plugins: pluginFolders(),
      environment: standInEnvironment(run),
      onEvent,
    });
    if (failed) {
      const messages = diagnostics.map(({ message, urn }) => `${urn} ${message}`.trim());
      throw new Error(`${operation} of ${program.dir} failed: ${messages.join("\n")}`);
    }
    return { seconds, summary, changes: events.flatMap(changeOf) };
  }
}

function changeOf(event: EngineEvent): string[] {
  if (event.kind !== "resourceStart" || event.op === "same") return [];
  return [`${event.op} ${event.type} ${event.name} ${event.diffs.join(", ")}`.trimEnd()];
}
