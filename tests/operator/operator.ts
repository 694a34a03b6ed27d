import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { ApiError, UnknownKindError } from "../kubernetes/api-error";
import type { ApiClient } from "../kubernetes/api";
import type { KubernetesObject } from "../kubernetes/objects";
import { EventRecorder } from "./events";
import { MAKER_KIND, MAKER_NAME, RAY_API_VERSION } from "./ray-cluster";
import { RayCronJobReconciler } from "./ray-cron-job-reconciler";
import { RayJobReconciler } from "./ray-job-reconciler";
import { RayServiceReconciler } from "./ray-service-reconciler";
import { Reconciler } from "./reconciler";
import { WorkQueue } from "./work-queue";

export interface OperatorOptions {
  client: ApiClient;
  /** Namespaces to watch. Defaults to all of them. */
  namespaces?: string[];
  signal: AbortSignal;
  log: (line: string) => void;
  /** What time it is by the schedules, in milliseconds. Defaults to the system's. */
  clock?: () => number;
}

/** After a reconciliation that wrote a status: KubeRay v1.7.0, DefaultRequeueDuration. */
const REQUEUE_MILLISECONDS = 2000;

/** After a failure, doubled with each further one: controller-runtime's rate limiter. */
const FIRST_RETRY_MILLISECONDS = 5;
const LAST_RETRY_MILLISECONDS = 1_000_000;

/** Kinds that the operator brings to what their specs say. */
const RECONCILED = ["RayCluster", "RayJob", "RayService", "RayCronJob"];

/** How often to look for the RayCluster definition while it is not there. */
const KIND_RETRY_MILLISECONDS = 500;

/**
 * Reconciles RayClusters, RayJobs, RayServices and RayCronJobs until the signal is aborted: each one when it or what belongs to it
 * changes. The definitions may come later than the operator.
 */
export async function runOperator({
  client,
  namespaces,
  signal,
  log,
  clock = Date.now,
}: OperatorOptions): Promise<void> {
  // A watch of each kind listens to it, and a wait within each.
  setMaxListeners(0, signal);
  const events = new EventRecorder(client, log);
  const clusters = new Reconciler(client, events);
  const jobs = new RayJobReconciler(client, events);
  const services = new RayServiceReconciler(client, events);
  const cronJobs = new RayCronJobReconciler(client, events, clock);
  const reconcile = async (kind: string, namespace: string, name: string): Promise<number | undefined> => {
    if (kind === "RayJob") return jobs.reconcile(namespace, name);
    if (kind === "RayService") return services.reconcile(namespace, name);
    if (kind === "RayCronJob") return cronJobs.reconcile(namespace, name);
    return (await clusters.reconcile(namespace, name)) ? REQUEUE_MILLISECONDS : undefined;
  };
  const failures = new Map<string, number>();
  const queue = new WorkQueue(async (key) => {
    const [kind = "", namespace = "", name = ""] = key.split("/");
    try {
      const after = await reconcile(kind, namespace, name);
      failures.delete(key);
      return after;
    } catch (error) {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      if (!signal.aborted) log(`${key}: ${error instanceof Error ? error.message : String(error)}`);
      return Math.min(FIRST_RETRY_MILLISECONDS * 2 ** count, LAST_RETRY_MILLISECONDS);
    }
  }, signal);

  const follow = async (apiVersion: string, kind: string, namespace?: string, labelSelector?: string) => {
    while (!signal.aborted) {
      try {
        for await (const { object } of client.follow(apiVersion, kind, {
          namespace,
          labelSelector,
          signal,
        })) {
          keysOf(kind, object).forEach((key) => queue.add(key));
        }
      } catch (error) {
        const absent = error instanceof UnknownKindError || (error instanceof ApiError && error.isNotFound);
        if (!absent && !signal.aborted) log(`cannot watch ${kind}: ${String(error)}`);
        await delay(KIND_RETRY_MILLISECONDS, undefined, { signal }).catch(() => {});
      }
    }
  };

  await Promise.all(
    (namespaces ?? [undefined]).flatMap((namespace) => [
      ...RECONCILED.map((kind) => follow(RAY_API_VERSION, kind, namespace)),
      follow("batch/v1", "Job", namespace, MAKER_KIND),
      follow("v1", "Pod", namespace, "ray.io/cluster"),
      follow("v1", "Service", namespace, "ray.io/cluster"),
    ]),
  );
}

/** What has to be looked at when an object changes: itself, the cluster it belongs to, and its maker. */
function keysOf(kind: string, { metadata }: KubernetesObject): string[] {
  const { name, namespace, labels = {} } = metadata;
  const key = (of: string, called: string | undefined) =>
    called === undefined ? [] : [`${of}/${namespace}/${called}`];
  return [
    ...(RECONCILED.includes(kind) ? key(kind, name) : key("RayCluster", labels["ray.io/cluster"])),
    ...(labels[MAKER_KIND] === undefined ? [] : key(labels[MAKER_KIND], labels[MAKER_NAME])),
  ];
}
