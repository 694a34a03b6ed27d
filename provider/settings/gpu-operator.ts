import type { AksClusterArgs } from "../args";
import { chartSource, checkChartSource } from "./chart-source";
import type { Faults } from "./faults";
import { workerPools } from "./pools";
import { checkNewNamespace } from "./ray-rules";
import type { GpuOperatorSettings, PoolSettings } from "./types";
import { GPU_OPERATOR_VERSION, NVIDIA_REPOSITORY } from "./versions";

/** Namespace of the GPU Operator, by default. */
export const GPU_OPERATOR_NAMESPACE = "gpu-operator";

/** Label of nodes that the operator leaves alone (NVIDIA GPU Operator docs, "Preventing installation of operands on some nodes"). */
const NO_OPERANDS = { "nvidia.com/gpu.deploy.operands": "false" };

/** Label of a node whose value is the file of the device plugin's configuration (NVIDIA GPU Operator docs, "Time-Slicing GPUs in Kubernetes"). */
const PLUGIN_CONFIG_LABEL = "nvidia.com/device-plugin.config";

/** Checks the GPU Operator, and that it has GPUs to serve. */
export function checkGpuOperator(args: AksClusterArgs, faults: Faults): void {
  const { gpuOperator } = args;
  if (gpuOperator === undefined) return;
  const { namespace, chart = {} } = gpuOperator;
  checkNewNamespace(namespace, "gpuOperator.namespace", faults);
  checkChartSource(chart, "gpuOperator.chart", faults);
  checkServesPools(args, faults);
}

function checkServesPools(args: AksClusterArgs, faults: Faults): void {
  const served = workerPools(args).some(
    ({ kind, pool, size }) => kind === "gpu" && size?.gpus?.vendor === "nvidia" && pool.driver === "None",
  );
  if (served || faults.touch("gpuPools")) return;
  faults.add(
    "gpuOperator",
    "has no effect without a pool in 'gpuPools' that has NVIDIA GPUs and 'driver: None'; set that on the pools that it is to serve, or remove it",
  );
}

/** Settings of a sound operator. */
export function gpuOperatorSettings({ gpuOperator }: AksClusterArgs): GpuOperatorSettings | undefined {
  if (gpuOperator === undefined) return undefined;
  const {
    version = GPU_OPERATOR_VERSION,
    namespace = GPU_OPERATOR_NAMESPACE,
    chart = {},
    values = {},
  } = gpuOperator;
  return {
    version: version.startsWith("v") ? version : `v${version}`,
    namespace,
    chart: chartSource(chart, NVIDIA_REPOSITORY),
    values,
  };
}

/**
 * The pool as it is beside a GPU Operator, which would serve every node with NVIDIA GPUs unless told otherwise, and whose
 * device plugin finds the configuration of a node by a label.
 */
export function besideGpuOperator(pool: PoolSettings, args: AksClusterArgs): PoolSettings {
  if (args.gpuOperator === undefined || pool.gpus?.vendor !== "nvidia") return pool;
  if (pool.gpus.driver !== "None") return { ...pool, labels: { ...pool.labels, ...NO_OPERANDS } };
  return sharesUnderOperator(args)
    ? { ...pool, labels: { ...pool.labels, [PLUGIN_CONFIG_LABEL]: pool.key } }
    : pool;
}

/** Whether the operator's device plugin is to share GPUs of some pool; the nodes of all its pools then name their configuration. */
function sharesUnderOperator(args: AksClusterArgs): boolean {
  return workerPools(args).some(
    ({ kind, pool }) => kind === "gpu" && pool.driver === "None" && pool.sharing !== undefined,
  );
}
