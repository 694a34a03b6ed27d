import type { Input } from "@pulumi/pulumi";
import type { WorkerArgs } from "./worker";

/** How a node pool is replaced when a property changes that Azure cannot change in place. */
export type PoolReplacement = "deleteBeforeCreate" | "createBeforeDelete";

/** Operating system image of a pool's nodes. */
export type OsSku = "Ubuntu" | "Ubuntu2204" | "AzureLinux" | "AzureLinux3";

/** Where a node's OS disk lives: on the VM's local disk (`Ephemeral`) or on a managed disk. */
export type OsDiskType = "Ephemeral" | "Managed";

/** Who installs the GPU driver: AKS (`Install`) or somebody else, such as the NVIDIA GPU Operator (`None`). */
export type GpuDriver = "Install" | "None";

/** Whether the nodes of a pool run, or are stopped and cost nothing but their managed disks. */
export type PowerState = "Running" | "Stopped";

/** Slice of an NVIDIA GPU that a pool's nodes are cut into. */
export type MigProfile = "MIG1g" | "MIG2g" | "MIG3g" | "MIG4g" | "MIG7g";

/**
 * How NVIDIA's device plugin names MIG slices: as `nvidia.com/gpu`, like whole GPUs (`single`), or each size by a name of
 * its own such as `nvidia.com/mig-1g.10gb` (`mixed`).
 */
export type MigStrategy = "single" | "mixed";

/**
 * How containers share an NVIDIA GPU: in turns, with all of its memory open to each (`timeSlicing`), or side by side under
 * NVIDIA's Multi-Process Service, which gives each an equal part of memory and compute (`mps`).
 */
export type GpuSharingStrategy = "timeSlicing" | "mps";

/** Sharing of a pool's NVIDIA GPUs among several Ray workers. */
export interface GpuSharingArgs {
  /** How they share. NVIDIA calls its support of `mps` in Kubernetes experimental, and has none on MIG slices. Defaults to `timeSlicing`. */
  strategy?: GpuSharingStrategy;
  /**
   * Shares of each GPU, or of each MIG slice; a worker gets one of them. At most 48 with `mps`.
   * @asType integer
   * @minimum 2
   * @maximum 64
   */
  replicas: number;
}

/** Settings of a node pool's surge upgrades. */
export interface UpgradeSettingsArgs {
  /**
   * Extra nodes during an upgrade, as a count or a percentage such as `33%`. Azure refuses it on spot pools. Defaults to Azure's own (10%).
   * @pattern ^(\d+|([1-9]\d?|100)%)$
   */
  maxSurge?: Input<string>;
  /**
   * Minutes to wait for a node to drain. Defaults to Azure's own (30).
   * @asType integer
   * @minimum 1
   * @maximum 1440
   */
  drainTimeoutInMinutes?: Input<number>;
  /**
   * Minutes to wait after a node drained before the next one. Defaults to Azure's own (0).
   * @asType integer
   * @minimum 0
   * @maximum 30
   */
  nodeSoakDurationInMinutes?: Input<number>;
}

/** What every node pool has in common. */
export interface PoolArgs {
  /**
   * Azure VM size of the nodes, such as `Standard_D8s_v5`. Decides how large the Ray pods on them are.
   * @minLength 1
   */
  vmSize: string;
  /**
   * Fixed number of nodes, without autoscaling. Excludes `minNodes` and `maxNodes`.
   * @asType integer
   * @minimum 0
   * @maximum 1000
   */
  nodes?: number;
  /**
   * Fewest nodes under autoscaling. Defaults to 0 (1 for the system pool).
   * @asType integer
   * @minimum 0
   * @maximum 1000
   */
  minNodes?: number;
  /**
   * Most nodes under autoscaling; setting it turns the cluster autoscaler on for the pool.
   * @asType integer
   * @minimum 1
   * @maximum 1000
   */
  maxNodes?: number;
  /** Availability zones, such as `["1", "2"]`; a region has at most three. Defaults to none: Azure places the nodes. */
  zones?: Input<Input<string>[]>;
  /** Operating system image. Defaults to `Ubuntu`. */
  osSku?: Input<OsSku>;
  /** Where the OS disk lives. Defaults to Azure's choice for the VM size. */
  osDiskType?: Input<OsDiskType>;
  /**
   * Size of the OS disk in GiB; an `Ephemeral` one has to fit the VM's local disk. Defaults to Azure's choice for the VM size.
   * @asType integer
   * @minimum 30
   * @maximum 2048
   */
  osDiskSizeGb?: Input<number>;
  /**
   * Pods that a node can run. Defaults to 110.
   * @asType integer
   * @minimum 10
   * @maximum 250
   */
  maxPods?: number;
  /** Labels of the nodes. The prefixes `kubernetes.azure.com/` and `kubernetes.io/` are reserved by AKS. */
  labels?: Record<string, string>;
  /** Taints of the nodes, each `key=value:Effect` with the effect `NoSchedule`, `PreferNoSchedule` or `NoExecute`. Ray pods of the pool tolerate them. */
  taints?: string[];
  /** Resource id of the subnet for the nodes, in the same virtual network as all other subnets of the cluster. Defaults to `network.subnetId`. */
  subnetId?: Input<string>;
  /** Surge upgrades. Defaults to Azure's own settings. */
  upgradeSettings?: UpgradeSettingsArgs;
  /** Azure tags of the pool, beside those of the cluster. */
  tags?: Input<Record<string, Input<string>>>;
  /**
   * vCPUs of the VM size, for a size that this package does not know.
   * @asType integer
   * @minimum 1
   */
  vcpus?: number;
  /**
   * Memory of the VM size in GiB, for a size that this package does not know.
   * @exclusiveMinimum 0
   */
  memoryGiB?: number;
}

