import type { BatchSchedulerInstallArgs } from "./batch-scheduler";
import type { KueueQuotaArgs, ReclaimWithinCohort } from "./kueue-quota";
import type { BatchScheduler } from "./operator-deployment";

/** What decides when the pods of a RayCluster start: Kueue, which admits clusters by quota, or a scheduler in place of Kubernetes' own. */
export type QueueManager = "kueue" | BatchScheduler;

/** Where Kueue's Helm chart comes from. */
export interface KueueChartArgs {
  /**
   * Address of the chart in a registry, for instance a mirror. Excludes `path`. Defaults to `oci://registry.k8s.io/kueue/charts/kueue`.
   * @pattern ^oci://\S+$
   */
  repository?: string;
  /** Folder or `.tgz` file with the chart, instead of a registry. */
  path?: string;
}

/** Kueue itself. */
export interface KueueArgs {
  /** Whether Kueue is installed, by its Helm chart. Defaults to false: it is there already, with the RayCluster integration on. */
  install?: boolean;
  /**
   * Version of Kueue to install. Defaults to the version that this release was made for.
   * @pattern ^v?\d+\.\d+\.\d+([-+].+)?$
   */
  version?: string;
  /**
   * Namespace of Kueue, which is created with `install`. Defaults to `kueue-system`.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
   */
  namespace?: string;
  /** Source of the Helm chart. Defaults to Kueue's own registry. */
  chart?: KueueChartArgs;
  /** Further values of the Helm chart; they win over those that this package sets. */
  values?: Record<string, unknown>;
  /**
   * Whether a ClusterQueue with a ResourceFlavor for the head and for each worker group, and the LocalQueue, are made. Quotas are what the head
   * and the most workers of each group request, with containers that a pod template adds. Defaults to `install`.
   */
  createQueues?: boolean;
  /**
   * Cohort of the ClusterQueue: queues of one cohort borrow from each other what is not used, of the same flavors (`quotas`). Needs
   * `createQueues`. Defaults to none.
   * @pattern ^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
   */
  cohort?: string;
  /** What the ClusterQueue has, by worker group, and `head` for the head. Needs `createQueues`. Defaults to what the RayCluster may request at most. */
  quotas?: Record<string, KueueQuotaArgs>;
  /**
   * Whose RayClusters are suspended when this queue wants back what it lends: nobody's, those of lower priority, or anybody's that borrow. A
   * RayCluster never ends by itself, so with `Never` what is lent may stay away for good. Needs `cohort`. Defaults to `Any`.
   */
  reclaimWithinCohort?: ReclaimWithinCohort;
}

/**
 * The queue of a RayCluster. In an `AksRayCluster` the operator's `batchScheduler` follows it. What manages the queue is there already, or is
 * installed: with `kueue.install` or `scheduler`.
 */
export interface QueueArgs {
  /** What decides when the pods start. With `kueue` any change of the RayCluster, even of the bounds of a pool, replaces it, so that Kueue admits it anew. */
  manager: QueueManager;
  /**
   * Name of the queue: with Kueue that of the LocalQueue in the Ray namespace, with the others that of their own queue. Needed with
   * `kai-scheduler`, which starts no pod without, unless `scheduler` installs it, and refused with `scheduler-plugins`, which has no queues. Defaults to `ray` with
   * Kueue, else to the scheduler's default queue.
   * @pattern ^[a-z0-9A-Z]([-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$
   */
  name?: string;
  /**
   * Whether head and least workers start together or not at all. Kueue, Volcano and KAI always do so, and refuse false. With
   * `scheduler-plugins` it excludes Ray's autoscaler, since KubeRay counts the pods once. Defaults to true, and with `scheduler-plugins` under
   * autoscaling to false.
   */
  gangScheduling?: boolean;
  /**
   * Priority class: a WorkloadPriorityClass with Kueue, a PriorityClass with Volcano. Refused with the others. Defaults to none.
   * @pattern ^[a-z0-9]([-.a-z0-9]{0,61}[a-z0-9])?$
   */
  priorityClassName?: string;
  /**
   * Whether Kueue follows a RayCluster that scales, by its feature gate `ElasticJobsViaWorkloadSlices`, which must be on in a Kueue that is there
   * already; it is by default from 0.18 on. Needed under Ray's autoscaler, and only with Kueue. Defaults to false.
   */
  elastic?: boolean;
  /** Kueue itself. Only with `manager: kueue`. */
  kueue?: KueueArgs;
  /**
   * Installs Volcano, YuniKorn or KAI; `{}` for the defaults. Only in an `AksRayCluster`, where it comes before the operator; elsewhere
   * `KubeRayOperator` has it, as `scheduler`. Defaults to none: the scheduler is there already.
   */
  scheduler?: BatchSchedulerInstallArgs;
  /**
   * Whether Volcano's Queue of that name is made, with weight 1 and no limit. Needs `name`, and only with Volcano: YuniKorn makes queues as they
   * are named, and KAI's chart makes its own. Defaults to true with `scheduler` and a `name` other than `default`, else to false.
   */
  createQueue?: boolean;
}
