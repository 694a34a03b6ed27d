import { joinPath, type Faults } from "./faults";
import { parseTaint } from "./placement";
import type { PoolPlace } from "./pools";

/** Prefixes that belong to others: AKS refuses the first two (and what ends in them), the third is this package's own. */
const RESERVED_PREFIXES = ["kubernetes.azure.com", "kubernetes.io", "aks-ray.dev"];

/** Kubernetes' label syntax. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels */
const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Checks the labels and taints of a pool. */
export function checkNodeLabels({ path, pool }: PoolPlace, faults: Faults): void {
  for (const [key, value] of Object.entries(pool.labels ?? {})) {
    const at = joinPath(path, "labels", key);
    const reason = labelKeyFault(key) ?? reservedPrefixFault(key) ?? labelValueFault(value);
    if (reason !== undefined) faults.add(at, reason);
  }
  const seen = new Set<string>();
  for (const [index, text] of (pool.taints ?? []).entries()) {
    const reason = taintFault(text) ?? repeatedTaintFault(text, seen);
    if (reason !== undefined) faults.add(joinPath(path, "taints", index), reason);
  }
}

/** Reason why a label or taint key is none; undefined when it is one. */
export function labelKeyFault(key: string): string | undefined {
  const [name = "", prefix, ...rest] = key.split("/").reverse();
  const sound =
    rest.length === 0 &&
    NAME.test(name) &&
    (prefix === undefined || (PREFIX.test(prefix) && prefix.length <= 253));
  if (sound) return undefined;
  return `the key '${key}' is not one that Kubernetes allows: letters, digits, '-', '_' and '.', at most 63, perhaps after a domain and '/'`;
}

/** Reason why a label or taint value is none; undefined when it is one. */
export function labelValueFault(value: string): string | undefined {
  if (value === "" || NAME.test(value)) return undefined;
  return `the value '${value}' is not one that Kubernetes allows: at most 63 letters, digits, '-', '_' and '.', a letter or digit first and last`;
}

function reservedPrefixFault(key: string): string | undefined {
  const prefix = key.includes("/") ? key.slice(0, key.indexOf("/")) : "";
  const reserved = RESERVED_PREFIXES.find((domain) => prefix === domain || prefix.endsWith(`.${domain}`));
  if (reserved === undefined) return undefined;
  const owner = reserved === "aks-ray.dev" ? "this package" : "AKS and Kubernetes";
  return `the prefix '${prefix}/' is reserved for ${owner}; use one of your own, such as 'example.com/'`;
}

function taintFault(text: string): string | undefined {
  const taint = parseTaint(text);
  if (!taint || taint.value === "") {
    return `'${text}' is not a taint: write 'key=value:Effect' with the effect NoSchedule, PreferNoSchedule or NoExecute`;
  }
  return labelKeyFault(taint.key) ?? reservedPrefixFault(taint.key) ?? labelValueFault(taint.value);
}

/** Kubernetes has one taint for each key and effect. */
function repeatedTaintFault(text: string, seen: Set<string>): string | undefined {
  const taint = parseTaint(text);
  const identity = `${taint?.key}:${taint?.effect}`;
  if (seen.has(identity))
    return `repeats the key and effect of an earlier taint ('${identity}'); keep one of them`;
  seen.add(identity);
  return undefined;
}
