import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiClient } from "../kubernetes/api";
import { stringAt, type KubernetesObject } from "../kubernetes/objects";
import { rayContainer, type PodSpec } from "../operator/ray-cluster";
import { containerEnvironment } from "./container-environment";
import type { RayInstallation } from "./install";
import type { NodeRecord } from "./node-record";
import { endPod } from "./pod-status";
import { choosePorts, type RayPorts } from "./ports";
import { RayNode } from "./ray-node";

/** Variable in which KubeRay leaves the `ray start` of a container: v1.7.0 pod.go. */
const START_COMMAND = "KUBERAY_GEN_RAY_START_CMD";

export interface RunnerOptions {
  client: ApiClient;
  install: (version: string | undefined) => Promise<RayInstallation>;
  record: NodeRecord;
  log: (line: string) => void;
  /** Called after each change of what runs or waits. */
  onChange: () => void;
}

/** A cluster whose pods run here. */
export interface LocalRay {
  namespace: string;
  name: string;
  ports: RayPorts;
  installation: RayInstallation;
}

interface Cluster {
  ports: RayPorts;
  /** Ray's session folder, of one life of the head. */
  folder?: string;
  installation?: RayInstallation;
  /** The head's pod, once it is up. */
  head?: string;
}

interface NodePod {
  pod: KubernetesObject;
  node?: RayNode;
}

/**
 * Runs the Ray containers of pods that run in a cluster, in place of their kubelets: a `ray start` for each, one after the
 * other, workers when their head is up. Init containers, sidecars (the autoscaler) and a command of the user's own do not run.
 */
export class PodRunner {
  private readonly pods = new Map<string, NodePod>();
  private readonly clusters = new Map<string, Promise<Cluster>>();
  private readonly up = new Map<string, Cluster>();
  private starting: Promise<void> | undefined;
  private stopped = false;

  constructor(private readonly options: RunnerOptions) {}

  /** Whether every pod that it was shown runs. */
  get isSettled(): boolean {
    return this.starting === undefined && [...this.pods.values()].every(({ node }) => node !== undefined);
  }

  /** The clusters whose heads are up. */
  get running(): LocalRay[] {
    return [...this.up].flatMap(([key, { head, ports, installation }]) => {
      const [namespace = "", name = ""] = key.split("/");
      return head === undefined || installation === undefined
        ? []
        : [{ namespace, name, ports, installation }];
    });
  }

  /** The ports of a cluster, from the first time that anybody asks. */
  async portsOf(key: string): Promise<RayPorts> {
    return (await this.clusterOf(key)).ports;
  }

  /** Takes up what has become of a Ray pod. */
  take(pod: KubernetesObject, deleted: boolean): void {
    const uid = pod.metadata.uid ?? "";
    const isRunning = stringAt(pod, "status", "phase") === "Running";
    if (deleted || pod.metadata.deletionTimestamp !== undefined || !isRunning) {
      if (this.pods.has(uid)) void this.end(uid);
      return;
    }
    if (this.pods.has(uid) || this.stopped) return;
    this.pods.set(uid, { pod });
    this.startAll();
  }

  /** Ends every node. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.starting;
    await Promise.all([...this.pods.keys()].map((uid) => this.end(uid)));
  }

  private startAll(): void {
    this.starting ??= this.startWaiting()
      .catch((error: unknown) => this.options.log(String(error)))
      .finally(() => {
        this.starting = undefined;
        this.options.onChange();
      });
    this.options.onChange();
  }

  private async startWaiting(): Promise<void> {
    for (;;) {
      const next = [...this.pods.values()].find(
        ({ pod, node }) => node === undefined && (isHead(pod) || this.up.get(keyOf(pod))?.head !== undefined),
      );
      if (next === undefined || this.stopped) return;
      await this.start(next);
    }
  }

  private async start(entry: NodePod): Promise<void> {
    const { client, install, log, record } = this.options;
    const { pod } = entry;
    const uid = pod.metadata.uid ?? "";
    const role = isHead(pod) ? "head" : "worker";
    const began = Date.now();
    log(`Starting the ${role} of pod ${pod.metadata.name}.`);
    try {
      const cluster = await this.clusterOf(keyOf(pod));
      const container = rayContainer(pod.spec as PodSpec);
      const environment = await containerEnvironment(client, pod, container);
      const command = environment[START_COMMAND];
      if (command === undefined) throw new Error(`its container has no ${START_COMMAND}`);
      const installation = await install(versionOf(container?.image));
      // Ray's sockets lie in there, and their paths may have 107 characters at most.
      const folder = (cluster.folder ??= await mkdtemp(join(tmpdir(), "ray-")));
      const node = await RayNode.start({
        installation,
        command,
        head: isHead(pod),
        ports: cluster.ports,
        folder,
        environment: { ...environment, RAY_ADDRESS: `127.0.0.1:${cluster.ports.gcs}` },
        onSpawn: (group) => record.add(folder, group),
      });
      if (!this.pods.has(uid)) return await node.stop();
      entry.node = node;
      if (isHead(pod)) Object.assign(cluster, { head: uid, installation });
      node.onDeath((lastWords) => void this.fail(uid, lastWords));
      log(
        `The ${role} of pod ${pod.metadata.name} is up after ${((Date.now() - began) / 1000).toFixed(1)} s.`,
      );
    } catch (error) {
      await this.fail(uid, error instanceof Error ? error.message : String(error));
    }
  }

  /** Says in the pod's status that Ray has ended; its operator replaces it. */
  private async fail(uid: string, message: string): Promise<void> {
    const entry = this.pods.get(uid);
    if (entry === undefined) return;
    this.options.log(`The node of pod ${entry.pod.metadata.name} has ended: ${message}`);
    await this.end(uid);
    await endPod(this.options.client, entry.pod, { exitCode: 1, message });
  }

  /** Ends a pod's node; the workers of a head end with it, as they do when they lose it. */
  private async end(uid: string): Promise<void> {
    const entry = this.pods.get(uid);
    if (entry === undefined) return;
    this.pods.delete(uid);
    await entry.node?.stop();
    const key = keyOf(entry.pod);
    const cluster = this.up.get(key);
    if (cluster !== undefined && cluster.head === uid) await this.endWorkers(key, cluster);
    this.options.onChange();
  }

  private async endWorkers(key: string, cluster: Cluster): Promise<void> {
    const { folder } = cluster;
    Object.assign(cluster, { head: undefined, folder: undefined });
    const workers = [...this.pods].filter(
      ([, { pod, node }]) => keyOf(pod) === key && !isHead(pod) && node !== undefined,
    );
    await Promise.all(
      workers.map(([uid]) => (this.stopped ? this.end(uid) : this.fail(uid, "the head has ended"))),
    );
    if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private clusterOf(key: string): Promise<Cluster> {
    let cluster = this.clusters.get(key);
    if (cluster === undefined) {
      cluster = choosePorts().then((ports) => {
        const made: Cluster = { ports };
        this.up.set(key, made);
        return made;
      });
      this.clusters.set(key, cluster);
    }
    return cluster;
  }
}

function isHead({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.["ray.io/node-type"] === "head";
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace}/${metadata.labels?.["ray.io/cluster"]}`;
}

/** The Ray of an image, by its tag; undefined where that does not say. */
function versionOf(image: string | undefined): string | undefined {
  return /:(\d+\.\d+\.\d+)/.exec(image ?? "")?.[1];
}
