import type { helm } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { GpuOperatorSettings, PoolSettings } from "../settings";
import { buildChartRelease } from "./chart-release";
import { buildPluginConfigMap, needsPluginConfig } from "./device-plugin-config";
import { NVIDIA_TAINT } from "./gpu-taints";
import { buildTolerations } from "./tolerations";

/** Seconds for the operator and its node discovery to become available; a fresh node first pulls their images. */
const TIMEOUT_SECONDS = 600;

/** Builds the release of NVIDIA's GPU Operator. */
export function buildGpuOperatorRelease(
  settings: GpuOperatorSettings,
  pools: PoolSettings[],
  namespace: Input<string>,
): helm.v3.ReleaseArgs {
  return buildChartRelease(settings, {
    name: "gpu-operator",
    namespace,
    timeout: TIMEOUT_SECONDS,
    values: buildValues(pools),
  });
}

/** Pools whose GPUs the operator serves. */
function servedPools(pools: PoolSettings[]): PoolSettings[] {
  return pools.filter(({ gpus }) => gpus?.vendor === "nvidia" && gpus.driver === "None");
}

/** Builds what the operator's device plugin reads its configuration from; undefined where no pool shares GPUs. */
export function buildOperatorPluginConfig(pools: PoolSettings[], namespace: Input<string>) {
  const served = servedPools(pools);
  if (!needsPluginConfig(served)) return undefined;
  const { metadata, data } = buildPluginConfigMap(served);
  return { metadata: { ...metadata, namespace }, data };
}

/** The operator reads a ConfigMap that is there; without a default, a node's label alone chooses the file. */
function buildPluginValues(pools: PoolSettings[]): Record<string, unknown> {
  const config = buildOperatorPluginConfig(pools, "");
  return config === undefined
    ? {}
    : { devicePlugin: { config: { create: false, name: config.metadata.name, default: "" } } };
}

/** With InfiniBand, the driver has a part that moves data between GPU and adapter (NVIDIA GPU Operator docs, "GPUDirect RDMA"). The operator's daemons, and the discovery that finds GPUs, have to run on the tainted nodes of the pools. */
function buildValues(pools: PoolSettings[]): Record<string, unknown> {
  const served = servedPools(pools);
  const tolerations = buildTolerations([...served.flatMap((pool) => pool.taints), NVIDIA_TAINT]);
  return {
    ...(served.some(({ rdma }) => rdma) && { driver: { rdma: { enabled: true } } }),
    ...buildPluginValues(pools),
    daemonsets: { tolerations },
    "node-feature-discovery": { worker: { tolerations } },
  };
}
