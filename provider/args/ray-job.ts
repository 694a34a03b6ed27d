import type { Input, Output } from "@pulumi/pulumi";
import type { StorageReference } from "./cluster-storage";
import type { ManagedBy } from "./managed-by";
import type { PodTemplateOverride } from "./pods";
import type { RayClusterArgs } from "./ray-cluster";

/**
 * The Ray cluster that KubeRay makes for a job or service. Its token, without `auth.secretName`, is in the Secret
 * `<name of the job or service>-token`. `gcsFaultTolerance` needs `redis.address` or `backend: rocksdb`, and refuses
 * `externalStorageNamespace`, since each try of a job and each upgrade of a service makes another cluster.
 */
export interface JobClusterArgs extends Omit<
  RayClusterArgs,
  | "annotations"
  | "clusterName"
  | "imagePrePull"
  | "managedBy"
  | "namespace"
  | "queue"
  | "readiness"
  | "readinessTimeoutSeconds"
  | "storage"
  | "suspend"
  | "upgradeStrategy"
> {
  /**
   * Storage that head and workers mount, with the identity for it: the output `storageReference` of the AksRayCluster or
   * RayCluster in whose namespace the job or service is. For another namespace, a RayCluster with `storage` makes another one.
   * Excludes `serviceAccountName`. Defaults to none.
   */
  storageReference?: Input<StorageReference>;
}

/** How the job reaches Ray: by a Kubernetes Job, by the operator's own request, by hand, or by a container beside the head. */
export type SubmissionMode = "K8sJobMode" | "HTTPMode" | "InteractiveMode" | "SidecarMode";

/** What is deleted: the RayCluster, its workers, the RayJob itself with its RayCluster, or nothing. */
export type DeletionPolicy = "DeleteCluster" | "DeleteWorkers" | "DeleteSelf" | "DeleteNone";

/** Result of a job as Ray has it. */
export type DeletionJobStatus = "SUCCEEDED" | "FAILED";

/** What is deleted when a job on a cluster of its own has ended in one way. Exactly one of `jobStatus` and `jobDeploymentStatus` is needed. */
export interface DeletionRuleArgs {
  /** What is deleted. `DeleteWorkers` is refused with an autoscaler. */
  policy: DeletionPolicy;
  /** Result of the job in Ray for which the rule holds. Defaults to `jobDeploymentStatus`. */
  jobStatus?: DeletionJobStatus;
  /**
   * Result of the job in KubeRay for which the rule holds: `Failed`, which includes what never reached Ray. Defaults to `jobStatus`.
   * @pattern ^Failed$
   */
  jobDeploymentStatus?: string;
  /**
   * Seconds after the end of the job. Defaults to 0.
   * @asType integer
   * @minimum 0
   */
  ttlSeconds?: number;
}

/** The program of a job, which becomes the working directory of the entrypoint. Exactly one of the fields is needed. */
export interface JobCodeArgs {
  /**
   * Contents by file name, kept in a ConfigMap and uploaded by the submitter; needs `K8sJobMode`. Names have letters,
   * digits, `-`, `_` and `.`; all files together have at most 1 MiB, the limit of a ConfigMap.
   */
  files?: Record<string, Input<string>>;
  /**
   * Address of a zip archive that Ray's nodes can read, such as
   * `https://github.com/OWNER/REPOSITORY/archive/COMMIT.zip` for a commit in git.
   * @pattern ^(https|s3|gs|azure|abfss)://\S+\.zip$
   */
  archiveUrl?: Input<string>;
}

/** The pod that hands the job to Ray in `K8sJobMode`. */
export interface SubmitterArgs {
  /**
   * Container image, with the cluster's version of Ray. Defaults to the head's image; with `rayClusterName` and
   * `code.files` or `podTemplate`, to the Ray project's image of this release.
   */
  image?: Input<string>;
  /**
   * How often the pod is tried again. Defaults to 2.
   * @asType integer
   * @minimum 0
   */
  backoffLimit?: number;
  /** Pod template laid over the computed one; the container is `ray-job-submitter`. */
  podTemplate?: PodTemplateOverride;
}

