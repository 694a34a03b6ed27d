import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RaySettings } from "../../provider/settings";
import { buildRayClusterSpec } from "../../provider/kubernetes/ray-cluster/ray-cluster";
import type { Group, RayClusterSpec } from "../operator/ray-cluster";
import { rayContainer } from "../operator/ray-cluster";
import { startCommand, startParameters } from "../operator/ray-start";
import type { RayInstallation } from "./install";

/** What `ray start` prints when the node is up. */
const STARTED = "Ray runtime started.";

/** Bytes of shared memory for each node's objects: enough for tests, and there on small machines too. */
const OBJECT_STORE_BYTES = 100_000_000;

/** Ports that Ray's nodes share by default, and that differ where several nodes are on one machine. */
const NODE_PORTS = [
  "dashboard-agent-listen-port",
  "dashboard-agent-grpc-port",
  "runtime-env-agent-port",
  "metrics-export-port",
];

/**
 * The head and workers of a RayCluster as real Ray processes on this machine, started as KubeRay's pods would start them;
 * only addresses and ports are other ones. GPUs are what `ray start` is told: no driver is asked.
 */
export class RealRay {
  private readonly nodes: ChildProcess[] = [];

  private constructor(
    private readonly installation: RayInstallation,
    private readonly token: string,
    private readonly folder: string,
    /** Port of the dashboard on loopback. */
    readonly dashboardPort: number,
    private readonly gcsPort: number,
    /** Port for Ray clients. */
    readonly clientPort: number,
  ) {}

  /** Starts the head, and then one worker after the other: two at once upset Ray's session folder. */
  static async start(settings: RaySettings, installation: RayInstallation, token: string): Promise<RealRay> {
    // Ray's sockets lie in there, and their paths may have 107 characters at most.
    const folder = await mkdtemp(join(tmpdir(), "ray-"));
    const [dashboardPort = 0, gcsPort = 0, clientPort = 0] = await freePorts(3);
    const ray = new RealRay(installation, token, folder, dashboardPort, gcsPort, clientPort);
    try {
      const spec = JSON.parse(JSON.stringify(buildRayClusterSpec(settings))) as RayClusterSpec;
      await ray.startHead(spec.headGroupSpec);
      for (const group of spec.workerGroupSpecs ?? []) {
        for (let replica = 0; replica < (group.minReplicas ?? 0); replica++) await ray.startWorker(group);
      }
    } catch (error) {
      await ray.stop();
      throw error;
    }
    return ray;
  }

  /** The environment in which a person would run `ray` and `python` of this installation. */
  get environment(): NodeJS.ProcessEnv {
    return {
      PATH: `${this.installation.bin}:${process.env["PATH"]}`,
      HOME: this.folder,
      RAY_USAGE_STATS_ENABLED: "0",
    };
  }

  private async startHead(group: Group): Promise<void> {
    await this.startNode(true, group, {
      port: String(this.gcsPort),
      "dashboard-host": "127.0.0.1",
      "dashboard-port": String(this.dashboardPort),
      "ray-client-server-port": String(this.clientPort),
      "temp-dir": this.folder,
    });
  }

  private async startWorker(group: Group): Promise<void> {
    await this.startNode(false, group, { address: `127.0.0.1:${this.gcsPort}` });
  }

  private async startNode(head: boolean, group: Group, places: Record<string, string>): Promise<void> {
    const container = rayContainer(group.template.spec);
    if (container === undefined) throw new Error("the group has no Ray container");
    const ports = await freePorts(NODE_PORTS.length);
    const own = {
      ...Object.fromEntries(NODE_PORTS.map((name, index) => [name, String(ports[index])])),
      "object-store-memory": String(OBJECT_STORE_BYTES),
    };
    const parameters = { ...startParameters(group, container, head ? undefined : ""), ...own, ...places };
    const variables = (container.env ?? []).flatMap(({ name, value }) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const node = spawn("sh", ["-c", `exec ${startCommand(head, parameters)}`], {
      env: {
        ...this.environment,
        ...Object.fromEntries(variables),
        RAY_AUTH_MODE: "token",
        RAY_AUTH_TOKEN: this.token,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.nodes.push(node);
    await untilStarted(node);
  }

  /** Ends every process that this started, with those that they started, and deletes their files. */
  async stop(): Promise<void> {
    for (const node of this.nodes.reverse()) {
      if (node.pid === undefined || node.exitCode !== null) continue;
      const ended = once(node, "exit");
      process.kill(-node.pid, "SIGTERM");
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function untilStarted(node: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = "";
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes(STARTED)) resolve();
    };
    node.stdout?.on("data", take);
    node.stderr?.on("data", take);
    node.once("error", reject);
    node.once("exit", (code) =>
      reject(new Error(`ray start ended with ${code}: ${output.trim().slice(-2000)}`)),
    );
  });
}

/** Ports that nobody listens at, all different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    await Promise.all(servers.map((server) => once(server.listen(0, "127.0.0.1"), "listening")));
    return servers.map((server) => (server.address() as { port: number }).port);
  } finally {
    await Promise.all(servers.map((server) => once(server.close(), "close")));
  }
}
