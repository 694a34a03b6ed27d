import type {
  AksSettings,
  OperatorSettings,
  PoolSettings,
  RaySettings,
  WorkerGroupSettings,
} from "../settings";

const GPU_TAINT = { key: "sku", value: "gpu", effect: "NoSchedule" } as const;

/** A GPU pool that scales from zero. */
export const T4_POOL: PoolSettings = {
  key: "t4",
  vmSize: "Standard_NC4as_T4_v3",
  nodes: { autoscaling: true, min: 0, max: 2 },
  labels: { "aks-ray.dev/pool": "t4" },
  taints: [GPU_TAINT],
  gpus: { vendor: "nvidia", resource: "nvidia.com/gpu", perNode: 1, driver: "Install" },
  maxPods: 110,
  osSku: "Ubuntu",
  replacement: "deleteBeforeCreate",
};

/** The pool of AKS's own pods. */
export const SYSTEM_POOL: PoolSettings = {
  key: "system",
  vmSize: "Standard_D8s_v5",
  nodes: { autoscaling: true, min: 1, max: 3 },
  labels: {},
  taints: [],
  maxPods: 110,
  osSku: "Ubuntu",
  replacement: "deleteBeforeCreate",
};

/** A cluster with one GPU pool. */
export const AKS: AksSettings = {
  location: "westeurope",
  dnsPrefix: "ml",
  tags: { team: "vision" },
  kubernetesVersion: "1.36",
  skuTier: "Standard",
  network: { ownNetwork: false, overlay: true, outboundType: "loadBalancer" },
  identity: { type: "SystemAssigned", assignRoles: true },
  access: { disableLocalAccounts: false },
  security: {},
  systemPool: SYSTEM_POOL,
  pools: [T4_POOL],
  poolCreation: "serial",
  kubeconfigCredentials: "user",
  preflight: "off",
};

/** The operator with its defaults. */
export const OPERATOR: OperatorSettings = {
  install: "helm",
  version: "1.7.0",
  namespace: "kuberay-system",
  chart: { repository: "https://charts.example.com", version: "1.7.0", crdDigests: {} },
  featureGates: {},
  resources: { cpu: "100m", memory: "512Mi" },
  watchNamespaces: [],
  reconcileConcurrency: 10,
  deployment: {},
  values: {},
};

/** A group of GPU workers under autoscaling. */
export const T4_GROUP: WorkerGroupSettings = {
  name: "t4",
  image: "rayproject/ray:2.60.0-py311-gpu",
  cpu: 3,
  memoryGiB: 20.5,
  gpus: 1,
  gpuResource: "nvidia.com/gpu",
  replicas: { min: 1, max: 2 },
  numOfHosts: 1,
  nodeSelector: { "aks-ray.dev/pool": "t4" },
  tolerations: [GPU_TAINT],
  env: {},
  rayStartParams: {},
};

/** A Ray cluster under autoscaling, with token authentication. */
export const RAY: RaySettings = {
  clusterName: "ml",
  namespace: "ray",
  version: "2.60.0",
  head: {
    image: "rayproject/ray:2.60.0-py311",
    cpu: 2,
    memoryGiB: 8,
    env: { TEAM: "vision" },
    rayStartParams: {},
  },
  autoscaler: { idleTimeoutSeconds: 60, upscalingMode: "Default", cpu: "500m", memory: "1Gi" },
  auth: { mode: "token" },
  upgradeStrategy: "Recreate",
  workerGroups: [T4_GROUP],
  readiness: "workers",
  readinessTimeoutSeconds: 1800,
};
