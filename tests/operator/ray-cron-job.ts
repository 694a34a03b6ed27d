import type { NewObject } from "../kubernetes/api";
import type { KubernetesObject } from "../kubernetes/objects";
import { copy } from "../kubernetes/values";
import { BARE, type Surroundings } from "./feature-gates";
import { parseSchedule } from "./cron-schedule";
import { RAY_API_VERSION } from "./ray-cluster";
import type { RayJob } from "./ray-job";
import { rayJobSpecFault } from "./ray-job-validation";

/** A `ray.io/v1` RayCronJob: KubeRay v1.7.0, raycronjob_types.go. It knows neither a concurrency policy nor a history limit. */
export interface RayCronJob extends KubernetesObject {
  spec: { schedule: string; timeZone?: string; suspend?: boolean; jobTemplate: RayJob["spec"] };
  status?: { lastScheduleTime?: string };
}

/** Label and annotation of each RayJob: the RayCronJob's name, and when the RayJob was due (constant.go). */
export const CRON_JOB_NAME = "ray.io/cronjob-name";
export const SCHEDULED_AT = "ray.io/cronjob-scheduled-timestamp";

/** constant.go, MaxRayCronJobNameLength: a RayJob's name less 11 characters for the time. */
const MAX_NAME_LENGTH = 36;

/** The first of KubeRay's rules that it breaks: v1.7.0 validation.go, ValidateRayCronJobSpec, in its order. */
export function rayCronJobFault(cronJob: RayCronJob, around: Surroundings = BARE): string | undefined {
  const { schedule, timeZone, jobTemplate } = cronJob.spec;
  if (cronJob.metadata.name.length > MAX_NAME_LENGTH)
    return `RayCronJob name should be no more than ${MAX_NAME_LENGTH} characters`;
  if (schedule.includes("TZ")) return "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
  const schedules = messageOf(() => parseSchedule(schedule));
  if (schedules !== undefined) return `invalid cron schedule: ${schedules}`;
  if (timeZone === "") return "timeZone must not be empty string";
  const zone = messageOf(() => parseSchedule(schedule, timeZone));
  if (zone !== undefined) return `invalid time zone: ${zone}`;
  const job = rayJobSpecFault({ ...cronJob, kind: "RayJob", spec: jobTemplate, status: undefined }, around);
  return job === undefined ? undefined : `invalid RayJob template: ${job}`;
}

function messageOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The RayJob of a time, whose name is the same each time that it is built: v1.7.0, constructRayJob and getRayJobName. */
export function buildScheduledJob({ metadata, spec }: RayCronJob, due: number): NewObject {
  const { name, namespace, uid = "" } = metadata;
  const controller = { apiVersion: RAY_API_VERSION, kind: "RayCronJob", name, uid };
  return {
    apiVersion: RAY_API_VERSION,
    kind: "RayJob",
    metadata: {
      name: `${name}-${Math.floor(due / 60_000)}`,
      namespace,
      labels: { [CRON_JOB_NAME]: name },
      annotations: { [SCHEDULED_AT]: wholeSeconds(due) },
      ownerReferences: [{ ...controller, controller: true, blockOwnerDeletion: true }],
    },
    spec: copy(spec.jobTemplate),
  };
}

/** A time as the API writes it. */
export function wholeSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}
