import { parseQuantity } from "../kubernetes/quantity";

/** Amounts by resource, in cores, bytes or pieces. */
export type Amounts = Record<string, number>;

export interface Container {
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  restartPolicy?: string;
}

/** A pod's template, as far as its requests and places go. */
export interface Template {
  spec?: {
    containers?: Container[];
    initContainers?: Container[];
    overhead?: Record<string, string>;
    nodeSelector?: Record<string, string>;
    tolerations?: { key?: string; operator?: string; value?: string; effect?: string }[];
  };
}

/**
 * What a pod requests (Kubernetes docs, "Sidecar Containers", "Resource sharing within containers"): its containers with the sidecars,
 * or the most that an init container needs beside the sidecars before it; and the overhead.
 */
export function requestsOf({ spec = {} }: Template, beside: Container[] = []): Amounts {
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of spec.initContainers ?? []) {
    const all = total(sidecars, requested(container));
    starting = most(starting, all);
    if (container.restartPolicy === "Always") sidecars = all;
  }
  const running = [...(spec.containers ?? []), ...beside].map(requested).reduce(total, sidecars);
  return total(most(running, starting), quantities(spec.overhead));
}

/** Kubernetes takes a limit for the request where that is not given. */
function requested({ resources }: Container): Amounts {
  return { ...quantities(resources?.limits), ...quantities(resources?.requests) };
}

function quantities(texts: Record<string, string> = {}): Amounts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parseQuantity(text) ?? 0]));
}

/** Both together. */
export function total(a: Amounts, b: Amounts): Amounts {
  const sums = { ...a };
  for (const [name, amount] of Object.entries(b)) sums[name] = (sums[name] ?? 0) + amount;
  return sums;
}

function most(a: Amounts, b: Amounts): Amounts {
  const largest = { ...a };
  for (const [name, amount] of Object.entries(b)) largest[name] = Math.max(largest[name] ?? 0, amount);
  return largest;
}
