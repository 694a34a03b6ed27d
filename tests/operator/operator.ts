import { setTimeout as delay } from "node:timers/promises";
import { ApiError, UnknownKindError } from "../kubernetes/api-error";
import type { ApiClient } from "../kubernetes/api";
import { EventRecorder } from "./events";
import { RAY_API_VERSION } from "./ray-cluster";
import { Reconciler } from "./reconciler";
import { WorkQueue } from "./work-queue";

export interface OperatorOptions {
  client: ApiClient;
  /** Namespaces to watch. Defaults to all of them. */
  namespaces?: string[];
  signal: AbortSignal;
  log: (line: string) => void;
}

/** After a reconciliation that wrote a status: KubeRay v1.7.0, DefaultRequeueDuration. */
const REQUEUE_MILLISECONDS = 2000;

/** After a failure, doubled with each further one: controller-runtime's rate limiter. */
const FIRST_RETRY_MILLISECONDS = 5;
const LAST_RETRY_MILLISECONDS = 1_000_000;

/** How often to look for the RayCluster definition while it is not there. */
const KIND_RETRY_MILLISECONDS = 500;

/**
 * Reconciles RayClusters until the signal is aborted: each one when it, its pods or its Services change. The
 * definitions may come later than the operator.
 */
export async function runOperator({ client, namespaces, signal, log }: OperatorOptions): Promise<void> {
  const reconciler = new Reconciler(client, new EventRecorder(client, log));
  const failures = new Map<string, number>();
  const queue = new WorkQueue(async (key) => {
    const [namespace = "", name = ""] = key.split("/");
    try {
      const again = await reconciler.reconcile(namespace, name);
      failures.delete(key);
      return again ? REQUEUE_MILLISECONDS : undefined;
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
          const cluster =
            kind === "RayCluster" ? object.metadata.name : object.metadata.labels?.["ray.io/cluster"];
          if (cluster !== undefined) queue.add(`${object.metadata.namespace}/${cluster}`);
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
      follow(RAY_API_VERSION, "RayCluster", namespace),
      follow("v1", "Pod", namespace, "ray.io/cluster"),
      follow("v1", "Service", namespace, "ray.io/cluster"),
    ]),
  );
}
