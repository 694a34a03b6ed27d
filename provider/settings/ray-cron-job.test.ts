import { expect } from "chai";
import type { RayCronJobArgs } from "../args";
import { rayCronJobSettings } from "./ray-cron-job";
import { faultsOf } from "./testing/faults-of";

const NIGHTLY: RayCronJobArgs = { schedule: "0 3 * * *", job: { cluster: {}, entrypoint: "python a.py" } };

describe("rayCronJobSettings", () => {
  it("should run a job on a cluster of its own by the schedule", () => {
    const settings = rayCronJobSettings("nightly", { ...NIGHTLY, namespace: "ml", timeZone: "UTC" });
    expect(settings).to.include({ schedule: "0 3 * * *", timeZone: "UTC", suspend: false });
    expect(settings.job).to.include({ jobName: "nightly", namespace: "ml", shutdownAfterJobFinishes: true });
  });

  const cases: [string, RayCronJobArgs, string[]][] = [
    ["a long name", { ...NIGHTLY, cronJobName: "a".repeat(37) }, ["cronJobName"]],
    [
      "a wrong time",
      { ...NIGHTLY, schedule: "0 25 * * *", timeZone: "Mars/Olympus" },
      ["schedule", "timeZone"],
    ],
    ["a wrong namespace", { ...NIGHTLY, namespace: "My" }, ["namespace"]],
    [
      "faults of the job, by their paths",
      { ...NIGHTLY, job: { cluster: { version: "2.51.0" } } },
      ["job.cluster.version", "job.entrypoint"],
    ],
    [
      "a job that nobody submits",
      { ...NIGHTLY, job: { cluster: {}, submissionMode: "InteractiveMode" } },
      ["job.submissionMode"],
    ],
  ];
  for (const [what, args, paths] of cases) {
    it(`should refuse ${what}`, () => {
      expect(Object.keys(faultsOf(() => rayCronJobSettings("nightly", args)))).to.deep.equal(paths);
    });
  }
});
