import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import type * as pulumi from "@pulumi/pulumi";
import { buildBatchSchedulerRelease, buildNamespace } from "../kubernetes";
import type { OperatorSettings } from "../settings";

/** Makes the scheduler of the operator with its namespace, where it is asked for; the operator has to find its definitions when it starts. */
export function createBatchScheduler(
  name: string,
  { scheduler }: OperatorSettings,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (!scheduler) return [];
  const namespace = new Namespace(`${name}-scheduler`, buildNamespace(scheduler.namespace), options);
  const release = buildBatchSchedulerRelease(scheduler, namespace.metadata.name);
  return [new Release(`${name}-scheduler`, release, options)];
}
