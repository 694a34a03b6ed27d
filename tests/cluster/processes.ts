import { spawn, execFile } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
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
  const workingDirectory = dirname(files.pid(name));
  await mkdir(dirname(logFile), { recursive: true, mode: 0o700 });
  await mkdir(workingDirectory, { recursive: true, mode: 0o700 });
  const log = openSync(logFile, "w", 0o600);
  const child = spawn(join(bin, name), args, {
    cwd: workingDirectory,
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
  await writeFile(files.pid(name), String(child.pid), { mode: 0o600 });
  return { ended };
}

/** The process id of a running program of this cluster, checked against the process's command line. */
export async function runningPid(files: ClusterFiles, name: ProgramName): Promise<number | undefined> {
  let pid: number;
  try {
    pid = Number(await readFile(files.pid(name), "utf8"));
  } catch {
    return undefined;
  }
  return Number.isInteger(pid) && pid > 0 && (await isOurs(files, name, pid)) ? pid : undefined;
}

/** The programs of this cluster that run. */
export async function runningPrograms(files: ClusterFiles): Promise<ProgramName[]> {
  const pids = await Promise.all(programNames.map((name) => runningPid(files, name)));
  return programNames.filter((_, index) => pids[index] !== undefined);
}

/** Ends the cluster's programs, those first that use the others, and returns when they are gone. */
export async function stopPrograms(files: ClusterFiles): Promise<void> {
  await Promise.all(
    (["kwok", "kube-scheduler", "kube-controller-manager"] as const).map((name) => stop(files, name)),
  );
  await stop(files, "kube-apiserver");
  await stop(files, "etcd");
}

async function stop(files: ClusterFiles, name: ProgramName): Promise<void> {
  const pid = await runningPid(files, name);
  if (pid !== undefined) {
    const gone = async (): Promise<boolean> => !(await isOurs(files, name, pid));
    signal(pid, "SIGTERM");
    try {
      await waitUntil(gone, { what: `${name} to end`, timeout: GRACE, interval: 20 });
    } catch {
      signal(pid, "SIGKILL");
      await waitUntil(gone, { what: `${name} (process ${pid}) to be killed`, timeout: GRACE });
    }
  }
  await rm(files.pid(name), { force: true });
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

/** Whether the process is this cluster's program: ids are reused, command lines with our data directory are not. */
async function isOurs(files: ClusterFiles, name: ProgramName, pid: number): Promise<boolean> {
  const [command = "", ...args] = await commandLine(pid);
  return basename(command) === name && args.some((arg) => arg.includes(`=${files.root}/`));
}

/** A process's arguments, the program's path first; empty when there is no such process or it is dead (a zombie). */
async function commandLine(pid: number): Promise<string[]> {
  if (process.platform === "linux") {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0").filter(Boolean);
  }
  const { stdout } = await promisify(execFile)("ps", ["-ww", "-o", "args=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }));
  // Arguments come joined by spaces, which paths may contain as well: split before each option.
  return stdout.trim().split(/ (?=--)/);
}

/** The last lines of a log, for an error. */
async function logTail(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, "utf8").catch(() => "")).trimEnd().split("\n");
  return `The end of ${logFile}:\n${lines.slice(-LOG_TAIL).join("\n")}`;
}
