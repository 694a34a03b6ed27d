import type * as containerservice from "@pulumi/azure-native/containerservice";
import type { AksSettings } from "../settings";

/** Builds whether AKS makes nodes by itself, without its own pools beside those of the arguments; nothing where it does not. */
export function buildNodeProvisioningProfile({
  provisionedPools,
}: AksSettings): Pick<containerservice.ManagedClusterArgs, "nodeProvisioningProfile"> {
  return provisionedPools === undefined
    ? {}
    : { nodeProvisioningProfile: { mode: "Auto", defaultNodePools: "None" } };
}
