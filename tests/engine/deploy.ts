import * as grpc from "@grpc/grpc-js";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { stackConfiguration } from "./configuration";
import type { ConstructInfo } from "./construct";
import type { Deployment } from "./deployment";
import { DependencyGraph } from "./dependency-graph";
import { DeploymentRun } from "./deployment-run";
import { serveEngine } from "./engine-service";
import { EventLog, type ChangeSummary, type Diagnostic, type EngineEvent } from "./events";
import { startInlineProgram, type InlineProgram } from "./inline-program";
import { ResourceMonitor } from "./monitor";
import { stackOutputs, type StackOutput } from "./outputs";
import { PluginHost } from "./plugin-host";
import { locateProgram } from "./program-location";
import {
  startProgram,
  type CommandProgram,
  type NodeProgram,
  type ProgramContext,
  type RunningProgram,
} from "./program";
import { ProviderRegistry } from "./provider-registry";
import { refresh } from "./refresh";
import { CHANNEL_OPTIONS, listen, messageOf } from "./rpc";
import { Snapshot } from "./snapshot";
import type { StepExecutor } from "./step-executor";
import { loadState, saveState, type LoadedState } from "./state-file";

export type Operation = "preview" | "up" | "destroy" | "refresh";

export interface DeployOptions {
  operation: Operation;
  /** Not needed for `destroy` and `refresh`, which go by the state alone. */
  program?: NodeProgram | CommandProgram | InlineProgram;
  project: string;
  stack: string;
  /** Default "organization", as Pulumi's local backend has it. */
  organization?: string;
  /** `NAMESPACE:NAME` or, for the project's own, `NAME`; values are text, JSON for anything structured. */
  config?: Record<string, string>;
  secretConfig?: Record<string, string>;
  /** Path of the state; a missing file is an empty stack. */
  stateFile: string;
  /** Encrypts the secrets in the state. Default: PULUMI_CONFIG_PASSPHRASE, else one kept beside the file. */
  passphrase?: string;
  /** Package → folder of its plugin (with `pulumi-resource-PACKAGE`), its executable, or a host:port. */
  plugins?: Record<string, string>;
  /** Added to this process's environment for the program and the plugins. */
  environment?: Record<string, string>;
  /** How many resources may be worked on at the same time; default four for each processor, as Pulumi has it. */
  parallel?: number;
  onEvent?: (event: EngineEvent) => void;
  /** Aborting finishes what is under way, begins nothing new, and asks providers to give up. */
  signal?: AbortSignal;
}

export interface DeployResult {
  /** Whether there was an error, or the deployment was interrupted. `diagnostics` say why. */
  failed: boolean;
  interrupted: boolean;
  summary: ChangeSummary;
  /** The stack's outputs; as they stand in the state after a failure. */
  outputs: Record<string, StackOutput>;
  diagnostics: Diagnostic[];
  events: EngineEvent[];
  seconds: number;
}

/** How long a program may take to end once the deployment has stopped. */
const PROGRAM_END_MILLISECONDS = 5000;

const sdkPackage = JSON.parse(readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8")) as {
  version: string;
};
/** The Pulumi version whose behaviour this engine has: that of the SDK. */
export const ENGINE_VERSION = sdkPackage.version;

/** Runs one deployment. Never throws for the user's faults: these are in the result. */
export async function deploy(options: DeployOptions): Promise<DeployResult> {
  const started = performance.now();
  const log = new EventLog(options.onEvent);
  const interrupted = (): boolean => options.signal?.aborted === true;
  const action = options.operation === "preview" ? "preview" : "update";
  let summary: ChangeSummary = { create: 0, update: 0, replace: 0, delete: 0, same: 0, read: 0 };
  try {
    const loaded = await loadState(options.stateFile, options.passphrase);
    const executor = await deployTo(options, loaded, log);
    summary = executor.summary;
    if (executor.failed.length > 0) log.report("error", `${action} failed`);
    else if (interrupted() && !log.failed) log.report("error", `${action} canceled`);
  } catch (error) {
    log.report("error", messageOf(error));
  }
  const { failed } = log;
  const seconds = (performance.now() - started) / 1000;
  log.emit({ kind: "summary", summary, seconds, failed });
  const { events, diagnostics } = log;
  return {
    failed,
    interrupted: interrupted(),
    summary,
    outputs: stackOutputs(events),
    diagnostics,
    events,
    seconds,
  };
}

