import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { endWithThisProcess, signalGroup } from "./child-processes";
import type { StackConfiguration } from "./configuration";
import type { EventLog, Severity } from "./events";
import { locateProgram } from "./program-location";

/** A Node.js program: `main` of its folder, as Pulumi's nodejs runtime runs it. */
export interface NodeProgram {
  /** The folder with package.json. */
  dir: string;
  /** File or folder to run, from `dir`; default what package.json says. */
  main?: string;
  /** Let Pulumi's own ts-node compile TypeScript (default false). */
  typescript?: boolean;
  /** Arguments for Node.js itself, e.g. `["--import", "tsx"]`. */
  nodeArguments?: string[];
}

/** A program in another language: a command that finds in its environment what Pulumi's language hosts put there. */
export interface CommandProgram {
  dir: string;
  command: string;
  arguments?: string[];
  /** Beside that of the deployment. */
  environment?: Record<string, string>;
}

/** What a program has to know of the deployment. */
export interface ProgramContext {
  /** host:port of monitor and engine. */
  address: string;
  organization: string;
  project: string;
  stack: string;
  preview: boolean;
  parallel: number;
  configuration: StackConfiguration;
  environment: NodeJS.ProcessEnv;
}

/** A program under way. */
export interface RunningProgram {
  /** How it ended: undefined when well, else why not; empty when it has said so itself. */
  ended: Promise<string | undefined>;
  /** Ends it by force. */
  kill(): void;
}

/** The exit code by which a program says that it has reported its error. */
const REPORTED_EXIT_CODE = 32;

// The SDK prints errors with util.inspect and colours. In Node.js 20.20 that does not end on a stack frame in
// `node_modules/@scope/file`, as the SDK's own are, before the text has grown to the longest string there can be,
// which takes half a minute. Without colours it is done at once, and the text is the same.
//
// Where nobody reads its output any more, because the engine was killed, the SDK reports that as an uncaught error on the
// same output, and so on without end, in ever more memory. Such a program has nothing left to do.
const PRELOADED = `data:text/javascript,${encodeURIComponent(`
  import util from "node:util";
  const { inspect } = util;
  const plain = (value, options, ...rest) =>
    inspect(value, value instanceof Error && options?.colors ? { ...options, colors: false } : options, ...rest);
  util.inspect = Object.assign(plain, inspect);
  for (const stream of [process.stdout, process.stderr])
    stream.prependListener("error", ({ code }) => code === "EPIPE" && process.exit(1));
`)}`;

const STDOUT_STREAM = 1;
const STDERR_STREAM = 2;

/** Starts a program of its own process. */
export function startProgram(
  program: NodeProgram | CommandProgram,
  context: ProgramContext,
  log: EventLog,
): RunningProgram {
  return "command" in program ? startCommand(program, context, log) : startNode(program, context, log);
}

/** Variables that the SDKs read (sdk/go/pulumi/run.go; pulumi-java, DeploymentImpl.java). */
function startCommand(program: CommandProgram, context: ProgramContext, log: EventLog): RunningProgram {
  const { address, organization, project, stack, preview, parallel, configuration } = context;
  const { dir, command, arguments: args = [], environment } = program;
  return start(command, args, dir, log, {
    ...context.environment,
    ...environment,
    PULUMI_MONITOR: address,
    PULUMI_ENGINE: address,
    PULUMI_ORGANIZATION: organization,
    PULUMI_PROJECT: project,
    PULUMI_ROOT_DIRECTORY: dir,
    PULUMI_STACK: stack,
    PULUMI_PWD: dir,
    PULUMI_DRY_RUN: String(preview),
    PULUMI_PARALLEL: String(parallel),
    PULUMI_CONFIG: JSON.stringify(configuration.values),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(configuration.secretKeys),
  });
}

/** With `@pulumi/pulumi/cmd/run` of its own SDK. */
function startNode(program: NodeProgram, context: ProgramContext, log: EventLog): RunningProgram {
  const { dir, main, typescript = false, nodeArguments = [] } = program;
  const { workingDirectory, entry } = locateProgram(dir, main);
  const runner = createRequire(`${dir}/package.json`).resolve("@pulumi/pulumi/cmd/run/index.js");
  const args = [
    ["--import", PRELOADED, ...nodeArguments, runner],
    [...runnerArguments(dir, context), "--pwd", workingDirectory, entry],
  ];
  return start(process.execPath, args.flat(), workingDirectory, log, {
    ...context.environment,
    PULUMI_CONFIG: JSON.stringify(languageConfiguration(context.configuration)),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(context.configuration.secretKeys),
    ...(typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
  });
}

function start(
  command: string,
  args: string[],
  cwd: string,
  log: EventLog,
  env: NodeJS.ProcessEnv,
): RunningProgram {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  endWithThisProcess(child);
  const output = Promise.all([
    forward(child.stdout, "info", STDOUT_STREAM, log),
    forward(child.stderr, "info#err", STDERR_STREAM, log),
  ]);
  const ended = exitOf(child).then(async (fault) => {
    await output;
    return fault;
  });
  return { ended, kill: () => signalGroup(child, "SIGKILL") };
}

function runnerArguments(dir: string, context: ProgramContext): string[] {
  const { address, organization, project, stack, preview, parallel } = context;
  return [
    ["--monitor", address],
    ["--engine", address],
    ["--organization", organization],
    ["--project", project],
    ["--root-directory", dir],
    ["--stack", stack],
    preview ? ["--dry-run"] : [],
    ["--parallel", String(parallel)],
  ].flat();
}

/** Language hosts still hand over keys in the old form `NAMESPACE:config:NAME`. */
function languageConfiguration({ values }: StackConfiguration): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key.replace(":", ":config:"), value]),
  );
}

async function forward(
  stream: NodeJS.ReadableStream,
  severity: Severity,
  streamId: number,
  log: EventLog,
): Promise<void> {
  for await (const line of createInterface({ input: stream })) {
    if (line.trim() !== "") log.log({ severity, message: `${line}\n`, urn: "", streamId }, false);
  }
}

function exitOf(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`the program could not be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      if (signal !== null) resolve(`Program was ended by signal ${signal}`);
      else if (code === 0) resolve(undefined);
      else resolve(code === REPORTED_EXIT_CODE ? "" : `Program exited with non-zero exit code: ${code}`);
    });
  });
}
