import type { AksRayClusterArgs } from "../../provider/args";
import { buildAgentPool, buildManagedCluster } from "../../provider/azure";
import { buildRayCluster } from "../../provider/kubernetes";
import { aksClusterSettings, aksRayClusterSettings, rayClusterSettings } from "../../provider/settings";
import type { AksRayClusterParts } from "../../provider/settings/aks-ray-cluster";
import { settled } from "../../provider/settings/testing/faults-of";
import { validatePool } from "../azure/agent-pool/validate";
import { checkInputs } from "../azure/schema/check";
import { validateCluster } from "../azure/managed-cluster/validate";
import type { RayCluster } from "../operator/ray-cluster";
import type { PropertyMap } from "../plugin";

export const COMPONENT = "ml";
const LOCATION = "westeurope";

/** What an AksRayCluster with these arguments asks Azure and KubeRay for. */
export interface Built {
  parts: AksRayClusterParts;
  cluster: PropertyMap;
  pools: PropertyMap[];
  rayCluster: RayCluster;
}

/** Builds what the component would, without an engine: bodies in which every output is settled and absent fields are gone. */
export async function build(args: AksRayClusterArgs): Promise<Built> {
  const parts = aksRayClusterSettings(COMPONENT, args);
  const aks = aksClusterSettings(COMPONENT, parts.aks);
  const ray = rayClusterSettings(COMPONENT, parts.ray);
  const identityId = args.identity?.resourceId;
  return {
    parts,
    cluster: await plain(buildManagedCluster(aks, "group", identityId === undefined ? {} : { identityId })),
    pools: await Promise.all(aks.pools.map((pool) => plain(buildAgentPool(pool, aks, "group", "cluster")))),
    rayCluster: (await plain(buildRayCluster(ray, ray.namespace))) as unknown as RayCluster,
  };
}

async function plain(body: object): Promise<PropertyMap> {
  return JSON.parse(JSON.stringify(await settled(body))) as PropertyMap;
}

/** Why Azure would refuse the cluster or one of its pools; undefined when it would not. */
export function azureRefusal({ cluster, pools }: Built): string | undefined {
  const failures = [
    ...checkInputs("azure-native:containerservice:ManagedCluster", cluster),
    ...pools.flatMap((pool) => checkInputs("azure-native:containerservice:AgentPool", pool)),
  ];
  if (failures.length > 0) return failures.map(({ reason }) => reason).join("; ");
  try {
    validateCluster({ name: "cluster", body: { ...cluster, location: LOCATION } });
    for (const pool of pools) {
      validatePool({ name: String(pool["agentPoolName"]), location: LOCATION, body: pool });
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
