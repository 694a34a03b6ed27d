import type { Input } from "@pulumi/pulumi";
import type {
  AutoscalerProfileArgs,
  ApiServerAccessArgs,
  AuthMode,
  EnvVars,
  GcsStorageArgs,
  GpuDriver,
  GpuSharingStrategy,
  GpuVendor,
  HttpProxyConfigArgs,
  IdentityType,
  IpFamily,
  KubeconfigCredentials,
  KubeletIdentityArgs,
  LoginMode,
  MigProfile,
  MigStrategy,
  OsDiskType,
  OsSku,
  OutboundType,
  PodTemplateOverride,
  PoolCreation,
  PoolReplacement,
  Preflight,
  RayLabels,
  RayResources,
  RayStartParams,
  Readiness,
  RegistryArgs,
  SecretKeyArgs,
  SecurityArgs,
  SkuTier,
  UpgradeSettingsArgs,
  UpgradesArgs,
  UpgradeStrategy,
  UpscalingMode,
} from "../args";

/** A Kubernetes taint; the source of pool taints and of worker tolerations alike. */
export interface Taint {
  key: string;
  value: string;
  effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/** How many nodes a pool has: a fixed number (`min` equals `max`), or a range under the cluster autoscaler. */
export interface NodeRange {
  autoscaling: boolean;
  min: number;
  max: number;
}

/** GPUs of a pool's nodes. */
export interface PoolGpus {
  vendor: GpuVendor;
  /** Kubernetes resource name under which the device plugin advertises them. */
  resource: string;
  /** What one node advertises under that name: GPUs, MIG slices, or shares of them. */
  perNode: number;
  driver: GpuDriver;
  migProfile?: MigProfile;
  /** Present with `migProfile`. */
  migStrategy?: MigStrategy;
  /** Present when containers share each GPU, or each slice. */
  sharing?: { strategy: GpuSharingStrategy; replicas: number };
}

/** A node pool, validated and with its defaults. */
export interface PoolSettings {
  /** Key of the pool in the arguments. */
  key: string;
  vmSize: string;
  nodes: NodeRange;
  /** Present on spot pools; the price is -1 or in US dollars an hour. */
  spot?: { maxPrice: number };
  /** All labels that the pool declares, AKS's own spot label included. */
  labels: Record<string, string>;
  /** All taints that the pool declares, AKS's own spot taint included. */
  taints: Taint[];
  gpus?: PoolGpus;
  maxPods: number;
  zones?: Input<Input<string>[]>;
  osSku: Input<OsSku>;
  osDiskType?: Input<OsDiskType>;
  osDiskSizeGb?: Input<number>;
  /** Subnet for the nodes; absent when it is that of the whole cluster. */
  subnetId?: Input<string>;
  upgradeSettings?: UpgradeSettingsArgs;
  tags?: Input<Record<string, Input<string>>>;
  replacement: PoolReplacement;
  capacityReservationGroupId?: Input<string>;
  proximityPlacementGroupId?: Input<string>;
}

/** A virtual network to make. */
export interface VirtualNetworkSettings {
  addressPrefixes: string[];
  nodeSubnetPrefixes: string[];
  /** Present when pods get addresses of the network. */
  podSubnetPrefix?: string;
  /** Present when the API server's endpoint is in the network. */
  apiServerSubnetPrefix?: string;
  dnsServers?: Input<string>[];
  natGateway: boolean;
}

/** The cluster's network, validated and with its defaults. */
export interface NetworkSettings {
  virtualNetwork?: VirtualNetworkSettings;
  /** Existing subnet for the nodes. */
  subnetId?: Input<string>;
  /** Existing subnet for the pods. */
  podSubnetId?: Input<string>;
  /** Whether the nodes are in a virtual network that AKS does not manage, whoever makes it. */
  ownNetwork: boolean;
  /** Whether pods have an address range of their own, rather than addresses of the virtual network. */
  overlay: boolean;
  outboundType: OutboundType;
  managedOutboundIPCount?: number;
  /** Present under dual stack. */
  ipFamilies?: IpFamily[];
  podCidrs?: string[];
  serviceCidrs?: string[];
  /** Present with `serviceCidrs`. */
  dnsServiceIP?: string;
  apiServerAccess?: ApiServerAccessArgs;
  /** Private DNS zone of the user's own for the API server's name. */
  privateDnsZoneId?: Input<string>;
  httpProxyConfig?: HttpProxyConfigArgs;
}

/** The identity of the cluster's control plane, validated and with its defaults. */
export interface IdentitySettings {
  type: IdentityType;
  /** An existing identity; a user-assigned one is made where it is absent. */
  resourceId?: Input<string>;
  principalId?: Input<string>;
  assignRoles: boolean;
  /** Present when the nodes' identity is not AKS's own; without ids it is made. */
  kubeletIdentity?: KubeletIdentityArgs;
}

/** Who may use the Kubernetes API, validated and with its defaults. */
export interface AccessSettings {
  /** Present when users log in with Microsoft Entra. */
  entra?: { adminGroupObjectIDs?: Input<string>[]; enableAzureRBAC: boolean; tenantID?: Input<string> };
  disableLocalAccounts: boolean;
  /** Present when the stack's kubeconfig asks kubelogin for tokens. */
  loginMode?: LoginMode;
}

/** The AKS cluster, validated and with its defaults. */
export interface AksSettings {
  location?: Input<string>;
  resourceGroupName?: Input<string>;
  clusterName?: Input<string>;
  dnsPrefix: Input<string>;
  tags?: Input<Record<string, Input<string>>>;
  kubernetesVersion: Input<string>;
  skuTier: Input<SkuTier>;
  network: NetworkSettings;
  identity: IdentitySettings;
  access: AccessSettings;
  security: SecurityArgs;
  systemPool: PoolSettings;
  pools: PoolSettings[];
  poolCreation: PoolCreation;
  registry?: RegistryArgs;
  upgrades?: UpgradesArgs;
  autoscalerProfile?: AutoscalerProfileArgs;
  kubeconfigCredentials: KubeconfigCredentials;
  preflight: Preflight;
  /** Present when GPUs are to have metrics. */
  dcgmExporter?: { image: Input<string> };
  /** Present when NVIDIA's GPU Operator serves the pools without AKS's driver. */
  gpuOperator?: GpuOperatorSettings;
  blobCsiDriver?: boolean;
}

/** NVIDIA's GPU Operator, validated and with its defaults. */
export interface GpuOperatorSettings {
  /** With a leading `v`, as NVIDIA writes it. */
  version: string;
  namespace: string;
  /** Either a repository or a path. */
  chart: { repository: string } | { path: string };
  values: Record<string, unknown>;
}

/** The KubeRay operator, validated and with its defaults. */
export interface OperatorSettings {
  /** Without a leading `v`. */
  version: string;
  namespace: string;
  /** Either a repository or a path. */
  chart: { version: string; crdDigests: Record<string, string> } & (
    { repository: string } | { path: string }
  );
  image?: { repository?: Input<string>; tag?: Input<string> };
  featureGates: Record<string, boolean>;
  resources: { cpu: Input<string>; memory: Input<string> };
  watchNamespaces: string[];
  reconcileConcurrency: Input<number>;
  values: Record<string, unknown>;
}

/** A group of Ray workers, validated and with its defaults. */
export interface WorkerGroupSettings {
  name: string;
  image: Input<string>;
  cpu: number;
  memoryGiB: number;
  gpus: number;
  /** Empty without GPUs. */
  gpuResource: string;
  /** In groups of `numOfHosts` pods. */
  replicas: { min: number; max: number };
  numOfHosts: number;
  idleTimeoutSeconds?: number;
  priority?: number;
  labels?: RayLabels;
  resources?: RayResources;
  /** Whether `/dev/shm` belongs to the daemon of NVIDIA's Multi-Process Service. */
  mps?: boolean;
  nodeSelector: Record<string, string>;
  /** Taints to tolerate; an empty value tolerates every value of the key. */
  tolerations: Taint[];
  env: EnvVars;
  rayStartParams: RayStartParams;
  podTemplate?: PodTemplateOverride;
}

/** A Redis that this package makes. */
export interface NewRedis {
  image: Input<string>;
  storageGiB: number;
  storageClassName?: Input<string>;
}

/** A Redis that is there. */
export interface ExistingRedis {
  address: Input<string>;
  username?: Input<string>;
  passwordSecret?: SecretKeyArgs;
}

/** Where the head's state is kept. */
export type FaultToleranceSettings =
  | { backend: "redis"; redis: NewRedis | ExistingRedis; externalStorageNamespace?: Input<string> }
  | { backend: "rocksdb"; storage: GcsStorageArgs };

/** Blob storage that pods mount. */
export interface RayStorageMounts {
  accountName: Input<string>;
  mounts: { claimName: Input<string>; mountPath: string; readOnly: boolean }[];
}

/** The RayCluster, validated and with its defaults. */
export interface RaySettings {
  clusterName: string;
  namespace: string;
  version: string;
  head: {
    image: Input<string>;
    cpu: number;
    memoryGiB: number;
    labels?: RayLabels;
    resources?: RayResources;
    serviceAnnotations?: Record<string, Input<string>>;
    /** The cluster's variables with the head's own laid over. */
    env: EnvVars;
    rayStartParams: RayStartParams;
    podTemplate?: PodTemplateOverride;
  };
  /** Absent when Ray does not scale the worker groups. */
  autoscaler?: {
    idleTimeoutSeconds: Input<number>;
    upscalingMode: Input<UpscalingMode>;
    cpu: Input<string>;
    memory: Input<string>;
  };
  auth: { mode: AuthMode; secretName?: string; rotation?: string };
  faultTolerance?: FaultToleranceSettings;
  serviceAccountName?: Input<string>;
  /** Mounted in head and workers. */
  storage?: RayStorageMounts;
  upgradeStrategy: UpgradeStrategy;
  workerGroups: WorkerGroupSettings[];
  readiness: Readiness;
  readinessTimeoutSeconds: number;
}
