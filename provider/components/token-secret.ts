import { Secret } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { buildTokenSecret, GENERATED_SECRET_IGNORE_CHANGES, tokenPart, tokenSecretName } from "../kubernetes";
import type { RaySettings } from "../settings";

/** Makes the Secret with a cluster's token; none where the cluster asks for no token, or takes that of an existing Secret. */
export function createTokenSecret(
  name: string,
  settings: RaySettings,
  namespace: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (tokenSecretName(settings) === undefined || settings.auth.secretName) return [];
  return [
    new Secret(`${name}-${tokenPart(settings)}`, buildTokenSecret(settings, namespace), {
      ...options,
      ignoreChanges: GENERATED_SECRET_IGNORE_CHANGES,
    }),
  ];
}
