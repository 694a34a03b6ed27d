import type { AksClusterArgs } from "../args";
import { hasOwnDnsZone, isOwnNetwork } from "./network";
import type { IdentitySettings } from "./types";

/**
 * Settings of the control plane's identity. Roles on a network or a DNS zone must be there before the cluster is, which
 * only an identity with a life of its own can have.
 */
export function identitySettings(args: AksClusterArgs): IdentitySettings {
  const early = isOwnNetwork(args) || hasOwnDnsZone(args.network ?? {});
  return { type: early ? "UserAssigned" : "SystemAssigned" };
}
