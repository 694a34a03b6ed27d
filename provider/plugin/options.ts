import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { ComponentResourceOptions } from "@pulumi/pulumi/resource";
import { DependencyResource } from "@pulumi/pulumi/resource";

/** Options of a component as the SDK passes them to `Resource`, which takes more than its type says. */
export type ConstructOptions = ComponentResourceOptions & {
  additionalSecretOutputs?: string[];
  deleteBeforeReplace?: boolean;
};

/**
 * The options of a Construct, completed from its request. The SDK's server (3.248)
 * - takes the URN in `deletedWith` for a provider reference (`URN::ID`) and so cuts the resource's name off;
 * - leaves out `additionalSecretOutputs`, `deleteBeforeReplace` and `replaceWith`;
 * - turns `protect` and `retainOnDelete` that were not set into false, which is no longer inherited from the parent.
 */
export function completeOptions(
  options: ComponentResourceOptions,
  request: ConstructRequest,
): ConstructOptions {
  return {
    ...options,
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deletedWith: request.getDeletedwith() ? new DependencyResource(request.getDeletedwith()) : undefined,
    replaceWith: request.getReplaceWithList().map((urn) => new DependencyResource(urn)),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    deleteBeforeReplace: request.hasDeletebeforereplace() ? request.getDeletebeforereplace() : undefined,
  };
}
