import {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from "@pulumi/kubernetes/admissionregistration/v1";
import type * as pulumi from "@pulumi/pulumi";
import { buildCronJobGuard, CRON_JOB_GATE } from "../kubernetes";
import type { OperatorSettings } from "../settings";

/** Refuses RayCronJobs where the user has switched their feature gate off: KubeRay would leave them lying without a word. */
export function createCronJobGuard(
  name: string,
  { featureGates, namespace, watchNamespaces }: OperatorSettings,
  options: pulumi.CustomResourceOptions,
): void {
  if (featureGates[CRON_JOB_GATE] !== false) return;
  const { policy, binding } = buildCronJobGuard(namespace, watchNamespaces);
  new ValidatingAdmissionPolicy(`${name}-cron-job-guard`, policy, options);
  new ValidatingAdmissionPolicyBinding(`${name}-cron-job-guard`, binding, options);
}
