import type { GpuVendor } from "../args";
import { CPU_SERIES } from "./cpu-series";
import gpuSizes from "./data/gpu-sizes.json";

/** Processor architecture; container images are made for one. */
export type Architecture = "x64" | "arm64";

/** GPUs of a VM size, as Kubernetes sees them. */
export interface VmGpus {
  count: number;
  vendor: GpuVendor;
  /** Such as `A100`; undefined when the user gave the figures. */
  model?: string;
  /** Memory of one GPU in GB. */
  memoryGB?: number;
}

/** Figures of an Azure VM size. */
export interface VmSize {
  vcpus: number;
  memoryGiB: number;
  architecture: Architecture;
  gpus?: VmGpus;
  /** Local temporary disk; undefined where it is not known. */
  tempDiskGiB?: number;
}

/** Figures that the user gives; they win over the known ones. */
export interface GivenFigures {
  vcpus?: number;
  memoryGiB?: number;
  gpus?: number;
  gpuVendor?: GpuVendor;
}

const GPU_SIZES = new Map(gpuSizes.sizes.map((size) => [size.vmSize.toLowerCase(), size]));

/** Names of the known GPU sizes. */
export const GPU_SIZE_NAMES: readonly string[] = gpuSizes.sizes.map((size) => size.vmSize);

/** Figures of a VM size by its name, letter case aside as in Azure; undefined when neither known nor given. */
export function vmSize(name: string, given: GivenFigures = {}): VmSize | undefined {
  const known = gpuSize(name) ?? cpuSize(name);
  const vcpus = given.vcpus ?? known?.vcpus;
  const memoryGiB = given.memoryGiB ?? known?.memoryGiB;
  if (vcpus === undefined || memoryGiB === undefined) return undefined;
  const gpus = gpuFigures(known?.gpus, given);
  const tempDiskGiB = known?.tempDiskGiB;
  return {
    vcpus,
    memoryGiB,
    architecture: known?.architecture ?? "x64",
    ...(gpus && { gpus }),
    ...(tempDiskGiB !== undefined && { tempDiskGiB }),
  };
}

function gpuFigures(known: VmGpus | undefined, given: GivenFigures): VmGpus | undefined {
  const count = given.gpus ?? known?.count;
  if (count === undefined) return undefined;
  return { ...known, count, vendor: given.gpuVendor ?? known?.vendor ?? "nvidia" };
}

function gpuSize(name: string): VmSize | undefined {
  const size = GPU_SIZES.get(name.toLowerCase());
  if (!size) return undefined;
  const { vcpus, memoryGiB, gpus, gpuVendor, gpuModel, gpuMemoryGB, tempDiskGiB, architecture } = size;
  return {
    vcpus,
    memoryGiB,
    architecture: architecture as Architecture,
    ...(tempDiskGiB !== undefined && { tempDiskGiB }),
    gpus: {
      count: gpus,
      vendor: gpuVendor as GpuVendor,
      model: gpuModel,
      ...(gpuMemoryGB !== undefined && { memoryGB: gpuMemoryGB }),
    },
  };
}

/** `Standard_` family, vCPUs, perhaps a smaller number of vCPUs in use, features, version. */
const SIZE_NAME = /^standard_([a-z]+?)(\d+)(?:-(\d+))?([a-z]*)_(v\d+)$/i;

function cpuSize(name: string): VmSize | undefined {
  const [, family = "", total = "", inUse, features = "", version = ""] = SIZE_NAME.exec(name) ?? [];
  const seriesName = `${family.toUpperCase()}${features.toLowerCase()}${version.toLowerCase()}`;
  const series = CPU_SERIES.find(({ names }) => names.includes(seriesName));
  const vcpus = Number(total);
  if (!series?.vcpus.includes(vcpus)) return undefined;
  return {
    vcpus: inUse === undefined ? vcpus : Number(inUse),
    memoryGiB: series.memoryGiB?.[vcpus] ?? vcpus * series.gibPerVcpu,
    architecture: features.toLowerCase().includes("p") ? "arm64" : "x64",
  };
}
