import type { Log, PropertyMap } from "../../plugin";
import type { ApiClient } from "../api";
import { annotationOf, isAnnotated } from "../naming";
import type { KubernetesObject } from "../objects";
import * as readiness from "./readiness";
import { serviceReadiness } from "./service";
import { waitForReadiness, WAIT_FOR } from "./wait-for";
import { theObject, waitUntil, type Outcome, type Seen } from "./wait";

const DEFAULT_SECONDS = 600;

/** The object stands in the cluster but is not ready; `reasons` say why. */
export class NotReadyError extends Error {
  constructor(
    message: string,
    readonly reasons: string[],
  ) {
    super(message);
    this.name = "NotReadyError";
  }
}

export interface AwaitContext {
  client: ApiClient;
  urn: string;
  log: Log;
  signal: AbortSignal;
  /** Seconds from the resource's custom timeouts; 0 when it has none. */
  timeout: number;
}

const READINESS: Record<string, () => readiness.Readiness> = {
  "apps/v1/DaemonSet": () => readiness.daemonSet,
  "apps/v1/Deployment": () => readiness.deployment,
  "apps/v1/StatefulSet": () => readiness.statefulSet,
  "batch/v1/Job": () => readiness.job,
  "v1/PersistentVolumeClaim": () => readiness.persistentVolumeClaim,
  "v1/Pod": () => readiness.pod,
  "v1/ResourceQuota": () => readiness.resourceQuota,
  "v1/Secret": () => readiness.secret,
  "v1/Service": serviceReadiness,
};

/** How the object is awaited, if at all: `pulumi.com/skipAwait` and `pulumi.com/waitFor` go before its kind. */
function readinessOf(object: KubernetesObject, inputs: PropertyMap): readiness.Readiness | undefined {
  if (isAnnotated(inputs, "pulumi.com/skipAwait")) return undefined;
  const waitFor = annotationOf(object, WAIT_FOR);
  if (waitFor) return waitForReadiness(waitFor);
  return READINESS[`${object.apiVersion}/${object.kind}`]?.();
}

/** Milliseconds: custom timeouts, then `pulumi.com/timeoutSeconds`, then ten minutes. */
function timeoutOf(inputs: unknown, seconds: number): number {
  const annotated = Number(annotationOf(inputs, "pulumi.com/timeoutSeconds"));
  return 1000 * (seconds || (annotated > 0 ? annotated : DEFAULT_SECONDS));
}

/** Waits until the object is ready and returns its last state. Throws `NotReadyError`. */
export async function awaitReady(
  object: KubernetesObject,
  inputs: PropertyMap,
  context: AwaitContext,
): Promise<KubernetesObject> {
  const how = readinessOf(object, inputs);
  if (how === undefined) return object;
  let seen: Seen = [];
  const outcome = await waitUntil({
    ...context,
    targets: how.targets(object),
    judge: (current) => how.judge(object, (seen = current)),
    timeout: timeoutOf(inputs, context.timeout),
    onStatus: (message) => context.log("info", message, context.urn, true),
  });
  if (outcome.end !== "ready") throw notReady(object, outcome, () => how.problems(object, seen));
  context.log("info", "", context.urn, true);
  return seen[0]?.get(object.metadata.name) ?? object;
}

function notReady(object: KubernetesObject, outcome: Outcome, problems: () => string[]): NotReadyError {
  const { name } = object.metadata;
  switch (outcome.end) {
    case "failed":
      return new NotReadyError(`Resource '${name}' was created but failed to initialize`, outcome.reasons);
    case "cancelled":
      return new NotReadyError(`Resource operation was cancelled for "${name}"`, problems());
    default:
      return new NotReadyError(`'${name}' timed out waiting to be Ready`, problems());
  }
}

/** Judges a present object once, for a refresh. Throws `NotReadyError` when it is not ready. */
export async function checkReady(
  object: KubernetesObject,
  inputs: PropertyMap,
  client: ApiClient,
): Promise<void> {
  const how = readinessOf(object, inputs);
  if (how?.onRead !== true) return;
  const seen: Seen = await Promise.all(
    how.targets(object).map(async ({ apiVersion, kind, ...where }) => {
      const objects = await client.list(apiVersion, kind, where);
      return new Map(objects.map((found) => [found.metadata.name, found]));
    }),
  );
  const verdict = how.judge(object, seen);
  if (verdict.state === "ready") return;
  const reasons = verdict.state === "failed" ? verdict.reasons : how.problems(object, seen);
  throw new NotReadyError(`Resource '${object.metadata.name}' was created but failed to initialize`, reasons);
}

/** Waits until the object is gone. Another object of the same name counts as gone. */
export async function awaitGone(
  object: KubernetesObject,
  inputs: PropertyMap,
  context: AwaitContext,
): Promise<void> {
  const { name, uid } = object.metadata;
  const outcome = await waitUntil({
    ...context,
    targets: [theObject(object)],
    judge: ([found]) => {
      const live = found?.get(name);
      const isGone = found !== undefined && live?.metadata.uid !== uid;
      return isGone ? { state: "ready" } : { state: "waiting", message: deletionStatus(live) };
    },
    timeout: timeoutOf(inputs, context.timeout),
    onStatus: (message) => context.log("info", message, context.urn, true),
  });
  if (outcome.end === "ready") return context.log("info", "", context.urn, true);
  throw new NotReadyError(
    outcome.end === "cancelled"
      ? `Resource operation was cancelled for "${name}"`
      : `timed out waiting for the condition: "${name}" is still being deleted`,
    [],
  );
}

function deletionStatus(live: KubernetesObject | undefined): string {
  const finalizers = live?.metadata.finalizers ?? [];
  return `Waiting for deletion${finalizers.length === 0 ? "" : ` (finalizers: ${finalizers.join(", ")})`}`;
}
