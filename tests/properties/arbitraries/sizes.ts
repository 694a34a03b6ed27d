import * as fc from "fast-check";
import { CPU_SERIES } from "../../../provider/settings/cpu-series";
import { nodeCapacity } from "../../../provider/settings/sizing";
import { GPU_SIZE_NAMES, vmSize, type VmSize } from "../../../provider/settings/vm-sizes";

/** A VM size that the settings know. */
export interface KnownSize {
  name: string;
  size: VmSize;
  /** GiB of a local disk that an OS disk fits for certain; 0 where there is none, or where nothing says so. */
  localDiskGiB: number;
}

/** Of a series' name such as `Dpdsv5`: family, features, version. */
const SERIES_NAME = /^([A-Z]+)([a-z]*)(v\d+)$/;

/** About what a size with `d` in its name has for each vCPU (Azure docs, Dds v5 and its relatives). */
const DISK_GIB_PER_VCPU = 37;

/** The sizes of a series, as Azure names them. */
function sizesOf({ names, vcpus }: (typeof CPU_SERIES)[number]): string[] {
  return names.flatMap((name) => {
    const [, family = "", features = "", version = ""] = SERIES_NAME.exec(name) ?? [];
    return vcpus.map((cores) => `Standard_${family}${cores}${features}_${version}`);
  });
}

function known(name: string): KnownSize {
  const size = vmSize(name);
  if (size === undefined) throw new Error(`the settings do not know '${name}'`);
  const features = /^Standard_[A-Z]+\d+([a-z]*)_/.exec(name)?.[1] ?? "";
  const disk = size.gpus ? size.tempDiskGiB : features.includes("d") ? size.vcpus * DISK_GIB_PER_VCPU : 0;
  return { name, size, localDiskGiB: disk ?? 0 };
}

/** Whether a worker with a whole CPU and a GiB fits beside what AKS takes, whatever `maxPods`. */
function fitsWorker({ size }: KnownSize): boolean {
  const { milliCpu, memoryMiB } = nodeCapacity(size, 250);
  return milliCpu >= 1000 && memoryMiB >= 1024;
}

/** All sizes with GPUs. */
export const GPU_SIZES = GPU_SIZE_NAMES.map(known).filter(fitsWorker);

/** All sizes without GPUs that are large enough for a worker. */
export const CPU_SIZES = CPU_SERIES.flatMap(sizesOf).map(known).filter(fitsWorker);

/** Sizes with room for AKS's own pods and a head of up to 4 CPUs and 12 GiB. */
export const SYSTEM_SIZES = CPU_SIZES.filter(({ size }) => size.vcpus >= 8 && size.memoryGiB >= 32);

export const gpuSize = fc.constantFrom(...GPU_SIZES);
export const cpuSize = fc.constantFrom(...CPU_SIZES);
export const systemSize = fc.constantFrom(...SYSTEM_SIZES);
