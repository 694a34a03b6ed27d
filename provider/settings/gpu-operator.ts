import type { AksClusterArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { workerPools } from "./pools";
import { checkNewNamespace } from "./ray-rules";
import type { GpuOperatorSettings, PoolSettings } from "./types";
import { GPU_OPERATOR_VERSION, NVIDIA_REPOSITORY } from "./versions";

/** Namespace of the GPU Operator, by default. */
export const GPU_OPERATOR_NAMESPACE = "gpu-operator";

/** Label of nodes that the operator leaves alone (NVIDIA GPU Operator docs, "Preventing installation of operands on some nodes"). */
const NO_OPERANDS = { "nvidia.com/gpu.deploy.operands": "false" };

/** Checks the GPU Operator, and that it has GPUs to serve. */
export function checkGpuOperator(args: AksClusterArgs, faults: Faults): void {
  const { gpuOperator } = args;
  if (gpuOperator === undefined) return;
  const { namespace, chart = {} } = gpuOperator;
  checkNewNamespace(namespace, "gpuOperator.namespace", faults);
  if (chart.path !== undefined && chart.repository !== undefined) {
    faults.add("gpuOperator.chart.path", "excludes 'repository': give one source of the chart");
  }
  if (chart.path === "") faults.add("gpuOperator.chart.path", "must name a folder or a '.tgz' file");
  if (chart.repository !== undefined && !/^https?:\/\/[^\s/]+/.test(chart.repository)) {
    faults.add(
      joinPath("gpuOperator.chart", "repository"),
      `must be the address of a Helm repository, 'https://…', not '${chart.repository}'; for a folder or file use 'path'`,
    );
  }
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
    chart:
      chart.path === undefined ? { repository: chart.repository ?? NVIDIA_REPOSITORY } : { path: chart.path },
    values,
  };
}

/** The pool as it is beside a GPU Operator, which would serve every node with NVIDIA GPUs unless told otherwise. */
export function besideGpuOperator(pool: PoolSettings, { gpuOperator }: AksClusterArgs): PoolSettings {
  if (gpuOperator === undefined || pool.gpus?.vendor !== "nvidia" || pool.gpus.driver === "None") return pool;
  return { ...pool, labels: { ...pool.labels, ...NO_OPERANDS } };
}
