import type * as containerregistry from "@pulumi/azure-native/containerregistry";
import type { Input } from "@pulumi/pulumi";
import type { AksSettings } from "../settings/types";

/** Builds a container registry without its own admin user: nodes pull with their identity. */
export function buildRegistry(
  { registry, location, tags }: AksSettings,
  resourceGroupName: Input<string>,
): containerregistry.RegistryArgs {
  return {
    resourceGroupName,
    registryName: registry?.name,
    location,
    tags,
    sku: { name: registry?.sku ?? "Standard" },
    adminUserEnabled: false,
  };
}
