import type { helm } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { GpuOperatorSettings, PoolSettings } from "../settings";
import { mergeValues } from "./chart-values";
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
  const { chart, version, values } = settings;
  const source =
    "path" in chart
      ? { chart: chart.path }
      : { chart: "gpu-operator", version, repositoryOpts: { repo: chart.repository } };
  return {
    name: "gpu-operator",
    ...source,
    namespace,
    atomic: true,
    timeout: TIMEOUT_SECONDS,
    maxHistory: 5,
    values: mergeValues(buildValues(pools), values),
  };
}

/** The operator's daemons, and the discovery that finds GPUs, have to run on the tainted nodes of the pools. */
function buildValues(pools: PoolSettings[]): Record<string, unknown> {
  const served = pools.filter(({ gpus }) => gpus?.vendor === "nvidia" && gpus.driver === "None");
  const tolerations = buildTolerations([...served.flatMap((pool) => pool.taints), NVIDIA_TAINT]);
  return {
    daemonsets: { tolerations },
    "node-feature-discovery": { worker: { tolerations } },
  };
}
