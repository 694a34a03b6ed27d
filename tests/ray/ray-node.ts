import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { RayInstallation } from "./install";
import { freePorts, type RayPorts } from "./ports";

/** What `ray start` prints when the node is up. */
const STARTED = "Ray runtime started.";

/** Bytes of shared memory for each node's objects: enough for tests, and there on small machines too. */
const OBJECT_STORE_BYTES = "100000000";

/** Ports that Ray's nodes share by default, and that differ where several nodes are on one machine. */
const NODE_PORTS = [
  "dashboard-agent-listen-port",
  "dashboard-agent-grpc-port",
  "runtime-env-agent-port",
  "metrics-export-port",
];

/**
 * `ray` whose processes listen on loopback alone. Ray takes the address of a network card for 127.0.0.1 unless clusters are
 * switched off, and refuses workers where they are: ray 2.60, _private/services.py resolve_ip_for_localhost and
 * scripts/scripts.py start.
 */
const RAY_ON_LOOPBACK = `
import sys
from ray._private import ray_constants, services
services.get_node_ip_address = lambda address=None: "127.0.0.1"
ray_constants.ENABLE_RAY_CLUSTER = True
from ray.scripts.scripts import main
sys.argv[0] = "ray"
main()
`;

/** How long a node may take to end by itself. */
const GRACE_MILLISECONDS = 10_000;

/** Characters of a node's output that an error shows. */
const TAIL = 2000;

export interface NodeStart {
  installation: RayInstallation;
  /** The command as KubeRay writes it: `ray start …`. */
  command: string;
  head: boolean;
  ports: RayPorts;
  /** Ray's session folder, of the whole cluster. */
  folder: string;
  /** What the container's environment says. */
  environment: Record<string, string>;
  /** Told the process group, before anything in it runs long. */
  onSpawn?: (group: number) => void;
}

/** A head or worker: `ray start --block` with all that it starts, in a process group of its own. */
export class RayNode {
  private stopping = false;
  private up = false;
  private output = "";

  private constructor(private readonly process: ChildProcess) {
    const take = (chunk: Buffer): void => {
      this.output += chunk.toString();
      this.up ||= this.output.includes(STARTED);
      this.output = this.output.slice(-TAIL);
    };
    process.stdout?.on("data", take);
    process.stderr?.on("data", take);
  }

  /**
   * Starts a node and resolves when it is up. One at a time: two starts at once upset Ray's session folder.
   *
   * @throws Error with the last lines of its output when it ends instead
   */
  static async start(options: NodeStart): Promise<RayNode> {
    const { installation, command, environment, folder } = options;
    const overrides = Object.entries(await placesOf(options)).map(([name, value]) => `--${name}=${value}`);
    const line = `exec "$0" -c "$1" ${command.replace(/^ray /, "")} ${overrides.join(" ")}`;
    const child = spawn("sh", ["-c", line, join(installation.bin, "python"), RAY_ON_LOOPBACK], {
      env: { ...environment, ...nodeEnvironment(installation, folder) },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const node = new RayNode(child);
    if (child.pid !== undefined) options.onSpawn?.(child.pid);
    await node.started();
    return node;
  }

  private started(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (this.up) resolve();
      };
      this.process.stdout?.on("data", look);
      this.process.stderr?.on("data", look);
      this.process.once("error", reject);
      this.process.once("exit", (code) =>
        reject(new Error(`ray start ended with ${code}: ${this.output.trim()}`)),
      );
    });
  }

  /** Calls back with the last lines of its output when the node ends though nobody stopped it. */
  onDeath(listener: (lastWords: string) => void): void {
    this.process.once("exit", () => {
      if (!this.stopping) listener(this.output.trim().split("\n").slice(-3).join("\n"));
    });
  }

  /** Ends the node with all that it started. */
  async stop(): Promise<void> {
    this.stopping = true;
    const { pid, exitCode, signalCode } = this.process;
    if (pid === undefined) return;
    if (exitCode === null && signalCode === null) {
      const ended = once(this.process, "exit");
      signalGroup(pid, "SIGTERM");
      const patience = new AbortController();
      const late = delay(GRACE_MILLISECONDS, undefined, { signal: patience.signal }).then(
        () => void signalGroup(pid, "SIGKILL"),
        () => undefined,
      );
      await ended;
      patience.abort();
      await late;
    }
    await endGroup(pid);
  }
}

/** The environment in which `ray` and `python` of an installation run, for people too. */
export function nodeEnvironment({ bin }: RayInstallation, home: string): Record<string, string> {
  return {
    PATH: `${bin}:${process.env["PATH"]}`,
    HOME: home,
    RAY_USAGE_STATS_ENABLED: "0",
    RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER: "0",
  };
}

/** Kills a process group and waits until it is gone. */
export async function endGroup(group: number): Promise<void> {
  const deadline = Date.now() + GRACE_MILLISECONDS;
  while (signalGroup(group, "SIGKILL") && Date.now() < deadline) await delay(20);
}

/** Signals a process group; false where it is gone. */
function signalGroup(group: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    return false;
  }
}

/** Addresses and ports: all that differs from the pod. The last of two equal options counts. */
async function placesOf({ head, ports, folder }: NodeStart): Promise<Record<string, string>> {
  const own = await freePorts(NODE_PORTS.length);
  return {
    ...Object.fromEntries(NODE_PORTS.map((name, index) => [name, String(own[index])])),
    "object-store-memory": OBJECT_STORE_BYTES,
    "node-ip-address": "127.0.0.1",
    ...(head
      ? {
          port: String(ports.gcs),
          "dashboard-host": "127.0.0.1",
          "dashboard-port": String(ports.dashboard),
          "ray-client-server-port": String(ports.client),
          "temp-dir": folder,
        }
      : { address: `127.0.0.1:${ports.gcs}` }),
  };
}
