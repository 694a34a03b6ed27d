import { setTimeout as delay } from "node:timers/promises";
import type { ApiClient, NewObject } from "../kubernetes/api";
import { stringAt, type KubernetesObject } from "../kubernetes/objects";
import { deleteIfPresent, getIfPresent } from "../operator/objects";
import type { RayCluster } from "../operator/ray-cluster";
import { podSetsOf, refusalOf, type ClusterQueue, type Flavor } from "./quota";
import { buildSuspension, buildWebhooks, WORKLOADS } from "./webhooks";

const API_VERSION = "kueue.x-k8s.io/v1beta2";
const MANAGER = { fieldManager: "kueue", force: true };
const QUEUE = "kueue.x-k8s.io/queue-name";

/** Name of a RayCluster that is never made. */
const PROBE = "kueue-probe";

/** How often a RayCluster that waits is looked at again, beside its own changes. */
const AGAIN_MILLISECONDS = 500;

/** Brings Kueue's webhooks and its Workload; its queues come with the chart. Ends early when the signal is aborted. */
export async function installKueue(client: ApiClient, signal?: AbortSignal): Promise<void> {
  const until = async (ready: () => Promise<boolean>) => {
    while (!signal?.aborted && !(await ready().catch(() => false))) await delay(100);
  };
  const apply = async (objects: NewObject[]) => {
    for (const object of objects) if (!signal?.aborted) await client.apply(object, MANAGER);
  };
  await apply([WORKLOADS, ...buildSuspension(PROBE, PROBE)]);
  await until(() => suspends(client, PROBE));
  await apply(buildWebhooks());
  // The API server takes a moment to heed a policy, and to serve a kind.
  await until(() => suspends(client, `${PROBE}-again`));
  await remove(client, buildSuspension(PROBE));
  await until(() => client.list(API_VERSION, "Workload").then(() => true));
}

async function suspends(client: ApiClient, name: string): Promise<boolean> {
  const made = await client.request<{ spec: { suspend?: boolean } }>({
    method: "POST",
    path: "/apis/ray.io/v1/namespaces/default/rayclusters?dryRun=All",
    body: {
      apiVersion: "ray.io/v1",
      kind: "RayCluster",
      metadata: { name, labels: { [QUEUE]: "any" } },
      spec: { headGroupSpec: { template: { spec: { containers: [{ name: "head" }] } } } },
    },
  });
  return made.spec.suspend === true;
}

/** Takes the webhooks away again, for whatever comes after in this cluster. */
export async function removeKueue(client: ApiClient): Promise<void> {
  await remove(client, [...buildWebhooks(), ...buildSuspension(PROBE)]);
  await remove(client, [WORKLOADS]);
}

/** Deletes those of them that are there, bindings before what they bind. */
async function remove(client: ApiClient, objects: NewObject[]): Promise<void> {
  for (const { apiVersion, kind, metadata } of objects.reverse()) {
    await deleteIfPresent(client, await getIfPresent(client, apiVersion, kind, metadata.name, undefined));
  }
}

/**
 * Admits RayClusters by the quota of their own ClusterQueue until the signal is aborted: suspended, then quota reserved and no
 * longer suspended, or pending with the reason. It plays neither borrowing nor other RayClusters of the same queue, nor scaling.
 * Without a namespace it does so in all of them.
 */
export async function runKueue(
  client: ApiClient,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const clusters = (await client.list("ray.io/v1", "RayCluster", { namespace })) as RayCluster[];
    for (const cluster of clusters.filter(isQueued)) {
      if (cluster.spec.suspend) await admit(client, cluster);
      else if (!(await hasWorkload(client, cluster))) await suspend(client, cluster, true);
    }
    await delay(AGAIN_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
}

function isQueued({ metadata }: RayCluster): boolean {
  return metadata.labels?.[QUEUE] !== undefined && metadata.deletionTimestamp === undefined;
}

/** One that came before the webhooks runs without having been admitted, and Kueue stops it (jobframework/reconciler.go). */
async function hasWorkload(client: ApiClient, { metadata }: RayCluster): Promise<boolean> {
  const name = workloadOf(metadata.name);
  return (await getIfPresent(client, API_VERSION, "Workload", name, metadata.namespace)) !== undefined;
}

function workloadOf(cluster: string): string {
  return `raycluster-${cluster}`;
}

async function suspend(client: ApiClient, { metadata }: RayCluster, suspended: boolean): Promise<void> {
  const path = `/apis/ray.io/v1/namespaces/${metadata.namespace}/rayclusters/${metadata.name}`;
  await patch(client, path, { spec: { suspend: suspended } });
}

async function admit(client: ApiClient, cluster: RayCluster): Promise<void> {
  const { namespace, name, uid, labels = {} } = cluster.metadata;
  const queueName = labels[QUEUE] ?? "";
  const refusal = await refusalIn(client, cluster, queueName);
  const reserved = refusal === undefined ? "True" : "False";
  const metadata = {
    name: workloadOf(name),
    namespace,
    ownerReferences: [{ apiVersion: "ray.io/v1", kind: "RayCluster", name, uid, controller: true }],
  };
  const workload = { apiVersion: API_VERSION, kind: "Workload", metadata };
  const podSets = podSetsOf(cluster).map((podSet) => ({ name: podSet.name, count: podSet.count }));
  await client.apply({ ...workload, spec: { queueName, podSets } }, MANAGER);
  const conditions = [
    {
      type: "QuotaReserved",
      status: reserved,
      reason: refusal === undefined ? "QuotaReserved" : "Pending",
      message: refusal ?? "",
    },
    {
      type: "Admitted",
      status: reserved,
      reason: refusal === undefined ? "Admitted" : "NoReservation",
      message: "",
    },
  ];
  const path = `/apis/${API_VERSION}/namespaces/${namespace}/workloads/${metadata.name}/status`;
  await patch(client, path, { status: { conditions } });
  if (refusal !== undefined) return;
  await suspend(client, cluster, false);
}

/** As conditions say it: pkg/controller/core/workload_controller.go, and the scheduler's own words. */
async function refusalIn(
  client: ApiClient,
  cluster: RayCluster,
  queueName: string,
): Promise<string | undefined> {
  const { namespace } = cluster.metadata;
  const local = await getIfPresent(client, API_VERSION, "LocalQueue", queueName, namespace);
  if (local === undefined) return `LocalQueue ${queueName} doesn't exist`;
  const queue = await client.get(API_VERSION, "ClusterQueue", stringAt(local, "spec", "clusterQueue") ?? "");
  const flavors = (await client.list(API_VERSION, "ResourceFlavor")) as (KubernetesObject & Flavor)[];
  const named = new Map(flavors.map((flavor) => [flavor.metadata.name, flavor]));
  return refusalOf(podSetsOf(cluster), queue as unknown as ClusterQueue, named);
}

async function patch(client: ApiClient, path: string, body: object): Promise<void> {
  await client.request({
    method: "PATCH",
    path: `${path}?fieldManager=kueue`,
    body,
    contentType: "application/merge-patch+json",
  });
}
