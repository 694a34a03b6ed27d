import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import type { RayJobArgs, RayJobOutputs } from "../args";
import { buildRayJob, JOB_REPLACED_ON_CHANGES, jobCommands, jobId } from "../kubernetes";
import { rayJobSettings, type RayJobSettings } from "../settings";
import { jobInItsCloud } from "./cloud";
import { createJobNeeds } from "./job-needs";
import { childOptions } from "./options";

/**
 * A job on Ray: on a RayCluster that is there already, or on a cluster of its own.
 *
 * The deployment ends when the RayJob is made, not when the job has ended; `statusCommand` and `logsCommand` show how it
 * goes. A change of what runs, or of its cluster, deletes the RayJob and runs the job anew; a change of `suspend`, of
 * deadlines, tries or deletions is taken over in place.
 */
export class RayJob extends pulumi.ComponentResource implements RayJobOutputs {
  static readonly token = "aks-ray:index:RayJob";

  readonly namespace: pulumi.Output<string>;
  readonly jobName: pulumi.Output<string>;
  readonly jobId: pulumi.Output<string>;
  readonly statusCommand: pulumi.Output<string>;
  readonly logsCommand: pulumi.Output<string>;

  /** @throws InputPropertiesError with every fault of the arguments, before any resource is made. */
  constructor(name: string, args: RayJobArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = jobInItsCloud(rayJobSettings(name, args));
    super(RayJob.token, name, {}, opts);

    const options = childOptions(this, opts);
    const needed = createJobNeeds(name, settings, options);
    const job = this.createJob(name, settings, pulumi.mergeOptions(options, { dependsOn: needed }));

    const made = <T>(value: pulumi.Input<T>) => pulumi.all([value, job.id]).apply(([known]) => known);
    this.namespace = made(settings.namespace) as pulumi.Output<string>;
    this.jobName = made(settings.jobName) as pulumi.Output<string>;
    this.jobId = made(jobId(settings)) as pulumi.Output<string>;
    const commands = jobCommands(settings, this.namespace, this.jobId);
    this.statusCommand = commands.status;
    this.logsCommand = commands.logs;
    this.registerOutputs(this.outputs());
  }

  /** What the component shows to programs in every language. */
  outputs(): RayJobOutputs {
    const { namespace, jobName, jobId, statusCommand, logsCommand } = this;
    return { namespace, jobName, jobId, statusCommand, logsCommand };
  }

  private createJob(name: string, settings: RayJobSettings, options: pulumi.CustomResourceOptions) {
    return new CustomResource(`${name}-rayjob`, buildRayJob(settings), {
      ...options,
      replaceOnChanges: JOB_REPLACED_ON_CHANGES,
      deleteBeforeReplace: true,
    });
  }
}
