import { authorization, managedidentity } from "@pulumi/azure-native";
import type * as pulumi from "@pulumi/pulumi";
import { buildRoleAssignment, buildUserAssignedIdentity } from "../azure";
import type { AksSettings } from "../settings";
import type { ClusterNetwork } from "./cluster-network";

/** The identity of a cluster's control plane. */
export interface ClusterIdentity {
  /** Absent when Azure makes one with the cluster. */
  id?: pulumi.Input<string>;
  /** What the identity must have before the cluster is made. */
  roles: pulumi.Resource[];
}

/** Makes the identity that a network of one's own needs, with its roles; nothing when AKS manages the network. */
export function createClusterIdentity(
  parent: pulumi.Resource,
  name: string,
  settings: AksSettings,
  resourceGroupName: pulumi.Input<string>,
  network: ClusterNetwork,
): ClusterIdentity {
  if (settings.identity.type === "SystemAssigned") return { roles: [] };
  const identity = new managedidentity.UserAssignedIdentity(
    `${name}-identity`,
    buildUserAssignedIdentity(settings, resourceGroupName),
    { parent },
  );
  const roles: pulumi.Resource[] = [];
  const assign = (what: string, ...role: [Parameters<typeof buildRoleAssignment>[0], pulumi.Input<string>]) =>
    roles.push(
      new authorization.RoleAssignment(
        `${name}-${what}-role`,
        buildRoleAssignment(...role, identity.principalId),
        { parent },
      ),
    );
  if (network.id !== undefined) assign("network", "networkContributor", network.id);
  const { privateDnsZoneId } = settings.network;
  if (privateDnsZoneId !== undefined) assign("dns-zone", "privateDnsZoneContributor", privateDnsZoneId);
  return { id: identity.id, roles };
}
