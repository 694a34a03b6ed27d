import type { AksClusterArgs } from "../args";
import { defined } from "./defined";
import { hasOwnDnsZone, isOwnNetwork } from "./network";
import type { IdentitySettings } from "./types";

/** Settings of sound identities. */
export function identitySettings(args: AksClusterArgs): IdentitySettings {
  const { type, assignRoles = true, kubeletIdentity, ...existing } = args.identity ?? {};
  const early = earlyRoles(args).length > 0 || existing.resourceId !== undefined;
  return defined<IdentitySettings>({
    type: type ?? (early ? "UserAssigned" : "SystemAssigned"),
    ...existing,
    assignRoles,
    kubeletIdentity,
  });
}

/**
 * For what the control plane's identity must have roles before the cluster exists, which only an identity with a life of
 * its own can have.
 */
export function earlyRoles(args: AksClusterArgs): string[] {
  return [
    ...(isOwnNetwork(args) ? ["a network of your own"] : []),
    ...(hasOwnDnsZone(args.network ?? {}) ? ["a private DNS zone of your own"] : []),
    ...(args.security?.diskEncryptionSetID !== undefined ? ["a disk encryption set"] : []),
    ...(args.identity?.kubeletIdentity !== undefined ? ["a kubelet identity"] : []),
  ];
}
