import type { RayCronJobArgs } from "../args";
import { scheduleFault, timeZoneFault } from "./cron";
import { defined } from "./defined";
import { Faults } from "./faults";
import { checkField, checkInputs } from "./inputs";
import { isDnsLabel, rayClusterNameFrom, rayCronJobNameFault } from "./names";
import { buildRayJobSettings, checkRayJob, type RayJobSettings } from "./ray-job";

/** A RayCronJob, validated and with its defaults. */
export interface RayCronJobSettings {
  schedule: RayCronJobArgs["schedule"];
  timeZone?: RayCronJobArgs["timeZone"];
  suspend: boolean;
  /** The job of each run; its name and namespace are the RayCronJob's. */
  job: RayJobSettings;
}

/**
 * Settings of a RayCronJob.
 *
 * @throws InputPropertiesError with every fault of the arguments.
 */
export function rayCronJobSettings(name: string, args: RayCronJobArgs): RayCronJobSettings {
  const faults = new Faults();
  const checked = checkInputs(args, "RayCronJobArgs", faults);
  const cronJobName = checked.cronJobName ?? rayClusterNameFrom(name);
  const reason = rayCronJobNameFault(cronJobName);
  if (reason !== undefined && !faults.touch("cronJobName")) {
    faults.add("cronJobName", `${reason}; give 'cronJobName'`);
  }
  checkField(checked, "namespace", "", faults, (text) =>
    isDnsLabel(text)
      ? undefined
      : `'${text}' is no name of a namespace: use lower-case letters, digits and '-'`,
  );
  checkField(checked, "schedule", "", faults, scheduleFault);
  checkField(checked, "timeZone", "", faults, timeZoneFault);
  if (!faults.touch("job")) checkJob(checked, faults);
  faults.throwIfAny(`the RayCronJob '${name}'`);
  return defined<RayCronJobSettings>({
    schedule: checked.schedule,
    timeZone: checked.timeZone,
    suspend: checked.suspend ?? false,
    job: buildRayJobSettings(
      cronJobName,
      defined({ ...checked.job, namespace: checked.namespace }),
      "job.cluster",
    ),
  });
}

function checkJob({ job }: RayCronJobArgs, faults: Faults): void {
  checkRayJob(job, faults.below("job"));
  if (job.submissionMode !== "InteractiveMode") return;
  faults.add(
    "job.submissionMode",
    "must submit the job: nobody is there to do it at each run; choose another",
  );
}
