import { createHash } from "node:crypto";
import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { MigStrategy } from "../args";
import { POOL_LABEL, type PoolGpus, type PoolSettings } from "../settings";
import { RESTRICTED } from "./container-security";
import { MANAGED_BY } from "./namespace";

/**
 * Configuration files of NVIDIA's device plugin, one for each pool, and how a pod of the plugin finds the one of its node's
 * pool: an init container, `config-manager` of the plugin's own image, reads a label of the node and links the file of that
 * name (NVIDIA/k8s-device-plugin v0.18.0, README.md "Passing configuration to the plugin via a ConfigMap",
 * cmd/config-manager/main.go).
 */

/** Name of the plugin's objects. */
const NVIDIA_DEVICE_PLUGIN = "nvidia-device-plugin";

const NAMESPACE = "kube-system";
const AVAILABLE_CONFIGS = "/available-configs";
const CONFIG_FILE = "/config/config.yaml";

/** A configuration file, as far as this package sets it (NVIDIA/k8s-device-plugin v0.18.0, api/config/v1). */
interface PluginConfig {
  version: "v1";
  flags: { migStrategy: "none" | MigStrategy };
  sharing?: { timeSlicing: ReplicatedResources } | { mps: ReplicatedResources };
}

interface ReplicatedResources {
  /** Only under time slicing, where a second share would be allowed but give nothing. */
  failRequestsGreaterThanOne?: boolean;
  resources: { name: string; replicas: number }[];
}

/** MIG strategies of the pools; none where all GPUs are whole. */
export function migStrategies(pools: PoolSettings[]): Set<MigStrategy> {
  return new Set(pools.flatMap(({ gpus }) => gpus?.migStrategy ?? []));
}

/** Whether the pools need different configurations, or one that no environment variable can express. */
export function needsPluginConfig(pools: PoolSettings[]): boolean {
  return pools.some(({ gpus }) => gpus?.sharing) || migStrategies(pools).size > 1;
}

/** Builds the ConfigMap with a file for each pool, by its key. Another content has another name, so that pods restart with it. */
export function buildPluginConfigMap(pools: PoolSettings[]) {
  const data = pluginConfigFiles(pools);
  return {
    metadata: {
      name: pluginConfigName(data),
      namespace: NAMESPACE,
      labels: { "app.kubernetes.io/name": NVIDIA_DEVICE_PLUGIN, ...MANAGED_BY },
    },
    data,
  } satisfies { metadata: types.input.meta.v1.ObjectMeta; data: Record<string, string> };
}

/** JSON is YAML, which the plugin reads. */
function pluginConfigFiles(pools: PoolSettings[]): Record<string, string> {
  return Object.fromEntries(
    pools.flatMap(({ key, gpus }) =>
      gpus ? [[key, `${JSON.stringify(buildPluginConfig(gpus), undefined, 2)}\n`]] : [],
    ),
  );
}

function pluginConfigName(files: Record<string, string>): string {
  const digest = createHash("sha256").update(JSON.stringify(files)).digest("hex");
  return `${NVIDIA_DEVICE_PLUGIN}-${digest.slice(0, 8)}`;
}

function buildPluginConfig({ migStrategy, resource, sharing }: PoolGpus): PluginConfig {
  const config: PluginConfig = { version: "v1", flags: { migStrategy: migStrategy ?? "none" } };
  if (!sharing) return config;
  const resources = [{ name: resource, replicas: sharing.replicas }];
  return sharing.strategy === "mps"
    ? { ...config, sharing: { mps: { resources } } }
    : { ...config, sharing: { timeSlicing: { failRequestsGreaterThanOne: true, resources } } };
}

/** Builds what lets a pod of the plugin read its node's labels. */
export function buildPluginAccess() {
  const labels = { "app.kubernetes.io/name": NVIDIA_DEVICE_PLUGIN, ...MANAGED_BY };
  const role = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: NVIDIA_DEVICE_PLUGIN };
  return {
    serviceAccount: { metadata: { name: NVIDIA_DEVICE_PLUGIN, namespace: NAMESPACE, labels } },
    clusterRole: {
      metadata: { name: NVIDIA_DEVICE_PLUGIN, labels },
      rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] }],
    },
    clusterRoleBinding: {
      metadata: { name: NVIDIA_DEVICE_PLUGIN, labels },
      roleRef: role,
      subjects: [{ kind: "ServiceAccount", name: NVIDIA_DEVICE_PLUGIN, namespace: NAMESPACE }],
    },
  } satisfies {
    serviceAccount: { metadata: types.input.meta.v1.ObjectMeta };
    clusterRole: { metadata: types.input.meta.v1.ObjectMeta; rules: types.input.rbac.v1.PolicyRule[] };
    clusterRoleBinding: {
      metadata: types.input.meta.v1.ObjectMeta;
      roleRef: types.input.rbac.v1.RoleRef;
      subjects: types.input.rbac.v1.Subject[];
    };
  };
}

/** Parts of a pod whose container reads the configuration of its node's pool. */
export interface ConfiguredPod {
  spec: Pick<types.input.core.v1.PodSpec, "serviceAccountName"> & {
    initContainers: types.input.core.v1.Container[];
  };
  env: types.input.core.v1.EnvVar[];
  volumeMounts: types.input.core.v1.VolumeMount[];
  volumes: types.input.core.v1.Volume[];
}

/** Builds the parts that give a pod with an image of the plugin the configuration of its node's pool. */
export function buildConfiguredPod(pools: PoolSettings[], image: Input<string>): ConfiguredPod {
  const volumeMounts = [
    { name: "available-configs", mountPath: AVAILABLE_CONFIGS },
    { name: "config", mountPath: "/config" },
  ];
  return {
    spec: {
      serviceAccountName: NVIDIA_DEVICE_PLUGIN,
      initContainers: [
        {
          name: "choose-config",
          image,
          command: ["config-manager"],
          env: [
            { name: "ONESHOT", value: "true" },
            { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
            { name: "NODE_LABEL", value: POOL_LABEL },
            { name: "CONFIG_FILE_SRCDIR", value: AVAILABLE_CONFIGS },
            { name: "CONFIG_FILE_DST", value: CONFIG_FILE },
            { name: "SEND_SIGNAL", value: "false" },
          ],
          securityContext: RESTRICTED,
          volumeMounts,
        },
      ],
    },
    env: [{ name: "CONFIG_FILE", value: CONFIG_FILE }],
    volumeMounts,
    volumes: [
      { name: "available-configs", configMap: { name: pluginConfigName(pluginConfigFiles(pools)) } },
      { name: "config", emptyDir: {} },
    ],
  };
}
