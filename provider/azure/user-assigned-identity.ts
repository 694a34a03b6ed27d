import type * as managedidentity from "@pulumi/azure-native/managedidentity";
import type { Input } from "@pulumi/pulumi";
import type { AksSettings } from "../settings";

/** Builds a managed identity that has a life of its own, so that it can have roles before the cluster exists. */
export function buildUserAssignedIdentity(
  { location, tags }: Pick<AksSettings, "location" | "tags">,
  resourceGroupName: Input<string>,
): managedidentity.UserAssignedIdentityArgs {
  return { resourceGroupName, location, tags };
}
