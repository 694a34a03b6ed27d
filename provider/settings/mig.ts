import type { MigProfile } from "../args";

/** Slices of one size that an NVIDIA GPU is cut into. */
export interface MigSlices {
  /** Kubernetes resource name under the device plugin's strategy `mixed`. */
  resource: string;
  /** Slices of one GPU. */
  count: number;
}

/** Slices of one GPU by profile; the same for A100, H100 and H200. */
const COUNTS: Readonly<Record<MigProfile, number>> = { MIG1g: 7, MIG2g: 3, MIG3g: 2, MIG4g: 1, MIG7g: 1 };

/**
 * Memory of a slice in GB, as it stands in the slice's name, by GPU model and its memory in GB.
 * https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html; MIG on AKS:
 * https://learn.microsoft.com/azure/aks/gpu-multi-instance (A100, H100 and H200).
 */
const MEMORY_GB: Readonly<Record<string, Readonly<Record<MigProfile, number>>>> = {
  "A100 40": { MIG1g: 5, MIG2g: 10, MIG3g: 20, MIG4g: 20, MIG7g: 40 },
  "A100 80": { MIG1g: 10, MIG2g: 20, MIG3g: 40, MIG4g: 40, MIG7g: 80 },
  "H100 80": { MIG1g: 10, MIG2g: 20, MIG3g: 40, MIG4g: 40, MIG7g: 80 },
  "H100 NVL 94": { MIG1g: 12, MIG2g: 24, MIG3g: 47, MIG4g: 47, MIG7g: 94 },
  "H200 141": { MIG1g: 18, MIG2g: 35, MIG3g: 71, MIG4g: 71, MIG7g: 141 },
};

/** GPU models that can be cut into slices on AKS, for messages. */
export const MIG_MODELS = "A100, H100 and H200";

/** Slices of one GPU of a model; undefined when the model cannot be cut, or is not known to be. */
export function migSlices(model: string, memoryGB: number, profile: MigProfile): MigSlices | undefined {
  const memory = MEMORY_GB[`${model} ${memoryGB}`]?.[profile];
  if (memory === undefined) return undefined;
  return { resource: `nvidia.com/mig-${profile.slice(3)}.${memory}gb`, count: COUNTS[profile] };
}