/** The pool on which AKS runs its own pods, and on which the Ray head runs unless told otherwise. On-demand, at least one node. */
export interface SystemPoolArgs extends Omit<PoolArgs, "vmSize"> {
  /**
   * Azure VM size of the nodes. Defaults to `Standard_D8s_v5`.
   * @minLength 1
   */
  vmSize?: string;
}

/** A pool whose nodes each carry Ray workers; its key in the map names the AKS pool and the Ray worker group. */
export interface WorkerPoolArgs extends PoolArgs {
  /** Use spare Azure capacity at a lower price; nodes can be evicted at any time. Defaults to false. */
  spot?: boolean;
  /**
   * Most to pay for a spot node, in US dollars an hour with at most five decimals; -1 means up to the on-demand price. Needs `spot`. Defaults to -1.
   * @minimum -1
   */
  maxPrice?: number;
  /** What happens when a property changes that Azure cannot change in place: delete first (keeps the name), or create first under a name with a suffix (the pool's key then has at most 8 characters). Defaults to `deleteBeforeCreate`. */
  replacement?: PoolReplacement;
  /**
   * Resource id of a capacity reservation group. Not possible with `spot`. Needs `identity.resourceId`, an identity with the
   * role Contributor on the group's resource group.
   */
  capacityReservationGroupId?: Input<string>;
  /** Resource id of a proximity placement group. The pool then has one zone at most. */
  proximityPlacementGroupId?: Input<string>;
  /**
   * Stops the nodes (`Stopped`), or starts them again (`Running`). While they are stopped, Ray has no worker there, the cluster
   * autoscaler leaves the pool alone, and readiness expects nothing of it. A new pool has to run first. Defaults to leaving
   * it as it is, which is running for a new pool.
   */
  powerState?: PowerState;
  /** What the Ray workers on this pool differ in. Defaults to workers that fill the node. */
  worker?: WorkerArgs;
}

/** A pool of nodes without GPUs. */
export interface CpuPoolArgs extends WorkerPoolArgs {}

/** A pool of nodes with GPUs. */
export interface GpuPoolArgs extends WorkerPoolArgs {
  /** Cuts each NVIDIA GPU into slices of this size; only on sizes with A100, H100 or H200 GPUs. Defaults to whole GPUs. */
  migProfile?: MigProfile;
  /** Who installs the GPU driver. AMD sizes need `None`. Defaults to `Install` on NVIDIA sizes and `None` on AMD sizes. */
  driver?: GpuDriver;
  /**
   * GPUs of a node, for a VM size that this package does not know.
   * @asType integer
   * @minimum 1
   */
  gpus?: number;
  /** Maker of the GPUs, for a VM size that this package does not know. Defaults to `nvidia`. */
  gpuVendor?: GpuVendor;
  /** How the device plugin names the slices of `migProfile`. Defaults to `mixed`. */
  migStrategy?: MigStrategy;
  /**
   * Lets several workers share each NVIDIA GPU. With `driver: None` it needs `gpuOperator`, whose device plugin then shares them. While a pool has no node, the cluster
   * autoscaler knows only the GPUs of the VM size, and may start more nodes than the shares need; `minNodes: 1` avoids that.
   * Defaults to GPUs that are not shared.
   */
  sharing?: GpuSharingArgs;
  /**
   * Lets workers use the nodes' InfiniBand adapters: NVIDIA's Network Operator installs their driver, and a worker gets all
   * adapters of its node, may lock memory (`IPC_LOCK`), and has NCCL use them. Refused on sizes without an `r` in their
   * name, and on Azure Linux. NVIDIA GPUs need `driver: None` and `gpuOperator` for it. The subscription needs the feature
   * `AKSInfinibandSupport`. Defaults to false.
   */
  rdma?: boolean;
}

/** Maker of a GPU. */
export type GpuVendor = "nvidia" | "amd";