/** A deployment with its services and plugins. */
async function deployTo(options: DeployOptions, loaded: LoadedState, log: EventLog): Promise<StepExecutor> {
  const { project, stack, operation, signal } = options;
  const preview = operation === "preview";
  const configuration = stackConfiguration(project, options.config ?? {}, options.secretConfig ?? {});
  const environment = { ...process.env, ...options.environment };
  const server = new grpc.Server(CHANNEL_OPTIONS);
  serveEngine(server, log, ENGINE_VERSION);
  const info: ConstructInfo = {
    project,
    stack,
    organization: options.organization ?? "organization",
    configuration,
    preview,
    parallel: options.parallel ?? availableParallelism() * 4,
    monitorAddress: "",
  };
  const host = new PluginHost(
    options.plugins ?? {},
    { ...environment, PULUMI_PROJECT: project },
    workingDirectoryOf(options.program),
  );
  const previous = loaded.resources;
  const deployment: Deployment = {
    project,
    stack,
    preview,
    parallel: info.parallel,
    log,
    registry: new ProviderRegistry(host, preview),
    snapshot: new Snapshot(loaded, async (resources, pending) => {
      if (!preview) await saveState(options.stateFile, resources, pending, loaded.secrets, ENGINE_VERSION);
    }),
    previous,
    graph: new DependencyGraph(previous),
    olds: new Map(previous.filter((state) => !state.delete).map((state) => [state.urn, state])),
    news: new Map(),
  };
  const run = new DeploymentRun(deployment);
  new ResourceMonitor(deployment, run, info).serve(server);
  info.monitorAddress = await listen(server);
  host.engineAddress = info.monitorAddress;
  const onAbort = (): void => {
    run.halt();
    void host.cancel();
  };
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted === true) onAbort();
  try {
    if (loaded.pending.length > 0 && !preview && operation !== "refresh") warnOfPending(loaded, log);
    if (operation === "refresh") await refresh(deployment, run.executor);
    else if (operation === "destroy") await run.finish();
    else await runProgram(options, { ...info, address: info.monitorAddress, environment }, run, log);
    await run.settled();
    await run.executor.finish();
    return run.executor;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await host.close();
    server.forceShutdown();
  }
}

/** Undefined for a program in this process: plugins then run where this process does. */
function workingDirectoryOf(program: DeployOptions["program"]): string | undefined {
  if (program === undefined || typeof program === "function") return undefined;
  return "command" in program ? program.dir : locateProgram(program.dir, program.main).workingDirectory;
}

function warnOfPending({ pending }: LoadedState, log: EventLog): void {
  const list = pending
    .map(({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}\n`)
    .join("");
  log.report(
    "warning",
    `Attempting to deploy or update resources with ${pending.length} pending operations from previous ` +
      `deployment.\n${list}These resources are in an unknown state, because the engine was ended while it waited ` +
      "for them. Check whether the operations took place; then let a refresh take up their state and forget them.",
  );
}

/** Runs the program, and after it the deletions, unless something stops the deployment before. */
async function runProgram(
  options: DeployOptions,
  context: ProgramContext,
  run: DeploymentRun,
  log: EventLog,
): Promise<void> {
  const { program } = options;
  if (program === undefined) throw new Error(`the operation '${options.operation}' needs a program`);
  if (run.executor.isStopped) return;
  const running =
    typeof program === "function"
      ? startInlineProgram(program, context)
      : startProgram(program, context, log);
  const outcome = await Promise.race([
    run.programDone.promise.then(() => undefined),
    running.ended,
    run.stopped.catch(() => undefined),
  ]);
  if (outcome !== undefined) {
    if (outcome !== "" && !run.executor.isStopped) log.report("error", outcome);
    log.failed = true;
    run.halt();
  }
  await run.finish();
  run.release();
  await endProgram(running);
}

async function endProgram(program: RunningProgram): Promise<void> {
  const timer = setTimeout(() => program.kill(), PROGRAM_END_MILLISECONDS);
  await program.ended;
  clearTimeout(timer);
}
