import type { Input } from "@pulumi/pulumi";
import type { WorkerArgs } from "./worker";

/** Operating system image of nodes that are provisioned automatically. */
export type ImageFamily = "Ubuntu" | "Ubuntu2204" | "Ubuntu2404" | "AzureLinux";

/**
 * Nodes that AKS makes one by one when Ray workers are pending, of whichever VM size in a list Azure has: a Karpenter NodePool and its
 * AKSNodeClass. Its key names both, and the Ray worker group.
 */
export interface ProvisionedPoolArgs {
  /**
   * VM sizes of the nodes, such as `["Standard_NC24ads_A100_v4", "Standard_NC40ads_H100_v5"]`; workers fit each of them. All
   * have as many GPUs, NVIDIA's, or none has any.
   * @minItems 1
   */
  vmSizes: string[];
  /**
   * Most nodes. The limit is in CPUs and GPUs, so that more nodes of a smaller size than the largest could come if something
   * else than Ray ran on them.
   * @asType integer
   * @minimum 1
   * @maximum 1000
   */
  maxNodes: number;
  /** Use spare Azure capacity at a lower price; nodes can be evicted at any time. Defaults to false. */
  spot?: boolean;
  /** Availability zones by their whole names, such as `["westeurope-1"]`. Defaults to any. */
  zones?: string[];
  /** Operating system image. Defaults to `Ubuntu`. */
  imageFamily?: ImageFamily;
  /**
   * Size of the OS disk in GiB; on the VM's local disk where that holds it. Defaults to Azure's own (128).
   * @asType integer
   * @minimum 30
   * @maximum 2048
   */
  osDiskSizeGb?: number;
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
  /** Resource id of the subnet for the nodes, in the cluster's virtual network. Defaults to that of the cluster. */
  subnetId?: Input<string>;
  /**
   * How long a node stays without pods before it goes. Defaults to `60s`.
   * @pattern ^([1-9]\d*(s|m|h))+$
   */
  consolidateAfter?: string;
  /** What the Ray workers on these nodes differ in. Defaults to workers that fill the smallest of the sizes. */
  worker?: WorkerArgs;
}
