import type { AksClusterArgs, IdentityArgs, KubeletIdentityArgs } from "../args";
import type { Faults } from "./faults";
import { earlyRoles } from "./identity";
import { checkField } from "./inputs";

const IDENTITY_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[^/]+$/i;

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const KUBELET = "identity.kubeletIdentity";

/** Checks the cluster's identities. https://learn.microsoft.com/azure/aks/use-managed-identity */
export function checkIdentity(args: AksClusterArgs, faults: Faults): void {
  const { identity } = args;
  if (identity === undefined) return;
  checkField(identity, "resourceId", "identity", faults, identityIdFault);
  checkField(identity, "principalId", "identity", faults, guidFault);
  checkType(args, identity, faults);
  checkPrincipal(identity, faults);
  if (identity.kubeletIdentity) checkKubeletIdentity(identity.kubeletIdentity, faults);
}

/** Reason why a text is no object, client or tenant id; undefined when it is one. */
export function guidFault(id: string): string | undefined {
  return GUID.test(id)
    ? undefined
    : `must be an id of the form 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx', not '${id}'`;
}

function identityIdFault(id: string): string | undefined {
  return IDENTITY_ID.test(id)
    ? undefined
    : `must be the resource id of a user-assigned identity, '/subscriptions/…/userAssignedIdentities/NAME', not '${id}'`;
}

function checkType(args: AksClusterArgs, identity: IdentityArgs, faults: Faults): void {
  if (identity.type !== "SystemAssigned") return;
  const reasons = earlyRoles(args);
  if (identity.resourceId !== undefined) {
    faults.add(
      "identity.type",
      "must be 'UserAssigned' with 'identity.resourceId'; change it, or remove the id",
    );
  } else if (reasons.length > 0) {
    faults.add(
      "identity.type",
      `must be 'UserAssigned' with ${reasons.join(" and ")}: the identity needs roles there before the cluster exists`,
    );
  }
}

function checkPrincipal(identity: IdentityArgs, faults: Faults): void {
  const { resourceId, principalId, assignRoles = true } = identity;
  const at = "identity.principalId";
  if (resourceId === undefined && principalId !== undefined) {
    faults.add(
      at,
      "needs 'identity.resourceId', the identity that it belongs to; give it, or remove the principal id",
    );
  } else if (resourceId !== undefined && principalId === undefined && assignRoles) {
    faults.add(
      at,
      "must be given with 'identity.resourceId', so that roles can be assigned to it, or 'identity.assignRoles: false'",
    );
  }
}

function checkKubeletIdentity(kubelet: KubeletIdentityArgs, faults: Faults): void {
  checkField(kubelet, "resourceId", KUBELET, faults, identityIdFault);
  checkField(kubelet, "clientId", KUBELET, faults, guidFault);
  checkField(kubelet, "objectId", KUBELET, faults, guidFault);
  const keys = ["resourceId", "clientId", "objectId"] as const;
  if (keys.every((key) => kubelet[key] === undefined)) return;
  for (const key of keys) {
    if (kubelet[key] !== undefined || faults.touch(`${KUBELET}.${key}`)) continue;
    faults.add(
      `${KUBELET}.${key}`,
      "must be given, as all three ids of an existing identity, or none for a new one",
    );
  }
}
