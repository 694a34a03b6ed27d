import type { Input, Output } from "@pulumi/pulumi";
import type { RayJobArgs } from "./ray-job";

/** The job that each run makes anew. Ray's identifier of each is KubeRay's own. `InteractiveMode` is refused. */
export interface ScheduledJobArgs extends Omit<RayJobArgs, "jobName" | "namespace" | "jobId" | "suspend"> {}

/**
 * Arguments of the component that runs jobs on Ray by a schedule. The operator needs its feature gate `RayCronJob`, which
 * KubeRayOperator and AksRayCluster switch on.
 */
export interface RayCronJobArgs {
  /** Name of the RayCronJob: a DNS label of at most 36 characters, to which KubeRay adds the time for each RayJob. Defaults to the component's name. */
  cronJobName?: string;
  /** Namespace of the RayCronJob, which exists already; with `job.rayClusterName` it must be that cluster's. Defaults to `ray`. */
  namespace?: Input<string>;
  /** When jobs begin: minute, hour, day of month, month, day of week (0 to 6, Sunday first), or `@hourly`, `@daily`, `@every 90m`. A time zone in it is refused. KubeRay counts from the last job: what a new schedule would have begun since then, it begins at once, one job for each time. */
  schedule: Input<string>;
  /** Time zone of the schedule, such as `Europe/Berlin`. Defaults to the operator's, which is UTC in its own image. */
  timeZone?: Input<string>;
  /** Whether no further job begins; those that run go on. When this ends, KubeRay 1.7 makes up for every time that was missed, with one job each. Defaults to false. */
  suspend?: boolean;
  /**
   * The job. A change holds for runs that begin later. RayJobs of earlier runs stay until `deletionRules` with `DeleteSelf`
   * or the RayCronJob's deletion removes them.
   */
  job: ScheduledJobArgs;
}

/** Outputs of RayCronJob. */
export interface RayCronJobOutputs {
  /** Namespace of the RayCronJob and its RayJobs. */
  namespace: Output<string>;
  /** Name of the RayCronJob object. */
  cronJobName: Output<string>;
  /** Shell command that lists the jobs that have begun, with their states. */
  statusCommand: Output<string>;
}
