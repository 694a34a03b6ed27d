import * as pulumi from "@pulumi/pulumi";
import type { RayJobSettings } from "../../settings";

/** Command that prints the state of the job: KubeRay's, then Ray's. */
export function jobStatusCommand({ jobName }: RayJobSettings, namespace: string): string {
  return (
    `kubectl --namespace ${namespace} get rayjob ${jobName} ` +
    `--output jsonpath='{.status.jobDeploymentStatus} {.status.jobStatus} {.status.message}{"\\n"}'`
  );
}

/** Command that follows the job's output: of the submitter where there is one, else of Ray itself on the head. */
export function jobLogsCommand(settings: RayJobSettings, namespace: string, id: string): string {
  const { jobName, submissionMode } = settings;
  const kubectl = `kubectl --namespace ${namespace}`;
  if (submissionMode === "K8sJobMode") return `${kubectl} logs job/${jobName} --follow`;
  const cluster = `$(${kubectl} get rayjob ${jobName} --output jsonpath='{.status.rayClusterName}')`;
  const head = `$(${kubectl} get pods --selector "ray.io/node-type=head,ray.io/cluster=${cluster}" --output name)`;
  const ask = id === "" ? "list" : `logs ${id} --follow`;
  return `${kubectl} exec "${head}" --container ray-head -- ray job ${ask} --address http://127.0.0.1:8265`;
}

/** Both commands, once the namespace and the job's identifier are known. */
export function jobCommands(
  settings: RayJobSettings,
  namespace: pulumi.Output<string>,
  id: pulumi.Output<string>,
): { status: pulumi.Output<string>; logs: pulumi.Output<string> } {
  return {
    status: namespace.apply((known) => jobStatusCommand(settings, known)),
    logs: pulumi.all([namespace, id]).apply(([known, job]) => jobLogsCommand(settings, known, job)),
  };
}
