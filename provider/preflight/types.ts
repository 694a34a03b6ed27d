import type { Fault } from "../settings/faults";

/** A node pool as Azure is asked about it. */
export interface PoolNeed {
  /** Path of the pool in the arguments. */
  path: string;
  vmSize: string;
  zones: string[];
  nodes: { autoscaling: boolean; min: number; max: number };
  spot: boolean;
  /** Whether the nodes come from a capacity reservation, which holds their quota already. */
  reserved: boolean;
  /** Features of the subscription that the pool needs, by the argument that needs them. */
  features: Record<string, string>;
}

/** A pool whose nodes AKS makes by itself, of whichever of its sizes Azure has. */
export interface ProvisionedNeed {
  /** Path of the pool in the arguments. */
  path: string;
  vmSizes: string[];
  maxNodes: number;
  spot: boolean;
}

/** What is to be deployed. */
export interface Target {
  /** Azure's short name of the region, such as `westeurope`. */
  location: string;
  /** Absent while it is not known. */
  kubernetesVersion?: string;
  /** The cluster of an earlier deployment. */
  cluster?: { resourceGroupName: string; name: string };
  pools: PoolNeed[];
  /** Defaults to none. */
  provisioned?: ProvisionedNeed[];
  /** Namespaces of Azure's resource providers that are needed beside those of every cluster. Defaults to none. */
  resourceProviders?: string[];
}

/** An obstacle: what Azure would refuse, where in the arguments, and the step that mends it. */
export type Finding = Fault;
