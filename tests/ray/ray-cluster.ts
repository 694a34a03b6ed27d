import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RaySettings } from "../../provider/settings";
import { buildRayClusterSpec } from "../../provider/kubernetes/ray-cluster/ray-cluster";
import type { Group, RayClusterSpec } from "../operator/ray-cluster";
import { rayContainer } from "../operator/ray-cluster";
import { startCommand, startParameters } from "../operator/ray-start";
import type { RayInstallation } from "./install";
import { freePorts, type RayPorts } from "./ports";
import { nodeEnvironment, RayNode } from "./ray-node";

/**
 * The head and workers of a RayCluster as real Ray processes on this machine, started as KubeRay's pods would start them;
 * only addresses and ports are other ones. GPUs are what `ray start` is told: no driver is asked.
 */
export class RealRay {
  private readonly nodes: RayNode[] = [];

  private constructor(
    private readonly installation: RayInstallation,
    private readonly token: string,
    private readonly folder: string,
    private readonly ports: RayPorts,
  ) {}

  /** Starts the head, and then one worker after the other. */
  static async start(settings: RaySettings, installation: RayInstallation, token: string): Promise<RealRay> {
    // Ray's sockets lie in there, and their paths may have 107 characters at most.
    const folder = await mkdtemp(join(tmpdir(), "ray-"));
    const [gcs = 0, dashboard = 0, client = 0] = await freePorts(3);
    const ray = new RealRay(installation, token, folder, { gcs, dashboard, client });
    try {
      const spec = JSON.parse(JSON.stringify(buildRayClusterSpec(settings))) as RayClusterSpec;
      await ray.startNode(true, spec.headGroupSpec);
      for (const group of spec.workerGroupSpecs ?? []) {
        for (let replica = 0; replica < (group.minReplicas ?? 0); replica++)
          await ray.startNode(false, group);
      }
    } catch (error) {
      await ray.stop();
      throw error;
    }
    return ray;
  }

  /** Port of the dashboard on loopback. */
  get dashboardPort(): number {
    return this.ports.dashboard;
  }

  /** Port for Ray clients on loopback. */
  get clientPort(): number {
    return this.ports.client;
  }

  /** The environment in which a person would run `ray` and `python` of this installation. */
  get environment(): NodeJS.ProcessEnv {
    return nodeEnvironment(this.installation, this.folder);
  }

  private async startNode(head: boolean, group: Group): Promise<void> {
    const container = rayContainer(group.template.spec);
    if (container === undefined) throw new Error("the group has no Ray container");
    const variables = (container.env ?? []).flatMap(({ name, value }) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const node = await RayNode.start({
      installation: this.installation,
      command: startCommand(head, startParameters(group, container, head ? undefined : "")),
      head,
      ports: this.ports,
      folder: this.folder,
      environment: {
        ...Object.fromEntries(variables),
        RAY_AUTH_MODE: "token",
        RAY_AUTH_TOKEN: this.token,
      },
    });
    this.nodes.push(node);
  }

  /** Ends every process that this started, with those that they started, and deletes their files. */
  async stop(): Promise<void> {
    for (const node of this.nodes.reverse()) await node.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
