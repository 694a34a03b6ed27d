import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { parseAmount } from "../../settings/resource-amounts";

/** Amounts by resource, in cores, bytes or pieces. */
export type Amounts = Record<string, number>;

type PodTemplate = pulumi.Unwrap<types.input.core.v1.PodTemplateSpec>;
type Container = pulumi.Unwrap<types.input.core.v1.Container>;

/** What is added to a head's containers where Ray scales: KubeRay puts the autoscaler beside them when it makes the pod. */
export type Sidecar = Pick<Container, "resources">;

/**
 * What Kubernetes and Kueue take a pod to request: the containers together, or the greediest that runs before them
 * (kubernetes/component-helpers, resource/helpers.go, `PodRequests`).
 */
export function podRequests({ spec }: PodTemplate, ...sidecars: Sidecar[]): Amounts {
  const together = [...(spec?.containers ?? []), ...sidecars].map(containerRequests).reduce(add, {});
  const { running, most } = (spec?.initContainers ?? []).reduce(
    ({ running, most }, container) => {
      const requests = containerRequests(container);
      // One that is restarted stays beside those that follow it.
      const now = add(running, requests);
      return { running: container.restartPolicy === "Always" ? now : running, most: larger(most, now) };
    },
    { running: {} as Amounts, most: {} as Amounts },
  );
  const overhead = amounts(spec?.overhead ?? {});
  return add(larger(add(together, running), most), overhead);
}

/** A limit without a request is one (Kubernetes docs, "Resource Management for Pods and Containers"). */
function containerRequests({ resources }: Sidecar): Amounts {
  return amounts({ ...resources?.limits, ...resources?.requests });
}

function amounts(quantities: Record<string, string>): Amounts {
  const known = Object.entries(quantities).map(([name, text]) => [name, parseAmount(String(text)) ?? 0]);
  return Object.fromEntries(known) as Amounts;
}

/** The sum of two, resource by resource. */
export function add(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, (x, y) => x + y);
}

/** The larger of two, resource by resource. */
export function larger(a: Amounts, b: Amounts): Amounts {
  return combine(a, b, Math.max);
}

function combine(a: Amounts, b: Amounts, of: (x: number, y: number) => number): Amounts {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, of(a[name] ?? 0, b[name] ?? 0)]));
}
