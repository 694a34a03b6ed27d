import * as authorization from "@pulumi/azure-native/authorization";
import { Registry } from "@pulumi/azure-native/containerregistry";
import type * as pulumi from "@pulumi/pulumi";
import { buildRegistry, buildRoleAssignment, requireKubelet } from "../azure";
import type { AksSettings } from "../settings";

/** Lets the cluster's nodes pull from a registry, a new one where none is named; returns what pulls have to wait for. */
export function createRegistryAccess(
  parent: pulumi.Resource,
  name: string,
  settings: AksSettings,
  resourceGroupName: pulumi.Input<string>,
  kubeletObjectId: pulumi.Output<string | undefined>,
): pulumi.Resource[] {
  const { registry } = settings;
  if (registry === undefined) return [];
  const scope =
    registry.resourceId ??
    new Registry(`${name}-registry`, buildRegistry(settings, resourceGroupName), { parent }).id;
  return [
    new authorization.RoleAssignment(
      `${name}-registry-role`,
      buildRoleAssignment("acrPull", scope, kubeletObjectId.apply(requireKubelet)),
      { parent },
    ),
  ];
}
