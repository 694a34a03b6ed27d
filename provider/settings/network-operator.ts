import type { AksClusterArgs, AksRayClusterArgs } from "../args";
import { chartSource, checkChartSource, type ChartSource } from "./chart-source";
import { joinPath, type Faults } from "./faults";
import { GPU_OPERATOR_NAMESPACE } from "./gpu-operator";
import { isEventual } from "./inputs";
import { OPERATOR_NAMESPACE } from "./operator";
import { workerPools, type PoolPlace } from "./pools";
import { RAY_NAMESPACE } from "./ray-cluster";
import { checkNewNamespace } from "./ray-rules";
import { DOCA_DRIVER_VERSION, NETWORK_OPERATOR_VERSION, NVIDIA_REPOSITORY } from "./versions";

/** NVIDIA's Network Operator, validated and with its defaults. */
export interface NetworkOperatorSettings {
  /** Without a leading `v`, as NVIDIA writes it. */
  version: string;
  namespace: string;
  /** Either a repository or a path. */
  chart: ChartSource;
  values: Record<string, unknown>;
  imageRepository: string;
  driverVersion: string;
  /** Whether the chart brings Node Feature Discovery, or the GPU Operator's is there. */
  nodeFeatureDiscovery: boolean;
}

const NETWORK_OPERATOR_NAMESPACE = "network-operator";

const IMAGE_REPOSITORY = "nvcr.io/nvidia/mellanox";

/** Sizes with RDMA have an `r` among the features in their name. https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions */
const FEATURES = /^standard_[a-z]+?\d+(?:-\d+)?([a-z]*)_/i;

/** Whether VMs of a size have InfiniBand adapters. */
export function hasRdma(vmSize: string): boolean {
  return /r/i.test(FEATURES.exec(vmSize)?.[1] ?? "");
}

/** Checks a pool's InfiniBand against its nodes. https://learn.microsoft.com/azure/aks/use-nvidia-gpu; Azure/aks-rdma-infiniband, website/docs */
export function checkRdma(place: PoolPlace, args: AksClusterArgs, faults: Faults): void {
  if (place.kind !== "gpu" || !place.pool.rdma) return;
  const { path, pool, vmSize, size } = place;
  const at = joinPath(path, "rdma");
  if (faults.touch(at, joinPath(path, "vmSize"))) return;
  if (!hasRdma(vmSize)) {
    faults.add(
      at,
      `is not possible on '${vmSize}', which has no InfiniBand: Azure marks sizes that have it with an 'r', such as 'Standard_ND96isr_H100_v5'; remove it, or choose such a size`,
    );
    return;
  }
  if (size?.gpus?.vendor === "nvidia" && (pool.driver !== "None" || args.gpuOperator === undefined)) {
    faults.add(
      at,
      "needs 'driver: None' and 'gpuOperator' on NVIDIA GPUs, since only the GPU Operator loads the driver's part that moves data between GPU and adapter; set both ('gpuOperator: {}')",
    );
  }
  const { osSku } = pool;
  if (osSku !== undefined && !isEventual(osSku) && !osSku.toString().startsWith("Ubuntu")) {
    faults.add(
      joinPath(path, "osSku"),
      `must be 'Ubuntu' or 'Ubuntu2204' with 'rdma', for which NVIDIA builds its network driver, not '${osSku.toString()}'`,
    );
  }
}

/** Checks the Network Operator, and that it has adapters to serve. */
export function checkNetworkOperator(args: AksClusterArgs, faults: Faults): void {
  const { networkOperator } = args;
  if (networkOperator === undefined) return;
  checkNewNamespace(networkOperator.namespace, "networkOperator.namespace", faults);
  checkChartSource(networkOperator.chart, "networkOperator.chart", faults);
  if (hasRdmaPool(args) || faults.touch("gpuPools")) return;
  faults.add(
    "networkOperator",
    "has no effect without a pool in 'gpuPools' with 'rdma: true'; set that on the pools that it is to serve, or remove it",
  );
}

/** Checks that the operator has a namespace to itself, since each namespace is created. */
export function checkNetworkOperatorNamespace(args: AksRayClusterArgs, faults: Faults): void {
  if (!hasRdmaPool(args) || faults.touch("networkOperator.namespace")) return;
  const namespace = args.networkOperator?.namespace ?? NETWORK_OPERATOR_NAMESPACE;
  const taken = [
    args.ray?.namespace ?? RAY_NAMESPACE,
    args.operator?.namespace ?? OPERATOR_NAMESPACE,
    ...(args.gpuOperator ? [args.gpuOperator.namespace ?? GPU_OPERATOR_NAMESPACE] : []),
  ];
  if (!taken.includes(namespace)) return;
  faults.add(
    "networkOperator.namespace",
    `must differ from the namespaces of Ray, of the KubeRay operator and of the GPU Operator, not '${namespace}'; each is created`,
  );
}

/** Settings of the operator that sound pools with InfiniBand need; undefined without such pools. */
export function networkOperatorSettings(args: AksClusterArgs): NetworkOperatorSettings | undefined {
  if (!hasRdmaPool(args)) return undefined;
  const {
    version = NETWORK_OPERATOR_VERSION,
    namespace = NETWORK_OPERATOR_NAMESPACE,
    chart = {},
    values = {},
    imageRepository = IMAGE_REPOSITORY,
    driverVersion = DOCA_DRIVER_VERSION,
  } = args.networkOperator ?? {};
  return {
    version: version.replace(/^v/, ""),
    namespace,
    chart: chartSource(chart, NVIDIA_REPOSITORY),
    values,
    imageRepository,
    driverVersion,
    nodeFeatureDiscovery: args.gpuOperator === undefined,
  };
}

function hasRdmaPool(args: AksClusterArgs): boolean {
  return workerPools(args).some(({ kind, pool }) => kind === "gpu" && pool.rdma === true);
}
