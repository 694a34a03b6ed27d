import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A program that goes on when this one has ended. */
export interface BackgroundProgram {
  command: string;
  args: string[];
  /** Its whole environment. */
  environment: NodeJS.ProcessEnv;
  /** File for its output. */
  log: string;
  /** File that remembers it for later runs. */
  record: string;
}

interface ProcessRecord {
  pid: number;
  command: string;
  args: string[];
}

const STOP_MILLISECONDS = 5000;

/** Starts the program unless it runs with the same arguments already; one with others is ended first. */
export async function ensureRunning(program: BackgroundProgram): Promise<void> {
  const { command, args, environment, log, record } = program;
  const present = await readRecord(record);
  if (present !== undefined && (await isRunning(present))) {
    if (present.command === command && JSON.stringify(present.args) === JSON.stringify(args)) return;
    await stopRecorded(record);
  }
  const output = openSync(log, "a", 0o600);
  const child = spawn(command, args, { env: environment, detached: true, stdio: ["ignore", output, output] });
  closeSync(output);
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
  });
  child.unref();
  await writeFile(record, JSON.stringify({ pid: child.pid, command, args }), { mode: 0o600 });
}

/** Ends the program that `record` remembers and waits for that; it is killed after so many milliseconds. */
export async function stopRecorded(record: string, patience = STOP_MILLISECONDS): Promise<boolean> {
  const present = await readRecord(record);
  const running = present !== undefined && (await isRunning(present));
  if (running) {
    signal(present.pid, "SIGTERM");
    const deadline = Date.now() + patience;
    while (await isRunning(present)) {
      if (Date.now() > deadline) signal(present.pid, "SIGKILL");
      await delay(20);
    }
  }
  await rm(record, { force: true });
  return running;
}

/** The process that `record` remembers, where it still runs. */
export async function recordedProcess(record: string): Promise<number | undefined> {
  const present = await readRecord(record);
  return present !== undefined && (await isRunning(present)) ? present.pid : undefined;
}

async function readRecord(path: string): Promise<ProcessRecord | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as ProcessRecord;
  } catch {
    return undefined;
  }
}

/** A process id may belong to another program by now: its command line has to be the one remembered. */
async function isRunning({ pid, command, args }: ProcessRecord): Promise<boolean> {
  return (await commandLine(pid)) === [command, ...args].join(" ");
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === "linux") {
    const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return text.split("\0").slice(0, -1).join(" ");
  }
  try {
    return (await promisify(execFile)("ps", ["-ww", "-o", "args=", "-p", String(pid)])).stdout.trim();
  } catch {
    return "";
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
