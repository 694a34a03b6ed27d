import type { AksClusterArgs } from "./aks-cluster";
import type { OperatorArgs } from "./operator";
import type { QueueArgs } from "./queue";
import type { RayArgs, Readiness } from "./ray";
import type { StorageArgs } from "./storage";

/** Arguments of the component that makes everything: AKS cluster, GPU pools, KubeRay operator and RayCluster. */
export interface AksRayClusterArgs extends AksClusterArgs {
  /** The KubeRay operator. Defaults to the pinned version in its own namespace. */
  operator?: OperatorArgs;
  /** The Ray cluster. Defaults to the pinned version, token authentication and one worker group a pool. */
  ray?: RayArgs;
  /** The queue in which the RayCluster waits for its resources. Defaults to none: its pods start one by one as they fit. */
  queue?: QueueArgs;
  /**
   * Azure Blob Storage, mounted in head and workers and reached without keys; `{}` for a new account with the container `ray`
   * at `/mnt/ray`. Excludes `ray.serviceAccountName`. Defaults to none.
   */
  storage?: StorageArgs;
  /** What the deployment waits for. Defaults to `workers`. */
  readiness?: Readiness;
  /**
   * Seconds to wait for readiness. Defaults to 1800, since a GPU node takes 5 to 15 minutes and its image further ones.
   * @asType integer
   * @minimum 30
   */
  readinessTimeoutSeconds?: number;
}
