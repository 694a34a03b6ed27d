import type { RayJobArgs } from "../args";
import { defined } from "./defined";
import { Faults } from "./faults";
import { checkField, checkInputs } from "./inputs";
import { jobClusterSettings } from "./job-cluster";
import { checkJobCluster } from "./job-cluster-rules";
import { isDnsLabel, rayClusterNameFault, rayClusterNameFrom, rayJobNameFault } from "./names";
import { RAY_NAMESPACE } from "./ray-cluster";
import { checkRayJobRules, shutsDown } from "./ray-job-rules";
import type { RaySettings } from "./types";
import { RAY_VERSION, rayImage } from "./versions";

type Given = Pick<
  RayJobArgs,
  | "rayClusterName"
  | "entrypoint"
  | "code"
  | "runtimeEnv"
  | "metadata"
  | "jobId"
  | "activeDeadlineSeconds"
  | "preRunningDeadlineSeconds"
  | "ttlSecondsAfterFinished"
  | "deletionRules"
  | "entrypointNumCpus"
  | "entrypointNumGpus"
  | "entrypointResources"
  | "managedBy"
>;

/** A RayJob, validated and with its defaults. */
export interface RayJobSettings extends Given {
  jobName: string;
  namespace: NonNullable<RayJobArgs["namespace"]>;
  /** Absent when the job runs on a cluster that is there already. */
  cluster?: RaySettings;
  submissionMode: NonNullable<RayJobArgs["submissionMode"]>;
  /** Without an image where KubeRay's own pod, with the image of the head, is enough. */
  submitter?: NonNullable<RayJobArgs["submitter"]>;
  backoffLimit: number;
  shutdownAfterJobFinishes: boolean;
  suspend: boolean;
}

/**
 * Settings of a RayJob.
 *
 * @throws InputPropertiesError with every fault of the arguments.
 */
export function rayJobSettings(name: string, args: RayJobArgs): RayJobSettings {
  const faults = new Faults();
  const checked = checkInputs(args, "RayJobArgs", faults);
  const jobName = checked.jobName ?? rayClusterNameFrom(name);
  checkNames(jobName, checked, faults);
  checkRayJob(checked, faults);
  faults.throwIfAny(`the RayJob '${name}'`);
  return buildRayJobSettings(jobName, checked);
}

function checkNames(jobName: string, args: RayJobArgs, faults: Faults): void {
  const reason = rayJobNameFault(jobName);
  if (reason !== undefined && !faults.touch("jobName")) {
    const made =
      args.jobName === undefined ? "; it was made from the component's name, so give 'jobName'" : "";
    faults.add("jobName", `${reason}${made}`);
  }
  checkField(args, "namespace", "", faults, (text) =>
    isDnsLabel(text)
      ? undefined
      : `'${text}' is no name of a namespace: use lower-case letters, digits and '-'`,
  );
}

/** Checks what runs, and where. */
export function checkRayJob(args: RayJobArgs, faults: Faults): void {
  checkField(args, "rayClusterName", "", faults, rayClusterNameFault);
  if (args.cluster) checkJobCluster(args.cluster, faults);
  checkRayJobRules(args, faults);
}

/** Settings of a job that has been checked; `at` is the path of its cluster. */
export function buildRayJobSettings(jobName: string, args: RayJobArgs, at = "cluster"): RayJobSettings {
  const { submissionMode = "K8sJobMode", namespace = RAY_NAMESPACE } = args;
  const cluster = args.cluster && jobClusterSettings(jobName, args.cluster, namespace, at);
  return defined<RayJobSettings>({
    jobName,
    namespace,
    cluster,
    rayClusterName: args.rayClusterName,
    entrypoint: args.entrypoint,
    code: args.code,
    runtimeEnv: args.runtimeEnv,
    metadata: args.metadata,
    jobId: args.jobId,
    submissionMode,
    submitter:
      submissionMode === "K8sJobMode" && (args.submitter ?? args.code?.files)
        ? submitterSettings(args, cluster)
        : undefined,
    entrypointNumCpus: args.entrypointNumCpus,
    entrypointNumGpus: args.entrypointNumGpus,
    entrypointResources: args.entrypointResources,
    backoffLimit: args.backoffLimit ?? 0,
    activeDeadlineSeconds: args.activeDeadlineSeconds,
    preRunningDeadlineSeconds: args.preRunningDeadlineSeconds,
    shutdownAfterJobFinishes: shutsDown(args),
    ttlSecondsAfterFinished: args.ttlSecondsAfterFinished,
    deletionRules: args.deletionRules,
    suspend: args.suspend ?? false,
    managedBy: args.managedBy,
  });
}

/** A pod of our own needs an image; the one of a cluster that is there already is not known here. */
function submitterSettings(
  { submitter, code }: RayJobArgs,
  cluster: RaySettings | undefined,
): NonNullable<RayJobSettings["submitter"]> {
  const own = submitter?.image ?? submitter?.podTemplate ?? code?.files;
  if (own === undefined) return { ...submitter };
  return { image: cluster?.head.image ?? rayImage(RAY_VERSION, "cpu"), ...submitter };
}
