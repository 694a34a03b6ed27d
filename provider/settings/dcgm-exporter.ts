import type { AksClusterArgs } from "../args";
import type { Faults } from "./faults";
import { checkField } from "./inputs";
import { workerPools } from "./pools";
import { provisionedPlaces } from "./provisioned-pools";
import type { AksSettings } from "./types";
import { DCGM_EXPORTER_IMAGE } from "./versions";
import { imageNameFault } from "./worker-rules";

/** Checks that the exporter has GPUs to watch; those without AKS's driver are left to the GPU Operator, which brings its own. */
export function checkDcgmExporter(args: AksClusterArgs, faults: Faults): void {
  if (args.dcgmExporter === undefined) return;
  checkField(args.dcgmExporter, "image", "dcgmExporter", faults, imageNameFault);
  const watched = [...workerPools(args), ...provisionedPlaces(args)].some(
    ({ kind, pool, size }) => kind === "gpu" && size?.gpus?.vendor === "nvidia" && pool.driver !== "None",
  );
  if (watched || faults.touch("gpuPools")) return;
  faults.add(
    "dcgmExporter",
    "has no effect without a pool in 'gpuPools' that has NVIDIA GPUs and AKS's driver; add one, or remove it",
  );
}

/** Settings of a sound exporter. */
export function dcgmExporterSettings({ dcgmExporter }: AksClusterArgs): AksSettings["dcgmExporter"] {
  return dcgmExporter && { image: dcgmExporter.image ?? DCGM_EXPORTER_IMAGE };
}
