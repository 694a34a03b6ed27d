import type { ApiClient } from "../kubernetes/api";
import { parseSchedule } from "./cron-schedule";
import type { EventRecorder } from "./events";
import { surroundings } from "./feature-gates";
import { createIfAbsent, FIELD_MANAGER, getIfPresent } from "./objects";
import { RAY_API_VERSION } from "./ray-cluster";
import { buildScheduledJob, rayCronJobFault, wholeSeconds, type RayCronJob } from "./ray-cron-job";

/**
 * Makes the RayJobs that are due: KubeRay v1.7.0 raycronjob_controller.go.
 *
 * What was due while nobody looked, the RayCronJob was suspended or had another schedule is made up for, one RayJob for each
 * time since the last one: there is neither a deadline nor a concurrency policy. Each writes the status, and that change is
 * what brings the next one.
 */
export class RayCronJobReconciler {
  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
    private readonly clock: () => number,
  ) {}

  /** Resolves with the milliseconds until the next job is due; undefined when only a change can matter. */
  async reconcile(namespace: string, name: string): Promise<number | undefined> {
    const cronJob = (await getIfPresent(this.client, RAY_API_VERSION, "RayCronJob", name, namespace)) as
      RayCronJob | undefined;
    if (cronJob === undefined) return undefined;
    const around = await surroundings(this.client);
    // Without the gate the operator starts no controller for the kind: main.go.
    if (around.gates["RayCronJob"] !== true) return undefined;
    const fault = rayCronJobFault(cronJob, around);
    if (fault !== undefined) {
      const note = `${namespace}/${name}: ${fault}`;
      await this.events.record(cronJob, "Warning", "InvalidRayCronJobSpec", "Validate", note);
      return undefined;
    }
    const { schedule, timeZone, suspend } = cronJob.spec;
    if (suspend) {
      const note = "RayCronJob suspended, no new RayJobs will be created";
      await this.events.record(cronJob, "Normal", "SuspendedRayCronJob", "Suspend", note);
      return undefined;
    }
    const parsed = parseSchedule(schedule, timeZone);
    const last = cronJob.status?.lastScheduleTime ?? cronJob.metadata.creationTimestamp ?? "";
    const due = parsed.next(Date.parse(last)) ?? NEVER;
    const now = this.clock();
    if (due > now) return due - now;
    await createIfAbsent(this.client, buildScheduledJob(cronJob, due));
    const status = { lastScheduleTime: wholeSeconds(due) };
    await this.client.replace({ ...cronJob, status }, { fieldManager: FIELD_MANAGER, subresource: "status" });
    const left = (parsed.next(due) ?? NEVER) - now;
    return left > 0 ? left : undefined;
  }
}

/** What robfig/cron answers for a schedule that is never due: the zero time, so that KubeRay takes it for due (spec.go). */
const NEVER = Date.parse("0001-01-01T00:00:00Z");
