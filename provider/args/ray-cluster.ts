import type { ClusterStorageArgs } from "./cluster-storage";
import type { QueueArgs } from "./queue";
import type { RayArgs, Readiness } from "./ray";
import type { WorkerArgs } from "./worker";

/** A group of equal Ray workers on a cluster that is there already. */
export interface WorkerGroupArgs extends Omit<WorkerArgs, "perNode"> {
  /**
   * CPUs of a worker.
   * @exclusiveMinimum 0
   */
  cpu: number;
  /**
   * Memory of a worker in GiB.
   * @exclusiveMinimum 0
   */
  memoryGiB: number;
  /** Kubernetes resource name of the GPUs. Defaults to `nvidia.com/gpu`. */
  gpuResource?: string;
  /**
   * Fixed number of workers. Excludes `minReplicas` and `maxReplicas`.
   * @asType integer
   * @minimum 0
   */
  replicas?: number;
  /**
   * Fewest workers under autoscaling. Defaults to 0.
   * @asType integer
   * @minimum 0
   */
  minReplicas?: number;
  /**
   * Most workers under autoscaling.
   * @asType integer
   * @minimum 1
   */
  maxReplicas?: number;
  /** Labels of the nodes that the workers run on. Defaults to any node. */
  nodeSelector?: Record<string, string>;
  /** Taints that the workers tolerate, each `key=value:Effect` or `key:Effect`. Defaults to none. */
  tolerations?: string[];
  /**
   * Whether the workers share GPUs under NVIDIA's Multi-Process Service. Their `/dev/shm` is then that of its daemon, which
   * the device plugin mounts, and Ray's object store lies in a memory volume of its own. Defaults to false.
   */
  mps?: boolean;
  /**
   * Whether the workers use InfiniBand adapters: they ask for one `rdma/sharedib` of NVIDIA's RDMA shared device plugin and may
   * lock memory. Defaults to false.
   */
  rdma?: boolean;
}

/** Arguments of the component that makes a RayCluster on a cluster with the KubeRay operator. */
export interface RayClusterArgs extends RayArgs {
  /** The queue in which the RayCluster waits for its resources. Defaults to none: its pods start one by one as they fit. */
  queue?: QueueArgs;
  /** Worker groups by name. Defaults to none: a head alone. */
  workerGroups?: Record<string, WorkerGroupArgs>;
  /** Blob storage, mounted in head and workers and reached without keys. Excludes `serviceAccountName`. Defaults to none. */
  storage?: ClusterStorageArgs;
  /** What the deployment waits for. Defaults to `workers`. */
  readiness?: Readiness;
  /**
   * Seconds to wait for readiness. Defaults to 1800, since a GPU node takes 5 to 15 minutes and its image further ones.
   * @asType integer
   * @minimum 30
   */
  readinessTimeoutSeconds?: number;
}
