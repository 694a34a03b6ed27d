import { vmSize as figures } from "../../provider/settings/vm-sizes";
import { migSlices } from "../../provider/settings/mig";

/** What Azure and AKS know of a VM size. */
export interface VmSize {
  name: string;
  vcpus: number;
  memoryGiB: number;
  /** Local temporary disk; 0 when the size has none. */
  tempDiskGiB: number;
  /** Quota family, as `az vm list-usage` names it. */
  quotaFamily: string;
  architecture: "x64" | "arm64";
  gpus?: { count: number; vendor: "nvidia" | "amd"; model: string; memoryGB: number };
}

interface GpuSeries {
  pattern: RegExp;
  quotaFamily: string;
  /** By vCPUs in the name; Azure's pages per series (articles/virtual-machines/sizes/gpu-accelerated). */
  tempDiskGiB: Record<number, number>;
}

// Families: Azure/karpenter-provider-azure known_skus.yaml and its recorded SKU lists; their spelling is irregular.
const GPU_SERIES: GpuSeries[] = [
  {
    pattern: /^standard_nc(\d+)as_t4_v3$/i,
    quotaFamily: "Standard NCASv3_T4 Family",
    tempDiskGiB: { 4: 176, 8: 352, 16: 352, 64: 2816 },
  },
  {
    pattern: /^standard_nc(\d+)ads_a100_v4$/i,
    quotaFamily: "StandardNCADSA100v4Family",
    tempDiskGiB: { 24: 64, 48: 128, 96: 256 },
  },
  {
    pattern: /^standard_nc(\d+)adi?s_h100_v5$/i,
    quotaFamily: "StandardNCadsH100v5Family",
    tempDiskGiB: { 40: 3576, 80: 7152 },
  },
  {
    pattern: /^standard_nd(\d+)asr_v4$/i,
    quotaFamily: "Standard NDASv4_A100 Family",
    tempDiskGiB: { 96: 6000 },
  },
  {
    pattern: /^standard_nd(\d+)amsr_a100_v4$/i,
    quotaFamily: "standard NDAMSv4_A100Family",
    tempDiskGiB: { 96: 6400 },
  },
  {
    pattern: /^standard_nd(\d+)isr_h100_v5$/i,
    quotaFamily: "standardNDSH100v5Family",
    tempDiskGiB: { 96: 1024 },
  },
  {
    pattern: /^standard_nd(\d+)isr_h200_v5$/i,
    quotaFamily: "standardNDISRH200V5Family",
    tempDiskGiB: { 96: 1024 },
  },
  {
    pattern: /^standard_nv(\d+)adm?s_a10_v5$/i,
    quotaFamily: "StandardNVADSA10v5Family",
    tempDiskGiB: { 6: 180, 12: 360, 18: 720, 36: 1440, 72: 2880 },
  },
  { pattern: /^standard_nv(\d+)adm?s_v710_v5$/i, quotaFamily: "StandardNVadsV710v5Family", tempDiskGiB: {} },
  {
    pattern: /^standard_nd(\d+)isr_mi300x_v5$/i,
    quotaFamily: "standardNDISv5MI300XFamily",
    tempDiskGiB: { 96: 1000 },
  },
];

/** Spot machines of all sizes share one quota. */
export const SPOT_QUOTA_FAMILY = "lowPriorityCores";

const SIZE_NAME = /^standard_([a-z]+?)(\d+)(?:-\d+)?([a-z]*)(?:_\w+?)?_(v\d+)$/i;

/** A VM size by its name, letter case aside; undefined when Azure has no such size. */
export function findVmSize(name: string): VmSize | undefined {
  const known = figures(name);
  if (known === undefined) return undefined;
  const series = GPU_SERIES.find(({ pattern }) => pattern.test(name));
  const [, family = "", cpus = "0", features = "", version = ""] = SIZE_NAME.exec(name) ?? [];
  const generalFamily = `standard${family.toUpperCase()}${features.toUpperCase()}${version.toLowerCase()}Family`;
  const { gpus } = known;
  return {
    name,
    vcpus: known.vcpus,
    memoryGiB: known.memoryGiB,
    architecture: known.architecture,
    quotaFamily: series?.quotaFamily ?? generalFamily,
    tempDiskGiB: known.tempDiskGiB ?? series?.tempDiskGiB[Number(cpus)] ?? cpuTempDisk(features, known.vcpus),
    ...(gpus && { gpus: { ...gpus, model: gpus.model ?? "", memoryGB: gpus.memoryGB ?? 0 } }),
  };
}

/** Sizes with a local disk have a `d` in their name, about 37.5 GiB a vCPU (the Dds v5 series and its relatives). */
function cpuTempDisk(features: string, vcpus: number): number {
  return features.toLowerCase().includes("d") ? Math.floor(vcpus * 37.5) : 0;
}

/** Slices that a MIG profile cuts a node of this size into; undefined when AKS cannot do it. */
export function migSlicesOf(size: VmSize, profile: string): { resource: string; count: number } | undefined {
  if (size.gpus?.vendor !== "nvidia" || !/^MIG[12347]g$/.test(profile)) return undefined;
  const { model, memoryGB, count } = size.gpus;
  const slices = migSlices(model, memoryGB, profile as Parameters<typeof migSlices>[2]);
  return slices && { resource: slices.resource, count: slices.count * count };
}
