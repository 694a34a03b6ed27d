import * as pulumi from "@pulumi/pulumi";
import { regionName, type AksSettings, type PoolSettings } from "../settings";
import { joinPath } from "../settings/faults";
import { clusterProviders } from "./registrations";
import { INFINIBAND_FEATURE } from "./features";
import type { PoolNeed, Target } from "./types";

/** What the cluster's resource tells of itself. In a preview, its names are known when an earlier deployment made it. */
export interface ClusterOutputs {
  location: pulumi.Input<string>;
  resourceGroupName: pulumi.Input<string>;
  clusterName: pulumi.Input<string>;
}

/** What is to be deployed, with resource providers that are needed beside the cluster's, as far as a preview knows; undefined when not even the location is known. */
export async function knownTarget(
  settings: AksSettings,
  cluster: ClusterOutputs,
  alsoNeeded: string[] = [],
): Promise<Target | undefined> {
  const [location, resourceGroupName, name, kubernetesVersion] = await Promise.all(
    [cluster.location, cluster.resourceGroupName, cluster.clusterName, settings.kubernetesVersion].map(known),
  );
  if (!isText(location)) return undefined;
  const pools = [settings.systemPool, ...settings.pools];
  return {
    location: regionName(location),
    ...(isText(kubernetesVersion) && { kubernetesVersion }),
    ...(isText(resourceGroupName) && isText(name) && { cluster: { resourceGroupName, name } }),
    resourceProviders: [...new Set([...clusterProviders(settings), ...alsoNeeded])],
    provisioned: (settings.provisionedPools ?? []).map(({ key, vmSizes, nodes, capacityType }) => ({
      path: joinPath("provisionedPools", key),
      vmSizes,
      maxNodes: nodes.max,
      spot: capacityType === "spot",
    })),
    pools: await Promise.all(pools.map((pool) => poolNeed(pool, pool === settings.systemPool))),
  };
}

async function poolNeed(pool: PoolSettings, system: boolean): Promise<PoolNeed> {
  const zones = await known(pool.zones);
  return {
    path: system ? "systemPool" : joinPath(pool.gpus ? "gpuPools" : "cpuPools", pool.key),
    vmSize: pool.vmSize,
    zones: Array.isArray(zones) && zones.every(isText) ? zones : [],
    nodes: pool.nodes,
    spot: pool.spot !== undefined,
    reserved: pool.capacityReservationGroupId !== undefined,
    features: pool.rdma ? { rdma: INFINIBAND_FEATURE } : {},
  };
}

/** The value of an input, as the engine would get it: Pulumi's mark of the unknown where a preview does not know it. */
function known(input: pulumi.Input<unknown>): Promise<unknown> {
  return pulumi.runtime.serializeProperty("preflight", input, new Set());
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== pulumi.runtime.unknownValue;
}
