import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../settings";
import { MANAGED_BY } from "./namespace";

/** Builds the service account of head and workers; undefined where they have one of the user's, or none. */
export function buildServiceAccount(
  { ownServiceAccount, serviceAccountName }: RaySettings,
  namespace: Input<string>,
): { metadata: types.input.meta.v1.ObjectMeta } | undefined {
  if (ownServiceAccount === undefined) return undefined;
  const { clientId } = ownServiceAccount;
  return {
    metadata: {
      name: serviceAccountName,
      namespace,
      labels: MANAGED_BY,
      ...(clientId !== undefined && { annotations: { "azure.workload.identity/client-id": clientId } }),
    },
  };
}
