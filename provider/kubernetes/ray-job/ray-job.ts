import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { RayJobSettings } from "../../settings";
import { MANAGED_BY } from "../namespace";
import { buildRayClusterSpec } from "../ray-cluster/ray-cluster";
import { buildSubmitterPodTemplate, CODE_PATH, codeConfigMapName } from "./submitter";

/**
 * Changes that delete the RayJob and run it anew, since KubeRay reads these once, when it makes the cluster or hands the job
 * over. Deadlines, tries and deletions it reads each time it looks (v1.7.0, rayjob_controller.go).
 */
export const JOB_REPLACED_ON_CHANGES = [
  "spec.clusterSelector",
  "spec.entrypoint",
  "spec.entrypointNumCpus",
  "spec.entrypointNumGpus",
  "spec.entrypointResources",
  "spec.jobId",
  "spec.managedBy",
  "spec.metadata",
  "spec.rayClusterSpec",
  "spec.runtimeEnvYAML",
  "spec.submissionMode",
  "spec.submitterConfig",
  "spec.submitterPodTemplate",
];

/** Builds the ConfigMap with the job's files; undefined without them. */
export function buildCodeConfigMap(settings: RayJobSettings) {
  const data = settings.code?.files;
  if (!data) return undefined;
  const { namespace } = settings;
  return { metadata: { name: codeConfigMapName(settings), namespace, labels: MANAGED_BY }, data };
}

/** Identifier of the job in Ray: the name with a digest of what runs, since Ray takes each identifier once. */
export function jobId(settings: RayJobSettings): pulumi.Output<string> {
  if (settings.jobId !== undefined) return pulumi.output(settings.jobId);
  if (settings.submissionMode === "InteractiveMode") return pulumi.output("");
  const runs = pulumi.output([buildRunSpec(settings), settings.code?.files ?? {}]);
  return pulumi.unsecret(
    runs.apply((known) => {
      const digest = createHash("sha256").update(JSON.stringify(known)).digest("hex").slice(0, 8);
      return `${settings.jobName}-${digest}`;
    }),
  );
}

/**
 * Builds the RayJob. Pulumi does not await it: a job ends after hours, and a creation that waited for it would fail the
 * deployment with the job. Its apply is forced, since the operator's update that adds a finalizer makes it an owner of
 * `workerGroupSpecs` too (shown with the real operator).
 */
export function buildRayJob(settings: RayJobSettings) {
  return {
    apiVersion: "ray.io/v1",
    kind: "RayJob",
    metadata: {
      name: settings.jobName,
      namespace: settings.namespace,
      labels: MANAGED_BY,
      annotations: { "pulumi.com/skipAwait": "true", "pulumi.com/patchForce": "true" },
    },
    spec: {
      ...buildJobTemplate(settings),
      ...((settings.jobId ?? settings.submissionMode !== "InteractiveMode") && { jobId: jobId(settings) }),
      suspend: settings.suspend,
    },
  };
}

/** Builds what a RayJob and the jobs of a RayCronJob have in common. */
export function buildJobTemplate(settings: RayJobSettings) {
  const { managedBy } = settings;
  return { ...buildRunSpec(settings), ...buildEndSpec(settings), ...(managedBy && { managedBy }) };
}

/** What runs, and where. */
function buildRunSpec(settings: RayJobSettings) {
  const { cluster, rayClusterName, submitter, entrypointResources } = settings;
  const runtimeEnvYAML = buildRuntimeEnv(settings);
  return {
    submissionMode: settings.submissionMode,
    ...(settings.entrypoint !== undefined && { entrypoint: settings.entrypoint }),
    ...(runtimeEnvYAML && { runtimeEnvYAML }),
    ...(settings.metadata && { metadata: settings.metadata }),
    ...(settings.entrypointNumCpus !== undefined && { entrypointNumCpus: settings.entrypointNumCpus }),
    ...(settings.entrypointNumGpus !== undefined && { entrypointNumGpus: settings.entrypointNumGpus }),
    ...(entrypointResources && { entrypointResources: JSON.stringify(entrypointResources) }),
    ...(cluster && { rayClusterSpec: buildRayClusterSpec(cluster) }),
    ...(rayClusterName !== undefined && { clusterSelector: { "ray.io/cluster": rayClusterName } }),
    ...(submitter?.image !== undefined && {
      submitterPodTemplate: buildSubmitterPodTemplate(settings, submitter),
    }),
    ...(submitter?.backoffLimit !== undefined && {
      submitterConfig: { backoffLimit: submitter.backoffLimit },
    }),
  };
}

/** When the job ends or is tried again, and what is deleted then. */
function buildEndSpec(settings: RayJobSettings) {
  const { deletionRules } = settings;
  return {
    backoffLimit: settings.backoffLimit,
    ...(settings.activeDeadlineSeconds !== undefined && {
      activeDeadlineSeconds: settings.activeDeadlineSeconds,
    }),
    ...(settings.preRunningDeadlineSeconds !== undefined && {
      preRunningDeadlineSeconds: settings.preRunningDeadlineSeconds,
    }),
    shutdownAfterJobFinishes: settings.shutdownAfterJobFinishes,
    ...(settings.ttlSecondsAfterFinished !== undefined && {
      ttlSecondsAfterFinished: settings.ttlSecondsAfterFinished,
    }),
    ...(deletionRules && {
      deletionStrategy: {
        deletionRules: deletionRules.map(({ policy, ttlSeconds = 0, ...result }) => ({
          policy,
          condition: { ...result, ttlSeconds },
        })),
      },
    }),
  };
}

/** Writes the runtime environment as JSON, which is YAML; the working directory is the job's code. */
function buildRuntimeEnv({ code, runtimeEnv }: RayJobSettings): pulumi.Output<string> | undefined {
  const workingDir = code?.files ? CODE_PATH : code?.archiveUrl;
  if (workingDir === undefined && runtimeEnv === undefined) return undefined;
  return pulumi.jsonStringify({
    ...runtimeEnv,
    ...(workingDir !== undefined && { working_dir: workingDir }),
  });
}
