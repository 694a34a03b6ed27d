import * as authorization from "@pulumi/azure-native/authorization";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import {
  buildFederation,
  buildRoleAssignment,
  buildUserAssignedIdentity,
  requireIssuer,
  type Role,
  type ServiceAccountRef,
} from "../azure";
import type { AksSettings } from "../settings";

/** The cluster whose pods use the identity. */
export interface IdentityClient {
  resourceGroupName: pulumi.Input<string>;
  oidcIssuerUrl: pulumi.Input<string>;
}

/** What the pods of a service account may do in Azure. */
export interface Grant {
  serviceAccount: ServiceAccountRef;
  role: Role;
  /** Resource id of that for which the role holds. */
  scope: pulumi.Input<string>;
}

/** An identity of pods. */
export interface WorkloadIdentity {
  clientId: pulumi.Output<string>;
  /** Role and trust, without which it is of no use. */
  needs: pulumi.Resource[];
}

/** Makes an identity with a role, which trusts a service account alone. */
export function createWorkloadIdentity(
  parent: pulumi.Resource,
  child: string,
  place: Pick<AksSettings, "location" | "tags">,
  { resourceGroupName, oidcIssuerUrl }: IdentityClient,
  { serviceAccount, role, scope }: Grant,
): WorkloadIdentity {
  const identity = new managedidentity.UserAssignedIdentity(
    `${child}-identity`,
    buildUserAssignedIdentity(place, resourceGroupName),
    { parent },
  );
  const federation = new managedidentity.FederatedIdentityCredential(
    `${child}-federation`,
    buildFederation(
      serviceAccount,
      resourceGroupName,
      identity.name,
      pulumi.output(oidcIssuerUrl).apply((issuer) => requireIssuer(issuer, child)),
    ),
    { parent },
  );
  const assignment = new authorization.RoleAssignment(
    `${child}-role`,
    buildRoleAssignment(role, scope, identity.principalId),
    { parent },
  );
  return { clientId: identity.clientId, needs: [federation, assignment] };
}
