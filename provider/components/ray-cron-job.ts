import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import type { RayCronJobArgs, RayCronJobOutputs } from "../args";
import { buildRayCronJob, cronJobStatusCommand } from "../kubernetes";
import { rayCronJobSettings } from "../settings";
import { jobInItsCloud } from "./cloud";
import { createJobNeeds } from "./job-needs";
import { childOptions } from "./options";

/**
 * Jobs on Ray by a schedule, each on a RayCluster that is there already or on a cluster of its own.
 *
 * The operator needs its feature gate `RayCronJob`; without it nothing begins.
 */
export class RayCronJob extends pulumi.ComponentResource implements RayCronJobOutputs {
  static readonly token = "aks-ray:index:RayCronJob";

  readonly namespace: pulumi.Output<string>;
  readonly cronJobName: pulumi.Output<string>;
  readonly statusCommand: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault of the arguments, before any resource is made. */
  constructor(name: string, args: RayCronJobArgs, opts?: pulumi.ComponentResourceOptions) {
    const given = rayCronJobSettings(name, args);
    const settings = { ...given, job: jobInItsCloud(given.job) };
    super(RayCronJob.token, name, {}, opts);

    const options = childOptions(this, opts);
    const { job } = settings;
    const dependsOn = createJobNeeds(name, job, options);
    const body = buildRayCronJob(settings);
    const waiting = pulumi.mergeOptions(options, { dependsOn });
    const cronJob = new CustomResource(`${name}-raycronjob`, body, waiting);

    this.namespace = pulumi.all([job.namespace, cronJob.id]).apply(([namespace]) => namespace);
    this.cronJobName = this.namespace.apply(() => job.jobName);
    this.statusCommand = this.namespace.apply((namespace) => cronJobStatusCommand(settings, namespace));
    this.registerOutputs(this.outputs());
  }

  /** What the component shows to programs in every language. */
  outputs(): RayCronJobOutputs {
    const { namespace, cronJobName, statusCommand } = this;
    return { namespace, cronJobName, statusCommand };
  }
}
