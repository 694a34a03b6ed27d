import * as authorization from "@pulumi/azure-native/authorization";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import type { types } from "@pulumi/azure-native";
import type * as pulumi from "@pulumi/pulumi";
import { buildRoleAssignment, buildUserAssignedIdentity, type Role } from "../azure";
import type { AksSettings } from "../settings";
import type { ClusterNetwork } from "./cluster-network";

/** The identities of a cluster. */
export interface ClusterIdentity {
  /** Id of the control plane's identity; absent when Azure makes one with the cluster. */
  id?: pulumi.Input<string>;
  /** The nodes' identity; absent when AKS makes one. */
  kubelet?: types.input.containerservice.UserAssignedIdentityArgs;
  /** What the identities must have before the cluster is made. */
  roles: pulumi.Resource[];
}

/** Makes the identities that the settings ask for, with the roles that the control plane's needs; nothing when AKS makes its own. */
export function createClusterIdentity(
  parent: pulumi.Resource,
  name: string,
  settings: AksSettings,
  resourceGroupName: pulumi.Input<string>,
  network: ClusterNetwork,
): ClusterIdentity {
  const { type, resourceId, principalId, assignRoles, kubeletIdentity } = settings.identity;
  if (type === "SystemAssigned") return { roles: [] };
  const make = (child: string) =>
    new managedidentity.UserAssignedIdentity(child, buildUserAssignedIdentity(settings, resourceGroupName), {
      parent,
    });
  const control =
    resourceId === undefined ? make(`${name}-identity`) : { id: resourceId, principalId: principalId ?? "" };
  const kubelet =
    kubeletIdentity && kubeletIdentity.resourceId === undefined
      ? madeKubeletIdentity(make(`${name}-kubelet-identity`))
      : kubeletIdentity;
  type Id = pulumi.Input<string> | undefined;
  const needed: [child: string, role: Role, scope: Id, principalId: Id][] = [
    ["network", "networkContributor", network.id, control.principalId],
    ["dns-zone", "privateDnsZoneContributor", network.privateDnsZoneId, control.principalId],
    ["disk-encryption", "reader", settings.security.diskEncryptionSetID, control.principalId],
    ["kubelet", "managedIdentityOperator", kubelet?.resourceId, control.principalId],
    ["bootstrap", "acrPull", settings.network.bootstrapProfile?.containerRegistryId, kubelet?.objectId],
  ];
  const roles = (assignRoles ? needed : []).flatMap(([child, role, scope, principalId]) =>
    scope === undefined || principalId === undefined
      ? []
      : [
          new authorization.RoleAssignment(
            `${name}-${child}-role`,
            buildRoleAssignment(role, scope, principalId),
            { parent },
          ),
        ],
  );
  return { id: control.id, kubelet, roles };
}

function madeKubeletIdentity({ id, clientId, principalId }: managedidentity.UserAssignedIdentity) {
  return { resourceId: id, clientId, objectId: principalId };
}
