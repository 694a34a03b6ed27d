import type { RayCronJobSettings } from "../../settings";
import { MANAGED_BY } from "../namespace";
import { buildJobTemplate } from "../ray-job/ray-job";

/** KubeRay v1.7.0, constant.go, RayCronJobNameLabelKey. */
const CRON_JOB_LABEL = "ray.io/cronjob-name";

/** Builds the RayCronJob. KubeRay gives each of its RayJobs a name and Ray's identifier, and names the RayCronJob in a label. */
export function buildRayCronJob({ schedule, timeZone, suspend, job }: RayCronJobSettings) {
  return {
    apiVersion: "ray.io/v1",
    kind: "RayCronJob",
    metadata: {
      name: job.jobName,
      namespace: job.namespace,
      labels: MANAGED_BY,
      annotations: { "pulumi.com/skipAwait": "true" },
    },
    spec: {
      schedule,
      ...(timeZone !== undefined && { timeZone }),
      suspend,
      jobTemplate: buildJobTemplate(job),
    },
  };
}

/** Command that lists the jobs that have begun. */
export function cronJobStatusCommand({ job }: RayCronJobSettings, namespace: string): string {
  return `kubectl --namespace ${namespace} get rayjob --selector ${CRON_JOB_LABEL}=${job.jobName}`;
}
