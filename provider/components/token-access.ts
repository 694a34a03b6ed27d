import * as rbac from "@pulumi/kubernetes/rbac/v1";
import type * as pulumi from "@pulumi/pulumi";
import { buildTokenAccess } from "../kubernetes";
import type { RaySettings } from "../settings";

/** Makes what authentication by Kubernetes tokens needs, where it is asked for: Ray's pods cannot start without. */
export function createTokenAccess(
  name: string,
  settings: RaySettings,
  namespace: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const access = buildTokenAccess(settings, namespace);
  if (!access) return [];
  const { delegator, role, roleBinding } = access;
  return [
    new rbac.ClusterRoleBinding(`${name}-token-delegator`, delegator, options),
    new rbac.Role(`${name}-token`, role, options),
    new rbac.RoleBinding(`${name}-token`, roleBinding, options),
  ];
}
