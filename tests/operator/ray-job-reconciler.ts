import { isDeepStrictEqual } from "node:util";
import type { ApiClient } from "../kubernetes/api";
import { conditionOf } from "../kubernetes/objects";
import type { EventRecorder } from "./events";
import { writtenByGo } from "./go-types";
import { JobDeletion } from "./job-deletion";
import {
  createIfAbsent,
  deleteIfPresent,
  FIELD_MANAGER,
  getIfPresent,
  OWN_MANAGER,
  replaceFinalizers,
} from "./objects";
import { buildOwnedCluster, generateName } from "./owned-cluster";
import { headServiceHost, RAY_API_VERSION, type RayCluster, type RayClusterSpec } from "./ray-cluster";
import { now, RAY_JOB_FINALIZER, selectsCluster, type RayJob, type RayJobStatus } from "./ray-job";
import { surroundings } from "./feature-gates";
import { rayJobRefusal } from "./ray-job-validation";
import { buildHeadServiceOf } from "./services";
import { buildSidecar, buildSubmitterJob } from "./submitter-job";

/** After a reconciliation of a job that has not ended: KubeRay v1.7.0, RayJobDefaultRequeueDuration. */
const REQUEUE_MILLISECONDS = 3000;

/**
 * Brings a RayJob from one state to the next: KubeRay v1.7.0 rayjob_controller.go.
 *
 * There is no Ray to ask, so a job ends as its submitter ends, and succeeds at once in the modes without a submitter pod.
 */
