import { listAt, stringAt, valueAt, type KubernetesObject } from "../objects";
import { endpointCounts, type Readiness } from "./readiness";
import { theObject, type Seen, type Verdict } from "./wait";

/**
 * pulumi-kubernetes, await/service.go: endpoints count once they have been left alone for this long. Settled
 * endpoints without any address are good enough, so a Service proves nothing about its pods.
 */
const SETTLE_MILLISECONDS = 10_000;

/** Shortens the settling in tests: the environment's `AKS_RAY_ENDPOINTS_SETTLE_MS`. */
function settleTime(): number {
  const given = Number(process.env.AKS_RAY_ENDPOINTS_SETTLE_MS);
  return process.env.AKS_RAY_ENDPOINTS_SETTLE_MS !== undefined && given >= 0 ? given : SETTLE_MILLISECONDS;
}

/** Readiness of a Service; one per wait, since it remembers when the endpoints last changed. */
export function serviceReadiness(): Readiness {
  let version: string | undefined;
  let changedAt = 0;
  return {
    targets: (object) => [theObject(object), { ...theObject(object), kind: "Endpoints" }],
    judge: (object, seen): Verdict => {
      const live = seen[0]?.get(object.metadata.name);
      if (live === undefined) return { state: "waiting", message: "Waiting for the API server" };
      const addressed =
        stringAt(live, "spec", "type") !== "LoadBalancer" ||
        listAt(live, "status", "loadBalancer", "ingress").length > 0;
      const endpoints = seen[1]?.get(object.metadata.name);
      if (!waitsForPods(live)) {
        return addressed ? { state: "ready" } : { state: "waiting", message: "Waiting for an address" };
      }
      if (endpoints === undefined) {
        return { state: "waiting", message: "[1/3] Finding Pods to direct traffic to" };
      }
      if (endpoints.metadata.resourceVersion !== version) {
        version = endpoints.metadata.resourceVersion;
        changedAt = Date.now();
      }
      const left = settleTime() - (Date.now() - changedAt);
      if (left > 0) {
        return { state: "waiting", message: "[1/3] Finding Pods to direct traffic to", recheckAfter: left };
      }
      if (addressed && endpointCounts(endpoints).pending === 0) return { state: "ready" };
      return { state: "waiting", message: "[2/3] Attempting to allocate IP address to Service" };
    },
    problems,
    onRead: false,
  };
}

function waitsForPods(service: KubernetesObject): boolean {
  const selector = valueAt(service, "spec", "selector") ?? {};
  return (
    stringAt(service, "spec", "type") !== "ExternalName" &&
    stringAt(service, "spec", "clusterIP") !== "None" &&
    Object.keys(selector as object).length > 0
  );
}

function problems(object: KubernetesObject, seen: Seen): string[] {
  const live = seen[0]?.get(object.metadata.name) ?? object;
  if (!waitsForPods(live)) return [];
  const messages: string[] = [];
  if (endpointCounts(seen[1]?.get(object.metadata.name)).ready === 0) {
    messages.push(
      "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match " +
        "labels on any Pods",
    );
  }
  if (
    stringAt(live, "spec", "type") === "LoadBalancer" &&
    listAt(live, "status", "loadBalancer", "ingress").length === 0
  ) {
    messages.push("Service was not allocated an IP address; does your cloud provider support this?");
  }
  return messages;
}
