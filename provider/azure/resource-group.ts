import type * as resources from "@pulumi/azure-native/resources";
import type { AksSettings } from "../settings";

/** Builds the resource group, for a stack that was not given one. */
export function buildResourceGroup(settings: AksSettings): resources.ResourceGroupArgs {
  return { location: settings.location, tags: settings.tags };
}
