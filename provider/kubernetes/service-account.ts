import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../settings";
import { MANAGED_BY } from "./namespace";

/** A service account with what it may do. */
export interface AccountRights {
  serviceAccount: { metadata: types.input.meta.v1.ObjectMeta };
  role: { metadata: types.input.meta.v1.ObjectMeta; rules: types.input.rbac.v1.PolicyRule[] };
  roleBinding: {
    metadata: types.input.meta.v1.ObjectMeta;
    roleRef: types.input.rbac.v1.RoleRef;
    subjects: types.input.rbac.v1.Subject[];
  };
}

/** The label with which AKS gives a pod the identity of its service account (AKS docs, "Use Microsoft Entra Workload ID"). */
export const USES_IDENTITY = { "azure.workload.identity/use": "true" };

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
