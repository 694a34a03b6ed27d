import type * as containerregistry from "@pulumi/azure-native/containerregistry";
import { RunError, type Input } from "@pulumi/pulumi";
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

/** The identity with which nodes pull, to which the registry is opened; an error where Azure tells none. */
export function requireKubelet(objectId: string | undefined): string {
  if (objectId) return objectId;
  throw new RunError(
    "registry: Azure tells no identity of the cluster's nodes (identityProfile.kubeletidentity), to which the registry could be opened. Run 'pulumi refresh', then 'pulumi up' again; or give the nodes an identity in 'identity.kubeletIdentity'.",
  );
}
