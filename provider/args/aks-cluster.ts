import type { Input } from "@pulumi/pulumi";
import type { AccessArgs, IdentityArgs, SecurityArgs } from "./access";
import type { DcgmExporterArgs } from "./dcgm-exporter";
import type { GpuOperatorArgs } from "./gpu-operator";
import type { MonitoringArgs } from "./monitoring";
import type { NetworkArgs } from "./network";
import type { DevicePluginArgs } from "./network-isolation";
import type { NetworkOperatorArgs } from "./network-operator";
import type { CpuPoolArgs, GpuPoolArgs, SystemPoolArgs } from "./pools";
import type { ProvisionedPoolArgs } from "./provisioned-pools";
import type { RegistryArgs } from "./registry";
import type { AutoscalerProfileArgs, UpgradesArgs } from "./upgrades";

/** Price tier of the AKS control plane. `Standard` has an uptime agreement; `Premium` adds long-term support. */
export type SkuTier = "Free" | "Standard" | "Premium";

/** Which credentials the stack reaches the cluster with: the caller's own, or the local cluster administrator's. */
export type KubeconfigCredentials = "user" | "admin";

/** How node pools of one cluster are made: one after another, since Azure often refuses two at once with 409, or all at once. */
export type PoolCreation = "serial" | "parallel";

/**
 * What a preview does about obstacles that it finds by asking Azure (a VM size that is not offered, a quota that is too small, a
 * Kubernetes version that is gone, a resource provider that is not registered): ask nothing, warn, or fail.
 */
export type Preflight = "off" | "warn" | "error";

/** Azure resources: resource group, AKS cluster, node pools, device plugins. */
export interface AksClusterArgs {
  /** Azure region, such as `westeurope`. Defaults to the location of the azure-native provider's configuration (`azure-native:location`). */
  location?: Input<string>;
  /** Name of an existing resource group. Defaults to a new one. */
  resourceGroupName?: Input<string>;
  /**
   * Name of the AKS cluster in Azure. AKS makes the name of the nodes' resource group of it, `MC_GROUP_CLUSTER_REGION`, and refuses more
   * than 80 characters. Defaults to the component's name with a suffix that Pulumi chooses.
   * @pattern ^[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$
   */
  clusterName?: Input<string>;
  /**
   * Prefix of the API server's DNS name. A change replaces the cluster. Defaults to the component's name.
   * @pattern ^[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?$
   */
  dnsPrefix?: Input<string>;
  /** Azure tags of everything that is made in Azure. */
  tags?: Input<Record<string, Input<string>>>;
  /**
   * Kubernetes version, as `1.36` (Azure picks the patch) or `1.36.3`. Defaults to the version that this release was tried with.
   * @pattern ^\d+\.\d+(\.\d+)?$
   */
  kubernetesVersion?: Input<string>;
  /** Price tier of the control plane. Defaults to `Standard`. */
  skuTier?: Input<SkuTier>;
  /** Virtual network, outbound traffic, address ranges, access to the API server. Defaults to a network that AKS manages, with an overlay for pods and Cilium. */
  network?: NetworkArgs;
  /** Managed identities of control plane and nodes. Defaults to those that AKS makes; in a network of one's own to a new user-assigned one for the control plane. */
  identity?: IdentityArgs;
  /** Who may use the Kubernetes API. Defaults to whoever Azure gives the cluster's credentials. */
  access?: AccessArgs;
  /** Encryption, secrets, policy and threat detection. Defaults to Azure's encryption and nothing else. */
  security?: SecurityArgs;
  /** The pool for AKS's own pods and the Ray head. Defaults to one to three `Standard_D8s_v5` nodes. */
  systemPool?: SystemPoolArgs;
  /** Pools without GPUs, by pool name: at most 12 characters, lower-case letters and digits, a letter first. */
  cpuPools?: Record<string, CpuPoolArgs>;
  /** Pools with GPUs, by pool name: at most 12 characters, lower-case letters and digits, a letter first. */
  gpuPools?: Record<string, GpuPoolArgs>;
  /**
   * Pools whose nodes AKS makes by itself when workers are pending (node auto provisioning), by name. They turn it on for the
   * cluster, and exclude the cluster autoscaler: all other pools, and the system pool, then have a fixed number of `nodes`.
   * Refused with IPv6, pod subnets, an HTTP proxy and disk encryption sets. Defaults to none.
   */
  provisionedPools?: Record<string, ProvisionedPoolArgs>;
  /** Whether pools are made one after another or all at once. Defaults to `serial`. */
  poolCreation?: PoolCreation;
  /** Container registry from which nodes may pull images. Defaults to none beside public ones. */
  registry?: RegistryArgs;
  /** What AKS upgrades by itself, and when. Defaults to node images at any time, and no Kubernetes versions. */
  upgrades?: UpgradesArgs;
  /** How AKS's cluster autoscaler works. Defaults to Azure's own settings. */
  autoscalerProfile?: AutoscalerProfileArgs;
  /** Credentials with which the stack reaches the cluster. Defaults to `user`. */
  kubeconfigCredentials?: KubeconfigCredentials;
  /**
   * What a preview does about obstacles that it finds by asking Azure with the login of the azure-native provider: VM sizes,
   * zones, quotas, Kubernetes version, resource providers; it also shows what the nodes cost an hour by list price. Without
   * login or network it warns once and goes on. Defaults to the package's configuration (`aks-ray:preflight`), and without it
   * to `warn`.
   */
  preflight?: Preflight;
  /** Images of the GPU device plugins, for instance in a mirror. Defaults to those of their makers. */
  devicePlugin?: DevicePluginArgs;
  /** Metrics of NVIDIA GPUs; `{}` for the defaults. Refused without a pool with NVIDIA GPUs and AKS's driver. Defaults to none. */
  dcgmExporter?: DcgmExporterArgs;
  /** NVIDIA's GPU Operator for the pools with `driver: None`; `{}` for the defaults. Refused without such a pool. Defaults to none. */
  gpuOperator?: GpuOperatorArgs;
  /** Metrics, dashboards, alerts and logs. An AksRayCluster also has Ray's own metrics and alerts. Defaults to none. */
  monitoring?: MonitoringArgs;
  /** NVIDIA's Network Operator, which pools with `rdma` bring along. Refused without such a pool. Defaults to its defaults. */
  networkOperator?: NetworkOperatorArgs;
  /** Whether AKS installs its driver for volumes on Azure Blob Storage (`blob.csi.azure.com`). Defaults to false; with `storage` to true. */
  blobCsiDriver?: boolean;
}
