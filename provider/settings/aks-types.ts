import type { Input } from "@pulumi/pulumi";
import type {
  ApiServerAccessArgs,
  AutoscalerProfileArgs,
  BootstrapProfileArgs,
  DevicePluginArgs,
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
  PoolCreation,
  PoolReplacement,
  PowerState,
  Preflight,
  RegistryArgs,
  SecurityArgs,
  SkuTier,
  UpgradeSettingsArgs,
  UpgradesArgs,
} from "../args";
import type { ChartSource } from "./chart-source";
import type { MonitoringSettings } from "./monitoring-types";
import type { NetworkOperatorSettings } from "./network-operator";
import type { ProvisionedPoolSettings } from "./provisioned-pools";

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
  /** Whether the nodes' InfiniBand adapters are used. */
  rdma?: boolean;
  powerState?: PowerState;
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
  bootstrapProfile?: BootstrapProfileArgs;
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
  /** Whether it is made from the component's name. */
  dnsPrefixFromName?: true;
  tags?: Input<Record<string, Input<string>>>;
  kubernetesVersion: Input<string>;
  skuTier: Input<SkuTier>;
  network: NetworkSettings;
  identity: IdentitySettings;
  access: AccessSettings;
  security: SecurityArgs;
  systemPool: PoolSettings;
  pools: PoolSettings[];
  /** Present when AKS makes nodes by itself. */
  provisionedPools?: ProvisionedPoolSettings[];
  poolCreation: PoolCreation;
  registry?: RegistryArgs;
  upgrades?: UpgradesArgs;
  autoscalerProfile?: AutoscalerProfileArgs;
  kubeconfigCredentials: KubeconfigCredentials;
  preflight: Preflight;
  devicePlugin?: DevicePluginArgs;
  /** Present when GPUs are to have metrics. */
  dcgmExporter?: { image: Input<string> };
  /** Present when NVIDIA's GPU Operator serves the pools without AKS's driver. */
  gpuOperator?: GpuOperatorSettings;
  /** Present when metrics or logs are collected. */
  monitoring?: MonitoringSettings;
  networkOperator?: NetworkOperatorSettings;
  blobCsiDriver?: boolean;
}

/** NVIDIA's GPU Operator, validated and with its defaults. */
export interface GpuOperatorSettings {
  /** With a leading `v`, as NVIDIA writes it. */
  version: string;
  namespace: string;
  /** Either a repository or a path. */
  chart: ChartSource;
  values: Record<string, unknown>;
}
