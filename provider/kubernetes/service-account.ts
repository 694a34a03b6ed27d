import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../settings";
import { MANAGED_BY } from "./namespace";

/** Builds a service account; its pods get the identity of `clientId`, if one is given. The workload identity webhook reads the annotation. */
export function buildIdentityAccount(
  name: Input<string> | undefined,
  namespace: Input<string>,
  clientId: Input<string> | undefined,
): { metadata: types.input.meta.v1.ObjectMeta } {
  return {
    metadata: {
      name,
      namespace,
      labels: MANAGED_BY,
      ...(clientId !== undefined && { annotations: { "azure.workload.identity/client-id": clientId } }),
    },
  };
}

/** Builds the service account of head and workers; undefined where they have one of the user's, or none. */
export function buildServiceAccount(
  { ownServiceAccount, serviceAccountName }: RaySettings,
  namespace: Input<string>,
): { metadata: types.input.meta.v1.ObjectMeta } | undefined {
  if (ownServiceAccount === undefined) return undefined;
  return buildIdentityAccount(serviceAccountName, namespace, ownServiceAccount.clientId);
}
