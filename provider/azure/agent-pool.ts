import { createHash } from "node:crypto";
import type * as containerservice from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";
import { RDMA_SCALE_TAG } from "../settings/rdma";
import type { AksSettings, PoolSettings } from "../settings/types";
import { buildPoolProfile } from "./pool-profile";
import type { ClusterSubnets } from "./cluster-references";
import { upgradesMinorVersions } from "./upgrade-profile";

/**
 * Properties that ARM never changes in place although azure-native does not replace for them: "PropertyChangeNotAllowed"
 * (azure-aks-docs, node pool limitations; only those that this package sets).
 */
const IMMUTABLE = [
  "osDiskSizeGB",
  "osDiskType",
  "maxPods",
  "vnetSubnetID",
  "podSubnetID",
  "availabilityZones",
  "scaleSetPriority",
  "scaleSetEvictionPolicy",
  "spotMaxPrice",
  "proximityPlacementGroupID",
  "capacityReservationGroupID",
  "gpuProfile",
] as const satisfies readonly (keyof containerservice.AgentPoolArgs)[];

/** Those for which azure-native replaces by itself. */
const REPLACED_BY_PROVIDER = [
  "vmSize",
  "gpuInstanceProfile",
] as const satisfies readonly (keyof containerservice.AgentPoolArgs)[];

/** Builds the body of a node pool for Ray workers. */
export function buildAgentPool(
  pool: PoolSettings,
  settings: AksSettings,
  resourceGroupName: pulumi.Input<string>,
  clusterName: pulumi.Input<string>,
  subnets: ClusterSubnets = {},
): containerservice.AgentPoolArgs {
  const body = {
    resourceGroupName,
    resourceName: clusterName,
    mode: "User",
    ...buildPoolProfile({ ...pool, tags: buildTags(pool, settings) }, settings.kubernetesVersion, subnets),
    ...buildSpot(pool),
    ...buildGpu(pool),
    ...(pool.powerState && { powerState: { code: pool.powerState } }),
    capacityReservationGroupID: pool.capacityReservationGroupId,
    proximityPlacementGroupID: pool.proximityPlacementGroupId,
  };
  return { ...body, agentPoolName: agentPoolName(pool, body) };
}

/** How Pulumi treats changes of a node pool. */
export function agentPoolOptions(
  pool: PoolSettings,
  settings: AksSettings,
): Pick<pulumi.CustomResourceOptions, "ignoreChanges" | "replaceOnChanges" | "deleteBeforeReplace"> {
  return {
    ignoreChanges: [
      ...(pool.nodes.autoscaling ? ["count"] : []),
      ...(upgradesMinorVersions(settings) ? ["orchestratorVersion"] : []),
    ],
    replaceOnChanges: [...IMMUTABLE],
    deleteBeforeReplace: pool.replacement === "deleteBeforeCreate",
  };
}

function buildTags({ tags, rdma }: PoolSettings, settings: AksSettings): PoolSettings["tags"] {
  const own = tags ?? settings.tags;
  return rdma ? pulumi.output(own).apply((known) => ({ ...known, ...RDMA_SCALE_TAG })) : own;
}

/** Azure takes -1 as "up to the on-demand price"; an evicted node is deleted, so that the autoscaler can replace it. */
function buildSpot({ spot }: PoolSettings) {
  return spot && { scaleSetPriority: "Spot", scaleSetEvictionPolicy: "Delete", spotMaxPrice: spot.maxPrice };
}

function buildGpu({ gpus }: PoolSettings) {
  return gpus && { gpuProfile: { driver: gpus.driver }, gpuInstanceProfile: gpus.migProfile };
}

/**
 * The pool's name in Azure. A pool that is created before its predecessor is deleted needs another name for each set
 * of immutable properties.
 */
function agentPoolName(pool: PoolSettings, body: containerservice.AgentPoolArgs): pulumi.Input<string> {
  if (pool.replacement === "deleteBeforeCreate") return pool.key;
  const identity = [...REPLACED_BY_PROVIDER, ...IMMUTABLE].map((property) => body[property] ?? null);
  return pulumi
    .output(identity)
    .apply(
      (values) => pool.key + createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 4),
    );
}
