import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RAY_VERSION } from "../../../provider/settings";
import { listAt, stringAt, valueAt, type KubernetesObject } from "../../kubernetes/objects";
import { eventually, type TestCluster } from "../../kubernetes/testing/test-cluster";
import { containerEnvironment } from "../../ray/container-environment";
import { endPod } from "../../ray/pod-status";
import { holdReadiness, releaseReadiness, RUNS_HERE } from "../../ray/readiness-hold";
import { runReadiness } from "../../ray/readiness-run";
import { serverOf } from "../../ray/run-pods";

/** What a readiness Job is to find: objects of a kind in namespace `ray`, in a state. */
export interface Expected {
  kind: "Pod" | "Event" | "Workload";
  when: (object: KubernetesObject) => boolean;
}

/**
 * Runs the programs of readiness Jobs on this machine, against a head that answers as Ray 2.60's dashboard does: with the pods
 * that run as its nodes, the version of its image, and the token with which it started.
 */
export class ReadinessPrograms {
  private readonly stop = new AbortController();
  private readonly tokens = new Map<string, string | undefined>();
  private following: Promise<void> = Promise.resolve();
  /** The Ray version in an image whose name does not say it. */
  readonly versions: Record<string, string> = {};
  /** What keeps Ray from becoming ready: the program of the next Job waits for it, and then has no more time. */
  obstacle: Expected | undefined;

  private constructor(
    private readonly cluster: TestCluster,
    private readonly head: Server,
    private readonly folder: string,
  ) {}

  static async start(cluster: TestCluster): Promise<ReadinessPrograms> {
    const head = createServer();
    await new Promise<void>((resolve) => head.listen(0, "127.0.0.1", resolve));
    const programs = new ReadinessPrograms(
      cluster,
      head,
      await mkdtemp(join(tmpdir(), "aks-ray-readiness-")),
    );
    head.on("request", ({ url, headers }, response) => {
      programs.answer(url ?? "", headers.authorization).then(
        ([status, body]) => response.writeHead(status).end(JSON.stringify(body)),
        () => response.destroy(),
      );
    });
    await holdReadiness(cluster.client);
    programs.following = programs.follow();
    return programs;
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.following;
    await releaseReadiness(this.cluster.client);
    this.head.closeAllConnections();
    await new Promise((resolve) => this.head.close(resolve));
    await rm(this.folder, { recursive: true });
  }

  private async follow(): Promise<void> {
    const { client } = this.cluster;
    const seen = new Set<string>();
    const options = { labelSelector: "batch.kubernetes.io/job-name", signal: this.stop.signal };
    for await (const { type, object } of client.follow("v1", "Pod", options)) {
      const { uid = "", annotations = {} } = object.metadata;
      const runs = type !== "DELETED" && stringAt(object, "status", "phase") === "Running";
      if (!runs || annotations[RUNS_HERE] === undefined || seen.has(uid)) continue;
      seen.add(uid);
      await this.run(object);
    }
  }

  private async run(pod: KubernetesObject): Promise<void> {
    const { client, kubeconfigPath } = this.cluster;
    const { obstacle } = this;
    if (obstacle !== undefined) {
      const apiVersion = obstacle.kind === "Workload" ? "kueue.x-k8s.io/v1beta2" : "v1";
      const target = { apiVersion, kind: obstacle.kind, namespace: "ray" };
      await eventually(client, target, (objects) => objects.some(obstacle.when));
    }
    const outcome = await runReadiness(pod, {
      client,
      python: "python3",
      server: serverOf(kubeconfigPath),
      dashboard: `http://127.0.0.1:${(this.head.address() as AddressInfo).port}`,
      folder: this.folder,
      environment: obstacle === undefined ? {} : { TIMEOUT_SECONDS: "0" },
      signal: this.stop.signal,
    });
    await endPod(client, pod, outcome);
  }

  /** Fails where no head is there to answer. */
  private async answer(url: string, authorization: string | undefined): Promise<[number, unknown]> {
    const pods = (await this.rayPods()).filter(isReady);
    const head = pods.find(isHead);
    if (head === undefined) throw new Error("no head runs");
    if (authorization !== `Bearer ${await this.tokenOf(head)}`) return [401, {}];
    if (url === "/api/version") return [200, { version: "4", ray_version: this.versionOf(head) }];
    const nodes = pods.map((pod) => ({
      state: "ALIVE",
      is_head_node: isHead(pod),
      resources_total: { GPU: Number(gpusOf(pod)) },
    }));
    return [200, { data: { result: { result: nodes } } }];
  }

  private rayPods(): Promise<KubernetesObject[]> {
    return this.cluster.client.list("v1", "Pod", { namespace: "ray", labelSelector: "ray.io/cluster=ray" });
  }

  /** A container's environment stays what it was at its start. */
  private async tokenOf(head: KubernetesObject): Promise<string | undefined> {
    const uid = head.metadata.uid ?? "";
    if (!this.tokens.has(uid)) {
      const container = valueAt(head, "spec", "containers", 0);
      const { RAY_AUTH_TOKEN } = await containerEnvironment(this.cluster.client, head, container);
      this.tokens.set(uid, RAY_AUTH_TOKEN);
    }
    return this.tokens.get(uid);
  }

  private versionOf(head: KubernetesObject): string {
    const image = stringAt(head, "spec", "containers", 0, "image") ?? "";
    return this.versions[image] ?? /:(\d+\.\d+\.\d+)/.exec(image)?.[1] ?? RAY_VERSION;
  }
}

function isHead({ metadata }: KubernetesObject): boolean {
  return metadata.labels?.["ray.io/node-type"] === "head";
}

function isReady(pod: KubernetesObject): boolean {
  const ready = listAt<{ ready?: boolean }>(pod, "status", "containerStatuses").every(({ ready }) => ready);
  return stringAt(pod, "status", "phase") === "Running" && ready;
}

function gpusOf(pod: KubernetesObject): string {
  return stringAt(pod, "spec", "containers", 0, "resources", "limits", "nvidia.com/gpu") ?? "0";
}
