import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parse } from "yaml";
import { defaultCrdFolder } from "../../charts";
import { startCluster, tools, type LocalCluster } from "../../cluster";
import { ApiClient, type NewObject } from "../api";
import { ApiError } from "../api-error";
import { waitUntil, type Target, type Verdict } from "../await/wait";
import type { KubernetesObject } from "../objects";
import { createFakeNode } from "./fake-node";

/** Milliseconds: a first build of the control plane fits in this. */
export const CLUSTER_TIMEOUT = 20 * 60_000;

/** A control plane for the tests of this process. */
export interface TestCluster {
  kubeconfig: string;
  kubeconfigPath: string;
  client: ApiClient;
  /** Path of the helm binary. */
  helm: string;
}

const NODE = "node-1";
const ROOM = { cpu: "64", memory: "512Gi", pods: "250", "nvidia.com/gpu": "16" };

let started: Promise<{ cluster: LocalCluster; dataDir: string; test: TestCluster }> | undefined;

/** The one cluster of this test run, with a node that has room for any test. It ends with the run. */
export async function testCluster(): Promise<TestCluster> {
  started ??= start();
  const { test } = await started;
  // Simulated Azure empties a cluster that a test deletes, nodes and all.
  if ((await find(test.client, "v1", "Node", NODE)) === undefined)
    await createFakeNode(test.client, NODE, ROOM, "test");
  return test;
}

async function start() {
  const dataDir = await mkdtemp(join(tmpdir(), "aks-ray-test-cluster-"));
  const log = (line: string) => console.error(`      ${line}`);
  const { helm } = await tools(log);
  const cluster = await startCluster({ dataDir, log });
  const client = ApiClient.fromKubeconfig(cluster.kubeconfig);
  const { kubeconfig, kubeconfigPath } = cluster;
  return { cluster, dataDir, test: { kubeconfig, kubeconfigPath, client, helm } };
}

after("end the test cluster", async function () {
  this.timeout(60_000);
  if (started === undefined) return;
  const { cluster, dataDir, test } = await started;
  test.client.close();
  await cluster.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Creates a namespace of that name. */
export async function createNamespace(client: ApiClient, name: string): Promise<void> {
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } }, { fieldManager: "test" });
}

/** Kinds of KubeRay that the tests install. */
export type RayKind = "RayCluster" | "RayJob" | "RayService" | "RayCronJob";

/** Installs the definition of RayClusters and waits until the server knows the kind. */
export async function installRayClusters(client: ApiClient): Promise<void> {
  await installRayKinds(client, ["RayCluster"]);
}

/** Removes the definition and, with it, every RayCluster. */
export async function removeRayClusters(client: ApiClient): Promise<void> {
  await removeRayKinds(client, ["RayCluster"]);
}

/** Installs the definitions of these kinds and waits until the server knows them. */
export async function installRayKinds(client: ApiClient, kinds: RayKind[]): Promise<void> {
  for (const kind of kinds) {
    const file = await readFile(join(defaultCrdFolder(), `ray.io_${pluralOf(kind)}.yaml`), "utf8");
    await client.create(parse(file) as NewObject, { fieldManager: "test" });
  }
  for (const kind of kinds) {
    while ((await client.resource("ray.io/v1", kind).catch(() => undefined)) === undefined) await delay(50);
    // The kind is in the discovery a little before its objects can be asked for.
    while ((await client.list("ray.io/v1", kind).catch(() => undefined)) === undefined) await delay(50);
  }
}

/** Removes the definitions and, with them, every object of their kinds. */
export async function removeRayKinds(client: ApiClient, kinds: RayKind[]): Promise<void> {
  const [apiVersion, kind] = ["apiextensions.k8s.io/v1", "CustomResourceDefinition"];
  for (const removed of kinds) {
    const name = `${pluralOf(removed)}.ray.io`;
    await client.delete({ apiVersion, kind, metadata: { name } });
    const fieldSelector = `metadata.name=${name}`;
    await eventually(client, { apiVersion, kind, fieldSelector }, (none) => none.length === 0);
  }
}

function pluralOf(kind: RayKind): string {
  return `${kind.toLowerCase()}s`;
}

/** Waits until the objects satisfy the predicate and returns them; fails after two minutes with what was there. */
export async function eventually(
  client: ApiClient,
  target: Target,
  predicate: (objects: KubernetesObject[]) => boolean,
): Promise<KubernetesObject[]> {
  let objects: KubernetesObject[] = [];
  const outcome = await waitUntil({
    client,
    targets: [target],
    judge: ([seen]): Verdict => {
      objects = [...(seen?.values() ?? [])];
      const satisfied = seen !== undefined && predicate(objects);
      return satisfied ? { state: "ready" } : { state: "waiting", message: "" };
    },
    // The garbage collector looks for new kinds every half a minute, and an `up` on a busy machine takes a minute.
    timeout: 120_000,
    signal: new AbortController().signal,
    onStatus: () => {},
  });
  if (outcome.end === "ready") return objects;
  throw new Error(`${target.kind} did not come to the expected state: ${JSON.stringify(objects, null, 1)}`);
}

/** The object, or undefined where it is not there. */
export async function find(
  client: ApiClient,
  apiVersion: string,
  kind: string,
  name: string,
  namespace?: string,
): Promise<KubernetesObject | undefined> {
  try {
    return await client.get(apiVersion, kind, name, namespace);
  } catch (error) {
    if (error instanceof ApiError && error.isNotFound) return undefined;
    throw error;
  }
}
