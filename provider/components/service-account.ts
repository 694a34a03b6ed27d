import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { buildServiceAccount } from "../kubernetes";
import type { RaySettings } from "../settings";

/** Makes the service account of head and workers where it is not the user's: the operator makes no pod without it. */
export function createServiceAccount(
  name: string,
  settings: RaySettings,
  namespace: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const account = buildServiceAccount(settings, namespace);
  return account ? [new ServiceAccount(`${name}-ray-account`, account, options)] : [];
}