export class RayJobReconciler {
  private readonly deletion: JobDeletion;

  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
  ) {
    this.deletion = new JobDeletion(client, events);
  }

  /** Resolves with the milliseconds after which to look again; undefined when only a change can matter. */
  async reconcile(namespace: string, name: string): Promise<number | undefined> {
    const job = (await getIfPresent(this.client, RAY_API_VERSION, "RayJob", name, namespace)) as
      RayJob | undefined;
    if (job === undefined || (job.spec.managedBy ?? OWN_MANAGER) !== OWN_MANAGER) return undefined;
    const { finalizers = [], deletionTimestamp } = job.metadata;
    if (deletionTimestamp !== undefined) {
      if (!finalizers.includes(RAY_JOB_FINALIZER)) return undefined;
      const left = finalizers.filter((finalizer) => finalizer !== RAY_JOB_FINALIZER);
      await replaceFinalizers(this.client, job, left);
      return undefined;
    }
    const refusal = rayJobRefusal(job, await surroundings(this.client));
    if (refusal !== undefined) {
      await this.events.record(
        job,
        "Warning",
        refusal.event,
        "Validate",
        `${namespace}/${name}: ${refusal.message}`,
      );
      const failed = { jobDeploymentStatus: "ValidationFailed", reason: "ValidationFailed" };
      await this.write(job, { ...job.status, ...failed, message: refusal.message });
      return undefined;
    }
    const state = job.status?.jobDeploymentStatus;
    if (state === "Complete" || state === "Failed") return this.deletion.afterEnd(job);
    const [current, status] = await this.next(job);
    if (status === undefined) return undefined;
    await this.write(current, retried(current, status));
    return REQUEUE_MILLISECONDS;
  }

  /** The status that follows, with the object as it now stands; undefined where nothing follows. */
  private async next(job: RayJob): Promise<[RayJob, RayJobStatus | undefined]> {
    const status = job.status ?? {};
    switch (status.jobDeploymentStatus ?? "") {
      case "":
        return this.begin(job);
      case "Initializing":
        return [job, interrupted(job) ?? (await this.submit(job, status))];
      case "Waiting":
        return [job, deadlinePassed(job, "preRunningDeadlineSeconds") ?? awaited(job)];
      case "Running":
        return [job, interrupted(job) ?? (await this.observe(job, status))];
      case "Suspending":
      case "Retrying":
        return [job, await this.release(job, status)];
      case "Suspended":
        return [job, job.spec.suspend ? undefined : { ...status, jobDeploymentStatus: "" }];
      default:
        return [job, status];
    }
  }

  /** Names cluster and job before either is there, so that neither is made twice. */
  private async begin(job: RayJob): Promise<[RayJob, RayJobStatus]> {
    const { finalizers = [], name } = job.metadata;
    let held = job;
    if (!finalizers.includes(RAY_JOB_FINALIZER)) {
      const { rayClusterSpec } = job.spec;
      const spec = { ...job.spec, ...(rayClusterSpec && { rayClusterSpec: writtenByGo(rayClusterSpec) }) };
      held = await replaceFinalizers(this.client, { ...job, spec }, [...finalizers, RAY_JOB_FINALIZER]);
    }
    const { clusterSelector, jobId, submissionMode } = job.spec;
    const own = submissionMode === "InteractiveMode" ? undefined : (jobId ?? generateName(name));
    const begun: RayJobStatus = {
      ...job.status,
      jobId: job.status?.jobId || own,
      rayClusterName: job.status?.rayClusterName || clusterSelector?.["ray.io/cluster"] || generateName(name),
      jobStatus: "",
      jobDeploymentStatus: "Initializing",
      startTime: now(),
    };
    return [held, begun];
  }

  private async submit(job: RayJob, status: RayJobStatus): Promise<RayJobStatus> {
    const cluster = await this.ensureCluster(job);
    if (cluster.status?.state !== "ready") return { ...status, rayClusterStatus: cluster.status };
    const dashboardURL = status.dashboardURL || `${headServiceHost(cluster)}:8265`;
    const reached = { ...status, dashboardURL };
    const { submissionMode = "K8sJobMode" } = job.spec;
    if (submissionMode === "InteractiveMode") return { ...reached, jobDeploymentStatus: "Waiting" };
    if (submissionMode === "K8sJobMode") {
      const submitter = buildSubmitterJob({ ...job, status: reached }, cluster);
      if (await createIfAbsent(this.client, submitter)) {
        const note = `Created Kubernetes Job ${submitter.metadata.namespace}/${submitter.metadata.name}`;
        await this.events.record(job, "Normal", "CreatedRayJobSubmitter", "Create", note);
      }
    }
    return { ...reached, jobDeploymentStatus: "Running" };
  }

  private async observe(job: RayJob, status: RayJobStatus): Promise<RayJobStatus> {
    const cluster = await this.ensureCluster(job);
    if (!selectsCluster(job.spec)) await createIfAbsent(this.client, buildHeadServiceOf(job, cluster));
    const observed = { ...status, rayClusterStatus: cluster.status };
    const succeeded = {
      ...observed,
      jobStatus: "SUCCEEDED",
      jobDeploymentStatus: "Complete",
      endTime: now(),
    };
    if ((job.spec.submissionMode ?? "K8sJobMode") !== "K8sJobMode") return succeeded;
    const submitter = await this.submitterOf(job);
    if (submitter === undefined) throw new Error(`the submitter of RayJob ${job.metadata.name} is gone`);
    const failed = conditionOf(submitter, "Failed");
    if (failed?.status === "True") {
      const message = `Job submission has failed. Reason: ${failed.reason}. Message: ${failed.message}`;
      const end = { jobDeploymentStatus: "Failed", endTime: now() };
      return { ...observed, ...end, reason: "SubmissionFailed", message };
    }
    if (conditionOf(submitter, "Complete")?.status === "True") return succeeded;
    return { ...observed, jobStatus: "RUNNING" };
  }

  /** Suspension and another try both let cluster and submitter go first, whatever is asked for meanwhile. */
  private async release(job: RayJob, status: RayJobStatus): Promise<RayJobStatus> {
    const cluster = selectsCluster(job.spec) || (await this.deletion.deleteCluster(job));
    const submitter = await deleteIfPresent(this.client, await this.submitterOf(job));
    if (!cluster || !submitter) return status;
    const { startTime, succeeded, failed } = status;
    const jobDeploymentStatus = status.jobDeploymentStatus === "Suspending" ? "Suspended" : "";
    return { startTime, succeeded, failed, jobStatus: "", jobDeploymentStatus };
  }

  private submitterOf({ metadata }: RayJob) {
    return getIfPresent(this.client, "batch/v1", "Job", metadata.name, metadata.namespace);
  }

  private async ensureCluster(job: RayJob): Promise<RayCluster> {
    const { namespace } = job.metadata;
    const name = job.status?.rayClusterName ?? "";
    const get = () => getIfPresent(this.client, RAY_API_VERSION, "RayCluster", name, namespace);
    const found = await get();
    if (found !== undefined) return found as RayCluster;
    const { rayClusterSpec } = job.spec;
    if (rayClusterSpec === undefined) {
      const note = `RayCluster ${namespace}/${name} set in the clusterSelector is not found. It must be created manually`;
      await this.events.record(job, "Warning", "RayClusterNotFound", "Validate", note);
      throw new Error(note);
    }
    await createIfAbsent(this.client, buildJobCluster(job, name, rayClusterSpec));
    await this.events.record(
      job,
      "Normal",
      "CreatedRayCluster",
      "Create",
      `Created RayCluster ${namespace}/${name}`,
    );
    return (await get()) as RayCluster;
  }

  private async write(job: RayJob, status: RayJobStatus): Promise<void> {
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? {}));
    if (isDeepStrictEqual(plain(job.status), plain(status))) return;
    await this.client.replace({ ...job, status }, { fieldManager: FIELD_MANAGER, subresource: "status" });
  }
}

