import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { DeployOptions, DeployResult } from "../engine";
import { repositoryRoot } from "../sandbox/home";
import { described, killPlugin, processesWith } from "./processes";

/** Set in all that an engine of this kind starts, to find it when the engine is gone. */
const MARK = "AKS_RAY_FAULTS_ENGINE";

/** How long what an engine has started may outlive it, in milliseconds. Plugins look each second. */
const SURVIVAL = 20_000;

/** The engine in a process of its own, that can be ended in the middle of a deployment. */
export class EngineProcess {
  private child: ChildProcess | undefined;

  /** As `deploy` of the engine; the result of an ended one says no more than that. */
  readonly deploy = async (options: DeployOptions): Promise<DeployResult> => {
    const mark = randomUUID();
    const main = join(repositoryRoot(), "bin", "tests", "faults", "engine-main.js");
    const child = fork(main, { env: { ...process.env, [MARK]: mark }, execArgv: [] });
    this.child = child;
    let result: DeployResult | undefined;
    child.once("message", (message) => (result = message as DeployResult));
    child.send(options);
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    this.child = undefined;
    await this.allEnded(mark);
    return result ?? ended(`the engine ended with ${signal ?? `exit code ${String(code)}`}`);
  };

  /** Ends it at once, as `kill -9` or a machine without memory would. */
  kill(): void {
    this.child?.kill("SIGKILL");
  }

  /** Ends its plugins of a package. */
  killPlugin(packageName: string): void {
    if (this.child?.pid !== undefined) killPlugin(packageName, this.child.pid);
  }

  /** Waits for the program and the plugins, which see that their engine is gone. */
  private async allEnded(mark: string): Promise<void> {
    const deadline = Date.now() + SURVIVAL;
    for (;;) {
      const left = processesWith(`${MARK}=${mark}`);
      if (left.length === 0) return;
      if (Date.now() > deadline) {
        throw new Error(`outlived their engine: ${left.map(described).join(", ")}`);
      }
      await pause(100);
    }
  }
}

function ended(message: string): DeployResult {
  return {
    failed: true,
    interrupted: true,
    summary: { create: 0, update: 0, replace: 0, delete: 0, same: 0, read: 0 },
    outputs: {},
    diagnostics: [{ severity: "error", message, urn: "", streamId: 0 }],
    events: [],
    seconds: 0,
  };
}
