import type { AksClusterArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import type { PoolPlace } from "./pools";

/**
 * Clients of one GPU under the Multi-Process Service, from the Volta generation on
 * (https://docs.nvidia.com/deploy/mps/index.html; k8s-device-plugin v0.18.0, cmd/mps-control-daemon/mps/device.go).
 */
const MPS_CLIENTS_AT_MOST = 48;

/** Checks how a pool's GPUs are named and shared; all of it is done by NVIDIA's device plugin. */
export function checkGpuSharing(place: PoolPlace, args: AksClusterArgs, faults: Faults): void {
  checkMigStrategy(place, faults);
  checkSharingHasPlugin(place, args, faults);
  checkMps(place, faults);
}

function checkMigStrategy({ kind, path, pool }: PoolPlace, faults: Faults): void {
  if (kind !== "gpu" || pool.migStrategy === undefined || pool.migProfile !== undefined) return;
  faults.add(
    joinPath(path, "migStrategy"),
    "has no effect on whole GPUs: set 'migProfile' as well, or remove it",
  );
}

function checkSharingHasPlugin(
  { kind, path, pool, vmSize, size }: PoolPlace,
  { gpuOperator }: AksClusterArgs,
  faults: Faults,
): void {
  const at = joinPath(path, "sharing");
  if (kind !== "gpu" || pool.sharing === undefined || faults.touch(at)) return;
  if (size?.gpus?.vendor === "amd") {
    faults.add(
      at,
      `is not possible on '${vmSize}', which has AMD GPUs: only NVIDIA's device plugin shares GPUs; remove it`,
    );
  } else if (pool.driver === "None" && gpuOperator === undefined) {
    faults.add(
      at,
      "needs a device plugin, and with 'driver: None' there is none but the GPU Operator's; set 'gpuOperator' ('{}' for its defaults), or remove 'driver'",
    );
  }
}

/** NVIDIA/k8s-device-plugin v0.18.0, README.md, "With CUDA MPS": whole GPUs only. */
function checkMps({ kind, path, pool }: PoolPlace, faults: Faults): void {
  const at = (key: string) => joinPath(path, "sharing", key);
  if (kind !== "gpu" || pool.sharing?.strategy !== "mps" || faults.touch(at("strategy"))) return;
  if (pool.migProfile !== undefined) {
    faults.add(
      at("strategy"),
      "'mps' is not possible with 'migProfile', since NVIDIA's device plugin shares only whole GPUs so; use 'timeSlicing', or remove 'migProfile'",
    );
  }
  if (pool.sharing.replicas > MPS_CLIENTS_AT_MOST && !faults.touch(at("replicas"))) {
    faults.add(
      at("replicas"),
      `must be at most ${MPS_CLIENTS_AT_MOST} with 'mps', the clients that a GPU can have, not ${pool.sharing.replicas}`,
    );
  }
}
