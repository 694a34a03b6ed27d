import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { buildCodeConfigMap } from "../kubernetes";
import type { RayJobSettings } from "../settings";
import { createServiceAccount } from "./service-account";
import { createTokenSecret } from "./token-secret";

/** Makes what a job has to find when it starts: its code, and the token of a cluster of its own. */
export function createJobNeeds(
  name: string,
  job: RayJobSettings,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const code = buildCodeConfigMap(job);
  return [
    ...(code ? [new ConfigMap(`${name}-code`, code, options)] : []),
    ...(job.cluster ? createServiceAccount(name, job.cluster, job.namespace, options) : []),
    ...(job.cluster ? createTokenSecret(name, job.cluster, job.namespace, options) : []),
  ];
}
