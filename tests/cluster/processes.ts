import { spawn, execFile } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

import type { ClusterFiles } from "./paths";
import { programNames, type ProgramName } from "./programs";
import { waitUntil } from "./wait";

/** A program gets this long (ms) to end by itself. */
const GRACE = 20_000;

/** Lines of a program's log that an error shows. */
const LOG_TAIL = 15;

/**
 * Starts a program that outlives this process, its output in the cluster's logs.
 *
 * @returns once it runs: a promise that never resolves and rejects, with the log's last lines, when the program ends
 */
export async function launch(
  files: ClusterFiles,
  bin: string,
  name: ProgramName,
  args: string[],
): Promise<{ readonly ended: Promise<never> }> {
  const logFile = files.log(name);
  await mkdir(dirname(logFile), { recursive: true, mode: 0o700 });
  await mkdir(files.sockets, { recursive: true, mode: 0o700 });
  const log = openSync(logFile, "w", 0o600);
  const child = spawn(join(bin, name), args, {
    cwd: files.sockets,
    detached: true,
    stdio: ["ignore", log, log],
    // Nothing of the user's settings reaches the programs: no proxy, no ~/.kwok, no KUBECONFIG.
    env: { HOME: files.root, PATH: process.env.PATH },
  });
  closeSync(log);
  const ended = new Promise<never>((_, reject) => {
    child.once("error", (error) => reject(new Error(`${name} did not start: ${error.message}`)));
    child.once("exit", (code, signal) => {
      void logTail(logFile).then((tail) => reject(new Error(`${name} ended (${code ?? signal}).\n${tail}`)));
    });
  });
  // A program may end long after anyone cares.
  ended.catch(() => undefined);
  child.unref();
  if (child.pid === undefined) {
    return await ended;
  }
  return { ended };
}

/** A process of a cluster. */
export interface ProgramProcess {
  readonly name: ProgramName;
  readonly pid: number;
}

/**
 * The processes of this cluster, found by their command lines, which name the data directory: that holds where a
 * process id has been reused, and where someone has deleted the directory under a running cluster.
 */
export async function findProcesses(files: ClusterFiles): Promise<ProgramProcess[]> {
  const found: ProgramProcess[] = [];
  for (const [pid, commandLine] of await commandLines()) {
    const name = programOf(files, commandLine);
    if (name !== undefined) {
      found.push({ name, pid });
    }
  }
  return found;
}

/** Ends the cluster's processes, those first that use the others, and returns them when they are gone. */
export async function stopProcesses(files: ClusterFiles): Promise<ProgramProcess[]> {
  const processes = await findProcesses(files);
  const stop = (stopped: (name: ProgramName) => boolean): Promise<unknown> =>
    Promise.all(processes.filter(({ name }) => stopped(name)).map((one) => stopProcess(files, one)));
  await stop((name) => name !== "kube-apiserver" && name !== "etcd");
  await stop((name) => name === "kube-apiserver");
  await stop((name) => name === "etcd");
  return processes;
}

async function stopProcess(files: ClusterFiles, { name, pid }: ProgramProcess): Promise<void> {
  const gone = async (): Promise<boolean> => programOf(files, await commandLine(pid)) !== name;
  signal(pid, "SIGTERM");
  try {
    await waitUntil(gone, { what: `${name} to end`, timeout: GRACE, interval: 20 });
  } catch {
    signal(pid, "SIGKILL");
    await waitUntil(gone, { what: `${name} (process ${pid}) to be killed`, timeout: GRACE });
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

/** Which program of this cluster a command line belongs to, if any. */
function programOf(files: ClusterFiles, [command = "", ...args]: string[]): ProgramName | undefined {
  const ours = args.some((arg) => arg.includes(`=${files.root}/`));
  return ours ? programNames.find((name) => name === basename(command)) : undefined;
}

/** The arguments of each process, the program's path first. */
async function commandLines(): Promise<Map<number, string[]>> {
  if (process.platform === "linux") {
    const pids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
    return new Map(await Promise.all(pids.map(async (pid) => [pid, await commandLine(pid)] as const)));
  }
  const lines = (await ps("-axww", "-o", "pid=,args=")).split("\n").map((line) => line.trim());
  return new Map(
    lines.map((line) => [Number.parseInt(line, 10), splitArguments(line.replace(/^\d+\s+/, ""))] as const),
  );
}

/** A process's arguments; empty when there is no such process or it is dead (a zombie). */
async function commandLine(pid: number): Promise<string[]> {
  if (process.platform === "linux") {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0").filter(Boolean);
  }
  return splitArguments(await ps("-ww", "-o", "args=", "-p", String(pid)));
}

async function ps(...args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)("ps", args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    // ps answers 1 when there is no such process.
    if ((error as { code?: unknown }).code === 1) {
      return "";
    }
    throw error;
  }
}

/** `ps` joins arguments by spaces, which paths may contain as well: they are split before each option. */
function splitArguments(line: string): string[] {
  return line.trim().split(/ (?=--)/);
}

/** The last lines of a log, for an error. */
async function logTail(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, "utf8").catch(() => "")).trimEnd().split("\n");
  return `The end of ${logFile}:\n${lines.slice(-LOG_TAIL).join("\n")}`;
}
