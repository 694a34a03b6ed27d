import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import { DEVICE_PLUGIN_IMAGES, type PoolSettings } from "../settings";
import { buildConfiguredPod } from "./device-plugin-config";
import { NVIDIA_TAINT } from "./gpu-taints";
import { MANAGED_BY } from "./namespace";
import { buildPoolAffinity } from "./pool-affinity";
import { buildTolerations } from "./tolerations";

type DaemonSetArgs = { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.apps.v1.DaemonSetSpec };

/**
 * The control daemon of NVIDIA's Multi-Process Service, through which containers use a GPU side by side. The device plugin
 * hands its directories to containers, but does not start it (NVIDIA/k8s-device-plugin v0.18.0,
 * deployments/helm/nvidia-device-plugin/templates/daemonset-mps-control-daemon.yml).
 */
const NAME = "nvidia-mps-control-daemon";

/** Where daemon and device plugin meet on a node, as in NVIDIA's chart. */
const MPS_ROOT = "/run/nvidia/mps";

const ROOT_VOLUME = { name: "mps-root", hostPath: { path: MPS_ROOT, type: "DirectoryOrCreate" } };
const SHM_VOLUME = { name: "mps-shm", hostPath: { path: `${MPS_ROOT}/shm`, type: "DirectoryOrCreate" } };

/** Pools whose GPUs are shared under the Multi-Process Service. */
export function poolsWithMps(pools: PoolSettings[]): PoolSettings[] {
  return pools.filter(({ gpus }) => gpus?.sharing?.strategy === "mps");
}

/** Builds the DaemonSet of the control daemon; `pools` are all that have the device plugin, whose configuration it reads. */
export function buildMpsControlDaemon(
  pools: PoolSettings[],
  image: Input<string> = DEVICE_PLUGIN_IMAGES.nvidia,
): DaemonSetArgs {
  const labels = { "app.kubernetes.io/name": NAME, ...MANAGED_BY };
  const served = poolsWithMps(pools);
  const { spec, env, volumeMounts, volumes } = buildConfiguredPod(pools, image);
  return {
    metadata: { name: NAME, namespace: "kube-system", labels },
    spec: {
      selector: { matchLabels: { "app.kubernetes.io/name": NAME } },
      updateStrategy: { type: "RollingUpdate" },
      template: {
        metadata: { labels },
        spec: {
          ...spec,
          priorityClassName: "system-node-critical",
          affinity: buildPoolAffinity(served),
          tolerations: buildTolerations([...served.flatMap((pool) => pool.taints), NVIDIA_TAINT]),
          initContainers: [...spec.initContainers, buildMountShm(image)],
          containers: [
            {
              name: NAME,
              image,
              command: ["mps-control-daemon"],
              env: [
                { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
                ...env,
                { name: "NVIDIA_VISIBLE_DEVICES", value: "all" },
                { name: "NVIDIA_DRIVER_CAPABILITIES", value: "compute,utility" },
              ],
              resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "256Mi" } },
              // It sets the compute mode of the GPUs.
              securityContext: { privileged: true },
              volumeMounts: [
                ...volumeMounts,
                { name: ROOT_VOLUME.name, mountPath: "/mps" },
                { name: SHM_VOLUME.name, mountPath: "/dev/shm" },
              ],
            },
          ],
          volumes: [...volumes, ROOT_VOLUME, SHM_VOLUME],
        },
      },
    },
  };
}

/** Mounts the memory that daemon and clients share; the mount has to reach the node. */
function buildMountShm(image: Input<string>): types.input.core.v1.Container {
  return {
    name: "mount-shm",
    image,
    command: ["mps-control-daemon", "mount-shm"],
    securityContext: { privileged: true },
    volumeMounts: [{ name: ROOT_VOLUME.name, mountPath: "/mps", mountPropagation: "Bidirectional" }],
  };
}

/** Builds what the device plugin needs to hand the daemon's directories on; it may start before the daemon has mounted them. */
export function buildMpsClient() {
  return {
    env: [{ name: "MPS_ROOT", value: MPS_ROOT }],
    volumeMounts: [
      { name: ROOT_VOLUME.name, mountPath: "/mps", mountPropagation: "HostToContainer" },
      { name: SHM_VOLUME.name, mountPath: "/dev/shm", mountPropagation: "HostToContainer" },
    ],
    volumes: [ROOT_VOLUME, SHM_VOLUME],
  } satisfies {
    env: types.input.core.v1.EnvVar[];
    volumeMounts: types.input.core.v1.VolumeMount[];
    volumes: types.input.core.v1.Volume[];
  };
}
