import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { endWithThisProcess, hasEnded, signalGroup } from "./child-processes";

/** How long a plugin may take to stop by itself, as Pulumi gives it. */
const STOP_MILLISECONDS = 5000;
/** How much of its output is kept to be shown when it crashes. */
const KEPT_OUTPUT = 16 * 1024;

/** A plugin that listens: in a process of its own, or somewhere else. */
export interface RunningPlugin {
  /** host:port */
  address: string;
  /** Resolves when the process ends, to a text that says how, with its last output. Never for an attached one. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * The executable of a package's plugin. `location` is a folder that holds `pulumi-resource-PACKAGE` or the
 * executable; without it the PATH is searched. Throws an Error that says what is missing.
 */
export function findPlugin(packageName: string, location: string | undefined): string {
  const name = `pulumi-resource-${packageName}`;
  if (location === undefined) {
    const folders = (process.env.PATH ?? "").split(delimiter);
    const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    throw new Error(
      `no plugin for package '${packageName}': name its folder in the option 'plugins', or put ${name} on the PATH`,
    );
  }
  const path = resolve(location);
  const executable = existsSync(path) && statSync(path).isDirectory() ? join(path, name) : path;
  if (!existsSync(executable)) {
    throw new Error(`the plugin for package '${packageName}' does not exist: ${executable}`);
  }
  return executable;
}

/** Whether the location is an address at which a plugin listens already. */
export function isAddress(location: string): boolean {
  return /^[\w.]+:\d+$/.test(location);
}

/** Starts a plugin with the engine's address as its argument and waits for the port that it prints. */
export async function startPlugin(
  executable: string,
  engineAddress: string,
  environment: NodeJS.ProcessEnv,
  workingDirectory?: string,
): Promise<RunningPlugin> {
  const child = spawn(executable, [engineAddress], {
    cwd: workingDirectory,
    env: environment,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  endWithThisProcess(child);
  child.stdin.on("error", () => undefined);
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stderr.on("data", keep);
  const ended = new Promise<string>((resolveEnded) => {
    child.once("error", (error) => resolveEnded(`could not be started: ${error.message}`));
    child.once("close", (code, signal) => {
      const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
      resolveEnded(`ended unexpectedly with ${how}${output === "" ? "" : `; its last output:\n${output}`}`);
    });
  });
  const line = await Promise.race([firstLine(child, keep), ended.then((how) => new Error(how))]);
  if (line instanceof Error) throw new Error(`the plugin ${executable} ${line.message}`);
  const port = Number(line.trim());
  if (!Number.isInteger(port) || port <= 0 || port > 65535) {
    signalGroup(child, "SIGKILL");
    throw new Error(`the plugin ${executable} printed ${JSON.stringify(line)} where its port was expected`);
  }
  return {
    address: `127.0.0.1:${port}`,
    ended: ended.then((how) => `the plugin ${executable} ${how}`),
    stop: () => stop(child),
  };
}

/** The first line of the child's standard output; what follows goes to `rest`. */
function firstLine(child: ChildProcess, rest: (chunk: Buffer) => void): Promise<string> {
  return new Promise((resolveLine) => {
    let text = "";
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const end = text.indexOf("\n");
      if (end < 0) return;
      child.stdout?.off("data", read);
      child.stdout?.on("data", rest);
      resolveLine(text.slice(0, end));
    };
    child.stdout?.on("data", read);
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = new Promise<void>((resolveExit) => child.once("exit", () => resolveExit()));
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), STOP_MILLISECONDS);
  signalGroup(child, "SIGINT");
  await exited;
  clearTimeout(timer);
}
