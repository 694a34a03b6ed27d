import { expect } from "chai";
import { rayCronJobSettings } from "../../settings";
import { buildRayClusterSpec } from "../ray-cluster/ray-cluster";
import { buildRayCronJob, cronJobStatusCommand } from "./ray-cron-job";

describe("buildRayCronJob", () => {
  it("should build the schedule around a job without an identifier", () => {
    const settings = rayCronJobSettings("nightly", {
      schedule: "0 3 * * *",
      timeZone: "UTC",
      job: { cluster: {}, entrypoint: "python a.py" },
    });
    expect(buildRayCronJob(settings)).to.deep.equal({
      apiVersion: "ray.io/v1",
      kind: "RayCronJob",
      metadata: {
        name: "nightly",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        schedule: "0 3 * * *",
        timeZone: "UTC",
        suspend: false,
        jobTemplate: {
          submissionMode: "K8sJobMode",
          entrypoint: "python a.py",
          rayClusterSpec: settings.job.cluster && buildRayClusterSpec(settings.job.cluster),
          backoffLimit: 0,
          shutdownAfterJobFinishes: true,
        },
      },
    });
    expect(cronJobStatusCommand(settings, "ray")).to.match(/get rayjob --selector \S+=nightly$/);
  });
});