/** Arguments of the component that runs a job on Ray. Exactly one of `rayClusterName` and `cluster` is needed. */
export interface RayJobArgs {
  /** Name of the RayJob: a DNS label of at most 47 characters. Defaults to the component's name. */
  jobName?: string;
  /** Namespace of the RayJob, which exists already; with `rayClusterName` it must be that cluster's. Defaults to `ray`. */
  namespace?: Input<string>;
  /** Name of a RayCluster that is there already; the job runs on it and leaves it as it is. Defaults to `cluster`. */
  rayClusterName?: Input<string>;
  /** The cluster that is made for this job. Defaults to `rayClusterName`. */
  cluster?: JobClusterArgs;
  /**
   * Command that runs on Ray. Needed except in `InteractiveMode`, which refuses it. The submitter's shell reads it first in
   * `K8sJobMode` and `SidecarMode`: what has `&&`, `|` or `$` belongs in a file of `code`, or in quotes of its own.
   */
  entrypoint?: Input<string>;
  /** Program of the job. Defaults to what the image holds. */
  code?: JobCodeArgs;
  /** Ray's runtime environment, such as `{ "pip": ["torch"] }`. Its `working_dir` is refused beside `code`. */
  runtimeEnv?: Record<string, unknown>;
  /** Metadata of the job in Ray. */
  metadata?: Record<string, Input<string>>;
  /**
   * Identifier of the job in Ray, unlike any earlier one of the cluster: Ray takes each once, and a submitter that finds it
   * follows the earlier job. With `InteractiveMode` the job is followed that you submit under it. Defaults to the name
   * with a digest of the job; in `InteractiveMode` to none, and the RayJob waits until `spec.jobId` is patched.
   */
  jobId?: Input<string>;
  /** How the job reaches Ray. Defaults to `K8sJobMode`. `SidecarMode` is refused with `rayClusterName`. */
  submissionMode?: SubmissionMode;
  /** The submitter; only in `K8sJobMode`. Defaults to one pod of the head's image with 0.5 to 1 CPU and 200Mi to 1Gi. */
  submitter?: SubmitterArgs;
  /**
   * CPUs that the entrypoint itself takes. Defaults to 0.
   * @minimum 0
   */
  entrypointNumCpus?: number;
  /**
   * GPUs that the entrypoint itself takes. Defaults to 0.
   * @minimum 0
   */
  entrypointNumGpus?: number;
  /** Custom resources that the entrypoint itself takes, by name. Defaults to none. */
  entrypointResources?: Record<string, number>;
  /**
   * How often the whole job is tried again, each time on a new cluster; refused with `rayClusterName` and in
   * `InteractiveMode`. Defaults to 0.
   * @asType integer
   * @minimum 0
   */
  backoffLimit?: number;
  /**
   * Seconds after which the job, its cluster's start included, has failed. Defaults to no limit.
   * @asType integer
   * @minimum 1
   */
  activeDeadlineSeconds?: number;
  /**
   * Seconds within which the cluster must be ready and the job handed to it. Defaults to no limit.
   * @asType integer
   * @minimum 1
   */
  preRunningDeadlineSeconds?: number;
  /** Whether the job's own cluster is deleted at its end; refused with `rayClusterName` and `deletionRules`. Defaults to true for `cluster` without `deletionRules`. */
  shutdownAfterJobFinishes?: boolean;
  /**
   * Seconds between the job's end and the deletion of its cluster; needs `shutdownAfterJobFinishes`. Defaults to 0.
   * @asType integer
   * @minimum 0
   */
  ttlSecondsAfterFinished?: number;
  /**
   * What is deleted at the job's end, instead of `shutdownAfterJobFinishes`, and of KubeRay's deprecated `onSuccess` and
   * `onFailure`, which are rules for `SUCCEEDED` and `FAILED`; refused with `rayClusterName`. Two rules for one policy and result are
   * refused, and so is a workers' or cluster's deletion that comes after a wider one.
   * @minItems 1
   */
  deletionRules?: DeletionRuleArgs[];
  /** Whether the job waits, without a cluster, until this is false; needs `shutdownAfterJobFinishes`. Defaults to false. */
  suspend?: boolean;
  /**
   * Who runs the job. With MultiKueue it runs on another cluster. A change runs the job anew, since KubeRay refuses it.
   * Defaults to the KubeRay operator.
   */
  managedBy?: ManagedBy;
}

/** Outputs of RayJob. */
export interface RayJobOutputs {
  /** Namespace of the RayJob. */
  namespace: Output<string>;
  /** Name of the RayJob object. */
  jobName: Output<string>;
  /** Identifier of the job in Ray; empty in `InteractiveMode` without `jobId`, where whoever submits the job chooses it. */
  jobId: Output<string>;
  /** Shell command that prints the state of the job in KubeRay and in Ray. */
  statusCommand: Output<string>;
  /** Shell command that follows the job's output; with `InteractiveMode` and no `jobId` it lists Ray's jobs. */
  logsCommand: Output<string>;
}
