import type { Arm } from "./arm";
import { RequestError } from "./http";
import type { Target } from "./types";

/** What an earlier deployment's cluster has now. */
export interface ExistingCluster {
  kubernetesVersion: string;
  /** Those whose nodes are of no capacity reservation. */
  pools: { vmSize: string; nodes: number; spot: boolean }[];
}

/** A managed cluster's part that matters here (Managed Clusters - Get). */
interface ManagedCluster {
  properties?: {
    currentKubernetesVersion?: string;
    agentPoolProfiles?: {
      vmSize?: string;
      count?: number;
      scaleSetPriority?: string;
      capacityReservationGroupID?: string | null;
    }[];
  };
}

/** Reads the cluster, whose nodes count in the quotas' present use. Undefined when there is none. */
export async function readCluster(arm: Arm, { cluster }: Target): Promise<ExistingCluster | undefined> {
  if (cluster === undefined) return undefined;
  const [group, name] = [cluster.resourceGroupName, cluster.name].map(encodeURIComponent);
  const path = `resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  try {
    const { properties = {} } = await arm.get<ManagedCluster>(path, "2025-09-01");
    const profiles = properties.agentPoolProfiles ?? [];
    const pools = profiles
      .filter(({ capacityReservationGroupID }) => !capacityReservationGroupID)
      .map(({ vmSize = "", count = 0, scaleSetPriority }) => {
        return { vmSize, nodes: count, spot: scaleSetPriority === "Spot" };
      });
    return { kubernetesVersion: properties.currentKubernetesVersion ?? "", pools };
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) return undefined;
    throw error;
  }
}