/** The job's own cluster; in SidecarMode its head has the submitter, and starts once. */
export function buildJobCluster(job: RayJob, name: string, spec: RayClusterSpec) {
  const { submissionMode = "K8sJobMode" } = job.spec;
  const isSidecar = submissionMode === "SidecarMode";
  const built = buildOwnedCluster(job, name, spec, {
    labels: { "ray.io/job-submission-mode": submissionMode },
    annotations: isSidecar ? { "ray.io/disable-provisioned-head-restart": "true" } : {},
  });
  const pod = (built["spec"] as RayClusterSpec).headGroupSpec.template.spec;
  if (isSidecar && pod !== undefined) {
    pod.containers = [...(pod.containers ?? []), buildSidecar(job, built as unknown as RayCluster)];
    pod.restartPolicy = "Never";
  }
  return built;
}

/** What ends the job from outside: suspension, or its deadline. */
function interrupted(job: RayJob): RayJobStatus | undefined {
  if (job.spec.suspend) return { ...job.status, jobDeploymentStatus: "Suspending" };
  const early = job.status?.jobDeploymentStatus === "Initializing";
  return (
    deadlinePassed(job, "activeDeadlineSeconds") ??
    (early ? deadlinePassed(job, "preRunningDeadlineSeconds") : undefined)
  );
}

function deadlinePassed(
  { spec, status }: RayJob,
  field: "activeDeadlineSeconds" | "preRunningDeadlineSeconds",
): RayJobStatus | undefined {
  const seconds = spec[field];
  if (seconds === undefined || Date.now() < Date.parse(status?.startTime ?? "") + 1000 * seconds)
    return undefined;
  const reason = field === "activeDeadlineSeconds" ? "DeadlineExceeded" : "PreRunningDeadlineExceeded";
  const message = `The RayJob has passed the ${field}. StartTime: ${status?.startTime}. Seconds: ${seconds}`;
  return { ...status, jobDeploymentStatus: "Failed", reason, message, endTime: now() };
}

/** A job that is submitted by hand runs once its identifier is known. */
function awaited({ spec, status }: RayJob): RayJobStatus {
  return spec.jobId ? { ...status, jobId: spec.jobId, jobDeploymentStatus: "Running" } : { ...status };
}

/** Counts ends, and turns a failure into another try: checkBackoffLimitAndUpdateStatusIfNeeded. */
function retried({ spec, status: before }: RayJob, status: RayJobStatus): RayJobStatus {
  const succeeded = (before?.succeeded ?? 0) + (status.jobDeploymentStatus === "Complete" ? 1 : 0);
  const failed = (before?.failed ?? 0) + (status.jobDeploymentStatus === "Failed" ? 1 : 0);
  const again =
    status.jobDeploymentStatus === "Failed" &&
    failed <= (spec.backoffLimit ?? 0) &&
    status.reason !== "DeadlineExceeded";
  return { ...status, succeeded, failed, ...(again && { jobDeploymentStatus: "Retrying" }) };
}
