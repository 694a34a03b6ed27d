import type * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";
import type { PrincipalType } from "../args";

/** Azure's built-in roles. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const ROLES = {
  acrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  networkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
  privateDnsZoneContributor: "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
  managedIdentityOperator: "f1a07417-d97a-45cb-824c-7a7467783830",
  storageBlobDataReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  storageBlobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  monitoringDataReader: "b0d8363b-8ddd-447d-831f-62ca05bff136",
  grafanaAdmin: "22926164-76b3-42b3-bc55-97df8dab3e41",
  grafanaEditor: "a79a5197-3a5c-4973-a920-486035ffd60f",
} as const;

/** A built-in role that identities of the cluster, or its users, need. */
export type Role = keyof typeof ROLES;

/**
 * Builds the assignment of a role, to a managed identity unless said otherwise. The principal's type is stated, since Azure does not find an identity that
 * was just made otherwise (https://learn.microsoft.com/azure/role-based-access-control/troubleshooting).
 */
export function buildRoleAssignment(
  role: Role,
  scope: pulumi.Input<string>,
  principalId: pulumi.Input<string>,
  principalType: PrincipalType = "ServicePrincipal",
): authorization.RoleAssignmentArgs {
  return {
    scope,
    principalId,
    principalType,
    roleDefinitionId: pulumi.output(scope).apply((id) => roleDefinitionId(role, id)),
  };
}

/** The role's id in the subscription of the scope, as Azure returns it. */
export function roleDefinitionId(role: Role, scope: string): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? "";
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${ROLES[role]}`;
}
