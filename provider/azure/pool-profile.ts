import type { Input } from "@pulumi/pulumi";
import { formatTaint, type PoolSettings } from "../settings";
import type { ClusterSubnets } from "./cluster-references";

/** Builds what the inline system pool and a separate agent pool have in common. */
export function buildPoolProfile(
  pool: PoolSettings,
  kubernetesVersion: Input<string>,
  subnets: ClusterSubnets = {},
) {
  return {
    vmSize: pool.vmSize,
    type: "VirtualMachineScaleSets",
    osType: "Linux",
    osSKU: pool.osSku,
    osDiskType: pool.osDiskType,
    osDiskSizeGB: pool.osDiskSizeGb,
    maxPods: pool.maxPods,
    availabilityZones: pool.zones,
    vnetSubnetID: pool.subnetId ?? subnets.nodes,
    podSubnetID: subnets.pods,
    orchestratorVersion: kubernetesVersion,
    nodeLabels: pool.labels,
    nodeTaints: pool.taints.map(formatTaint),
    tags: pool.tags,
    upgradeSettings: pool.upgradeSettings,
    ...buildNodeCount(pool),
  };
}

/** Azure wants `count` even under autoscaling (pulumi-azure-native #2943); later changes of it are the autoscaler's. */
function buildNodeCount({ nodes }: PoolSettings) {
  return nodes.autoscaling
    ? { enableAutoScaling: true, count: nodes.min, minCount: nodes.min, maxCount: nodes.max }
    : { enableAutoScaling: false, count: nodes.max };
}
