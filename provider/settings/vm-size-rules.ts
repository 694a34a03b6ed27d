import type { AksClusterArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { MIG_MODELS } from "./mig";
import { isGpuSize, type PoolPlace } from "./pools";
import { checkGpuSharing } from "./gpu-sharing-rules";
import { GPU_SIZE_NAMES } from "./vm-sizes";
import { nodeGpus } from "./sizing";
import { nearest } from "./shape-faults";

/** Checks a pool's VM size, and what its GPUs allow. */
export function checkVmSize(place: PoolPlace, args: AksClusterArgs, faults: Faults): void {
  if (faults.touch(joinPath(place.path, "vmSize")) || place.vmSize === "") return;
  checkSizeIsKnown(place, faults);
  checkGpusAreInGpuPools(place, faults);
  checkMigProfile(place, faults);
  checkDriver(place, faults);
  checkGpuSharing(place, args, faults);
}

function checkSizeIsKnown({ kind, path, vmSize, size }: PoolPlace, faults: Faults): void {
  if (size || faults.touch(joinPath(path, "vcpus"), joinPath(path, "memoryGiB"))) return;
  const figures = kind === "gpu" ? "'vcpus', 'memoryGiB' and 'gpus'" : "'vcpus' and 'memoryGiB'";
  const meant = /^standard_n/i.test(vmSize) ? nearest(vmSize, GPU_SIZE_NAMES) : undefined;
  faults.add(
    joinPath(path, "vmSize"),
    `'${vmSize}' is not known here${meant ? `; did you mean '${meant}'?` : ""}; if Azure has it, give its figures beside it: ${figures} (see 'az vm list-skus')`,
  );
}

function checkGpusAreInGpuPools({ kind, path, vmSize, size }: PoolPlace, faults: Faults): void {
  if (!size) return;
  if (kind === "gpu" && !size.gpus) {
    if (faults.touch(joinPath(path, "gpus"))) return;
    faults.add(
      joinPath(path, "vmSize"),
      `'${vmSize}' has no GPUs; move the pool into 'cpuPools', choose a size with GPUs, or give 'gpus' if it has some`,
    );
  } else if (kind !== "gpu" && isGpuSize(vmSize)) {
    const remedy =
      kind === "cpu"
        ? "move the pool into 'gpuPools'"
        : "choose a size without, and add a pool to 'gpuPools'";
    faults.add(joinPath(path, "vmSize"), `'${vmSize}' has GPUs; ${remedy}`);
  }
}

function checkMigProfile(place: PoolPlace, faults: Faults): void {
  if (place.kind !== "gpu" || place.pool.migProfile === undefined || !place.size?.gpus) return;
  const { path, pool, vmSize, size } = place;
  const gpus = size.gpus;
  if (gpus && !nodeGpus(gpus, pool)) {
    const model =
      gpus.model === undefined ? "the GPUs of this size are not known" : `its GPUs are ${gpus.model}`;
    faults.add(
      joinPath(path, "migProfile"),
      `'${pool.migProfile}' is not possible on '${vmSize}': ${model}, and AKS cuts only ${MIG_MODELS} GPUs into slices; remove it, or choose such a size`,
    );
  }
  if (pool.driver === "None") {
    faults.add(
      joinPath(path, "driver"),
      "'None' is not possible with 'migProfile', since AKS cuts the GPUs with its own driver, before the node joins; remove one of the two, or have a pool for each",
    );
  }
}

function checkDriver(place: PoolPlace, faults: Faults): void {
  if (place.kind !== "gpu" || place.pool.driver !== "Install" || place.size?.gpus?.vendor !== "amd") return;
  faults.add(
    joinPath(place.path, "driver"),
    `'Install' is not possible on '${place.vmSize}', which has AMD GPUs: AKS has no driver for them; use 'None' (the default there)`,
  );
}
