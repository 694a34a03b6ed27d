import type { KubernetesObject } from "../kubernetes/objects";
import type { PodTemplate, RayClusterSpec, RayClusterStatus } from "./ray-cluster";

/** A `ray.io/v1` RayJob, as far as the operator looks at it. */
export interface RayJob extends KubernetesObject {
  spec: RayJobSpec;
  status?: RayJobStatus;
}

export interface RayJobSpec {
  submissionMode?: "K8sJobMode" | "HTTPMode" | "InteractiveMode" | "SidecarMode";
  entrypoint?: string;
  runtimeEnvYAML?: string;
  metadata?: Record<string, string>;
  jobId?: string;
  entrypointNumCpus?: number;
  entrypointNumGpus?: number;
  entrypointResources?: string;
  rayClusterSpec?: RayClusterSpec;
  clusterSelector?: Record<string, string>;
  submitterPodTemplate?: PodTemplate;
  submitterConfig?: { backoffLimit?: number };
  backoffLimit?: number;
  activeDeadlineSeconds?: number;
  preRunningDeadlineSeconds?: number;
  shutdownAfterJobFinishes?: boolean;
  ttlSecondsAfterFinished?: number;
  deletionStrategy?: {
    deletionRules?: DeletionRule[];
    onSuccess?: DeletionPolicy;
    onFailure?: DeletionPolicy;
  };
  suspend?: boolean;
  managedBy?: string;
}

/** KubeRay's older way to say what is deleted. */
export interface DeletionPolicy {
  policy?: DeletionRule["policy"];
}

export interface DeletionRule {
  policy: "DeleteWorkers" | "DeleteCluster" | "DeleteSelf" | "DeleteNone";
  condition: { jobStatus?: string; jobDeploymentStatus?: string; ttlSeconds?: number };
}

export interface RayJobStatus {
  jobId?: string;
  rayClusterName?: string;
  dashboardURL?: string;
  jobStatus?: string;
  jobDeploymentStatus?: string;
  reason?: string;
  message?: string;
  startTime?: string;
  endTime?: string;
  succeeded?: number;
  failed?: number;
  rayClusterStatus?: RayClusterStatus;
}

export const RAY_JOB_FINALIZER = "ray.io/rayjob-finalizer";

/** Whether the job runs on a cluster that is not its own. */
export function selectsCluster({ clusterSelector }: RayJobSpec): boolean {
  return Object.keys(clusterSelector ?? {}).length > 0;
}

/** Time as the API writes it, in whole seconds. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
