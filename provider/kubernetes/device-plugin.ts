import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { GpuVendor } from "../args";
import { DEVICE_PLUGIN_IMAGES, type PoolSettings, type Taint } from "../settings";
import { RESTRICTED } from "./container-security";
import { buildConfiguredPod, migStrategies, needsPluginConfig } from "./device-plugin-config";
import { AMD_TAINT, NVIDIA_TAINT } from "./gpu-taints";
import { buildMpsClient, poolsWithMps } from "./mps-control-daemon";
import { MANAGED_BY } from "./namespace";
import { buildPoolAffinity } from "./pool-affinity";
import { buildTolerations } from "./tolerations";

type DaemonSetArgs = { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.apps.v1.DaemonSetSpec };

const CUSTOMARY_TAINTS: Record<GpuVendor, Taint> = { nvidia: NVIDIA_TAINT, amd: AMD_TAINT };

/**
 * Pools whose GPUs need the vendor's device plugin from us: all whose driver AKS installs, and AMD's, on which AKS
 * installs none. An NVIDIA pool without AKS's driver is left to the GPU Operator, which brings its own plugin.
 */
export function poolsWithDevicePlugin(pools: PoolSettings[], vendor: GpuVendor): PoolSettings[] {
  return pools.filter(
    ({ gpus }) => gpus?.vendor === vendor && (vendor === "amd" || gpus.driver === "Install"),
  );
}

/** Builds the DaemonSet that advertises the GPUs of the given pools to Kubernetes. */
export function buildDevicePlugin(
  vendor: GpuVendor,
  pools: PoolSettings[],
  image: Input<string> = DEVICE_PLUGIN_IMAGES[vendor],
): DaemonSetArgs {
  const name = `${vendor}-device-plugin`;
  const labels = { "app.kubernetes.io/name": name, ...MANAGED_BY };
  return {
    metadata: { name, namespace: "kube-system", labels },
    spec: {
      selector: { matchLabels: { "app.kubernetes.io/name": name } },
      updateStrategy: { type: "RollingUpdate" },
      template: {
        metadata: { labels },
        spec: {
          priorityClassName: "system-node-critical",
          affinity: buildPoolAffinity(pools),
          tolerations: buildTolerations([...pools.flatMap((pool) => pool.taints), CUSTOMARY_TAINTS[vendor]]),
          ...(vendor === "nvidia" ? buildNvidiaPod(name, pools, image) : buildAmdPod(name, image)),
        },
      },
    },
  };
}

type PodParts = types.input.core.v1.PodSpec;

function buildNvidiaPod(name: string, pools: PoolSettings[], image: Input<string>): PodParts {
  const [migStrategy] = migStrategies(pools);
  const configured = needsPluginConfig(pools) ? buildConfiguredPod(pools, image) : undefined;
  const mps = poolsWithMps(pools).length > 0 ? buildMpsClient() : undefined;
  return {
    ...configured?.spec,
    containers: [
      {
        name,
        image,
        env: [
          // A variable would win over the file.
          ...(configured?.env ?? [{ name: "MIG_STRATEGY", value: migStrategy ?? "none" }]),
          { name: "FAIL_ON_INIT_ERROR", value: "false" },
          ...(mps?.env ?? []),
        ],
        resources: RESOURCES,
        // The plugin talks to the MIG devices of the driver, for which NVIDIA's own manifests add SYS_ADMIN.
        securityContext: migStrategy ? { capabilities: { add: ["SYS_ADMIN"] } } : RESTRICTED,
        volumeMounts: [
          { name: "device-plugins", mountPath: DEVICE_PLUGINS },
          ...(configured?.volumeMounts ?? []),
          ...(mps?.volumeMounts ?? []),
        ],
      },
    ],
    volumes: [
      { name: "device-plugins", hostPath: { path: DEVICE_PLUGINS } },
      ...(configured?.volumes ?? []),
      ...(mps?.volumes ?? []),
    ],
  };
}

function buildAmdPod(name: string, image: Input<string>): PodParts {
  return {
    containers: [
      {
        name,
        image,
        resources: RESOURCES,
        securityContext: RESTRICTED,
        volumeMounts: [
          { name: "device-plugins", mountPath: DEVICE_PLUGINS },
          { name: "sys", mountPath: "/sys", readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: "device-plugins", hostPath: { path: DEVICE_PLUGINS } },
      { name: "sys", hostPath: { path: "/sys" } },
    ],
  };
}

const DEVICE_PLUGINS = "/var/lib/kubelet/device-plugins";

/** Part of the daemon allowance that the sizing of workers leaves free on each node. */
const RESOURCES = { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } };
