import { existsSync } from "node:fs";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { RAY_VERSION } from "../../provider/settings";
import { ApiClient } from "../kubernetes/api";
import { installRay, type RayInstallation } from "../ray/install";
import { NodeRecord } from "../ray/node-record";
import { releaseReadiness } from "../ray/readiness-hold";
import { rayFiles, type RayState } from "../ray/run-pods";
import { ensureRunning, recordedProcess, stopRecorded } from "./background-process";
import { repositoryRoot, type ProgramHome } from "./home";
import { UserError } from "./user-error";

/** Ray ends in seconds; a busy machine takes longer. */
const STOP_MILLISECONDS = 30_000;

const POLL_MILLISECONDS = 200;

export interface RealRayOptions {
  home: ProgramHome;
  kubeconfigPath: string;
  installation: RayInstallation;
  log: (line: string) => void;
}

/** Real Ray beside a deployment. */
export interface RealRaySession {
  /** Waits until every pod's node is up, and says how to reach Ray. */
  describe(): Promise<string[]>;
  /** Ends what belongs to this run; Ray goes on unless `interrupted`. */
  close(interrupted: boolean): Promise<void>;
}

/** Has Ray run for the pods of the program's cluster, from now on until {@link stopRealRay}. */
export async function startRealRay(options: RealRayOptions): Promise<RealRaySession> {
  const { home, kubeconfigPath, installation, log } = options;
  const { state } = rayFiles(home.ray);
  if ((await recordedProcess(home.rayProcess)) === undefined) await rm(state, { force: true });
  const main = join(repositoryRoot(), "bin", "tests", "ray", "main.js");
  await ensureRunning({
    command: process.execPath,
    args: [main, "--kubeconfig", kubeconfigPath, "--folder", home.ray],
    environment: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME,
    },
    log: home.rayLog,
    record: home.rayProcess,
  });
  const follower = await followLog(home.rayLog, log);
  await until(home, () => existsSync(state));
  const pid = await recordedProcess(home.rayProcess);
  // Whoever presses Ctrl-C twice leaves no Ray either.
  const onExit = (): void => {
    if (pid !== undefined) process.kill(pid, "SIGTERM");
  };
  process.once("exit", onExit);
  return {
    async describe() {
      await until(home, async () => (await readState(state)).settled);
      return describeRay(await readState(state), installation, kubeconfigPath);
    },
    async close(interrupted) {
      process.off("exit", onExit);
      follower.close();
      if (interrupted) await stopRealRay(home);
    },
  };
}

/** Ends the Ray of one program, also that of a run that was killed. Tells whether any ran. */
export async function stopRealRay(home: ProgramHome): Promise<boolean> {
  const ran = await stopRecorded(home.rayProcess, STOP_MILLISECONDS);
  const left = await new NodeRecord(rayFiles(home.ray).record).end();
  return ran || left;
}

/** Without Ray, readiness Jobs must not wait for it. */
export async function releaseWithoutRay(home: ProgramHome, kubeconfigPath: string): Promise<void> {
  if (!existsSync(home.ray) || (await recordedProcess(home.rayProcess)) !== undefined) return;
  const client = ApiClient.fromFile(kubeconfigPath);
  await releaseReadiness(client);
  client.close();
}

/** How to reach Ray: lines for people. */
export function describeRay(
  { clusters }: RayState,
  { bin }: RayInstallation,
  kubeconfigPath: string,
): string[] {
  const lines = clusters.map(({ namespace, name, ports }) => {
    const moved = ports.dashboard === 8265 ? "" : "; use this address in place of localhost:8265";
    return (
      `    ${namespace}/${name}: dashboard http://localhost:${ports.dashboard}, ` +
      `client ray://localhost:${ports.client}${moved}`
    );
  });
  if (lines.length === 0) return ["No Ray runs: the program made no RayCluster whose head is up."];
  return [
    "Ray itself runs on this machine; its ports are there without portForwardCommand:",
    ...lines,
    "For jobSubmitCommand, in a shell:",
    `    export KUBECONFIG=${kubeconfigPath}`,
    `    export PATH=${bin}:$PATH`,
  ];
}

/**
 * Installs the stack's Ray.
 *
 * @throws UserError where it cannot be had
 */
export async function installStackRay(
  configuration: Record<string, unknown>,
  log: (line: string) => void,
): Promise<RayInstallation> {
  const version = stackVersion(configuration);
  try {
    return await installRay(version, log);
  } catch (error) {
    throw new UserError(
      `--ray: Ray ${version} cannot be installed from PyPI (${(error as Error).message})`,
      "It needs Python 3.10 to 3.13 with venv on the PATH as python3, and pypi.org or a mirror in PIP_INDEX_URL. " +
        "Without --ray the sandbox needs neither.",
    );
  }
}

/** The version in the settings of the reusable stack; what a program's own code says shows in its pods only. */
function stackVersion(configuration: Record<string, unknown>): string {
  const key = Object.keys(configuration).find((name) => name.endsWith(":settings"));
  const value = key === undefined ? undefined : configuration[key];
  const settings = (typeof value === "string" ? JSON.parse(value) : value) as
    { ray?: { version?: string } } | undefined;
  return settings?.ray?.version ?? RAY_VERSION;
}

async function until(home: ProgramHome, look: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await look())) {
    if ((await recordedProcess(home.rayProcess)) === undefined) {
      throw new UserError("--ray: what runs Ray has ended", `Its last words are in ${home.rayLog}.`);
    }
    await delay(POLL_MILLISECONDS);
  }
}

async function readState(path: string): Promise<RayState> {
  return JSON.parse(await readFile(path, "utf8")) as RayState;
}

/** Shows each new line of a log. A terminal's live tree is not disturbed. */
async function followLog(path: string, log: (line: string) => void): Promise<{ close(): void }> {
  if (process.stdout.isTTY) return { close: () => undefined };
  const file = await open(path, "r");
  let position = (await file.stat()).size;
  const timer = setInterval(() => {
    void file.read(Buffer.alloc(65_536), 0, 65_536, position).then(
      ({ buffer, bytesRead }) => {
        const text = buffer.toString("utf8", 0, bytesRead);
        const whole = text.slice(0, text.lastIndexOf("\n") + 1);
        position += Buffer.byteLength(whole);
        for (const line of whole.split("\n").filter(Boolean)) log(`Ray: ${line}`);
      },
      () => undefined,
    );
  }, POLL_MILLISECONDS);
  timer.unref();
  return {
    close() {
      clearInterval(timer);
      void file.close();
    },
  };
}
