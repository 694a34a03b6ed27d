import type { types } from "@pulumi/kubernetes";
import type { GpuVendor } from "../args";
import { DEVICE_PLUGIN_IMAGES, POOL_LABEL, type PoolSettings, type Taint } from "../settings";
import { MANAGED_BY } from "./namespace";
import { buildTolerations } from "./tolerations";

type DaemonSetArgs = { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.apps.v1.DaemonSetSpec };

/** Some guides and charts taint GPU nodes with the resource's own name; the plugins tolerate it on any node. */
const CUSTOMARY_TAINTS: Record<GpuVendor, Taint> = {
  nvidia: { key: "nvidia.com/gpu", value: "", effect: "NoSchedule" },
  amd: { key: "amd.com/gpu", value: "", effect: "NoSchedule" },
};

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
export function buildDevicePlugin(vendor: GpuVendor, pools: PoolSettings[]): DaemonSetArgs {
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
          containers: [vendor === "nvidia" ? buildNvidiaContainer(name, pools) : buildAmdContainer(name)],
          volumes: vendor === "nvidia" ? NVIDIA_VOLUMES : AMD_VOLUMES,
        },
      },
    },
  };
}

function buildPoolAffinity(pools: PoolSettings[]): types.input.core.v1.Affinity {
  const matchExpressions = [{ key: POOL_LABEL, operator: "In", values: pools.map((pool) => pool.key) }];
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    },
  };
}

function buildNvidiaContainer(name: string, pools: PoolSettings[]): types.input.core.v1.Container {
  const migStrategy = pools.some(({ gpus }) => gpus?.migProfile) ? "mixed" : "none";
  return {
    name,
    image: DEVICE_PLUGIN_IMAGES.nvidia,
    env: [
      { name: "MIG_STRATEGY", value: migStrategy },
      { name: "FAIL_ON_INIT_ERROR", value: "false" },
    ],
    resources: RESOURCES,
    // The plugin talks to the MIG devices of the driver, for which NVIDIA's own manifests add SYS_ADMIN.
    securityContext: migStrategy === "none" ? UNPRIVILEGED : { capabilities: { add: ["SYS_ADMIN"] } },
    volumeMounts: [{ name: "device-plugins", mountPath: "/var/lib/kubelet/device-plugins" }],
  };
}

function buildAmdContainer(name: string): types.input.core.v1.Container {
  return {
    name,
    image: DEVICE_PLUGIN_IMAGES.amd,
    resources: RESOURCES,
    securityContext: UNPRIVILEGED,
    volumeMounts: [
      { name: "device-plugins", mountPath: "/var/lib/kubelet/device-plugins" },
      { name: "sys", mountPath: "/sys", readOnly: true },
    ],
  };
}

const UNPRIVILEGED = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

/** Part of the daemon allowance that the sizing of workers leaves free on each node. */
const RESOURCES = { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } };

const NVIDIA_VOLUMES = [{ name: "device-plugins", hostPath: { path: "/var/lib/kubelet/device-plugins" } }];
const AMD_VOLUMES = [...NVIDIA_VOLUMES, { name: "sys", hostPath: { path: "/sys" } }];
