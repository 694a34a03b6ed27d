import type { GpuVendor } from "../args";
import type { Taint } from "./types";

/** Label of a pool's nodes that its Ray workers select; its value is the pool's key, which survives a replacement under a new pool name. */
export const POOL_LABEL = "aks-ray.dev/pool";

/** Taint of GPU pools, which keeps pods without need of a GPU away (https://learn.microsoft.com/azure/aks/use-nvidia-gpu). */
export const GPU_TAINT: Taint = { key: "sku", value: "gpu", effect: "NoSchedule" };

/** What some guides taint GPU nodes with instead; workers on GPU pools tolerate it with any value. */
const CUSTOMARY_TAINTS: Readonly<Record<GpuVendor, Taint>> = {
  nvidia: { key: "nvidia.com/gpu", value: "", effect: "NoSchedule" },
  amd: { key: "amd.com/gpu", value: "", effect: "NoSchedule" },
};

/** Label and taint that AKS itself gives to spot nodes; undeclared, they would count as drift (pulumi-azure-native #959). */
export const SPOT_KEY = "kubernetes.azure.com/scalesetpriority";
export const SPOT_TAINT: Taint = { key: SPOT_KEY, value: "spot", effect: "NoSchedule" };

/** Where the nodes of a pool are declared, and its workers placed: both come from this one value. */
export interface Placement {
  labels: Record<string, string>;
  taints: Taint[];
}

/** Labels and taints of a pool, its own and those that follow from what it is. */
export function poolPlacement(
  key: string,
  pool: { labels?: Record<string, string>; taints?: string[]; spot?: boolean },
  hasGpus: boolean,
): Placement {
  const own = (pool.taints ?? []).flatMap((text) => parseTaint(text) ?? []);
  const taints = [...own, ...(hasGpus ? [GPU_TAINT] : []), ...(pool.spot ? [SPOT_TAINT] : [])];
  return {
    labels: { ...pool.labels, [POOL_LABEL]: key, ...(pool.spot && { [SPOT_KEY]: "spot" }) },
    taints: [...new Map(taints.map((taint) => [formatTaint(taint), taint])).values()],
  };
}

/** Node selector and tolerations that bring a pod onto the pool with a key. */
export function placementOn(key: string, taints: readonly Taint[], gpuVendor?: GpuVendor) {
  return {
    nodeSelector: { [POOL_LABEL]: key },
    tolerations: [...taints, ...(gpuVendor ? [CUSTOMARY_TAINTS[gpuVendor]] : [])].map(formatTaint),
  };
}

const TAINT = /^([^=:]+)(?:=([^=:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

/** Reads `key=value:Effect` or `key:Effect`; undefined when it is neither. */
export function parseTaint(text: string): Taint | undefined {
  const [, key, value, effect] = TAINT.exec(text) ?? [];
  return key === undefined ? undefined : { key, value: value ?? "", effect: effect as Taint["effect"] };
}

/** Writes a taint as `key=value:Effect`, or `key:Effect` without a value. */
export function formatTaint({ key, value, effect }: Taint): string {
  return value === "" ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}
