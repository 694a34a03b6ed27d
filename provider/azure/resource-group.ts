import type { resources } from "@pulumi/azure-native";
import type { AksSettings } from "../settings";

/** Builds the resource group, for a stack that was not given one. */
export function buildResourceGroup(settings: AksSettings): resources.ResourceGroupArgs {
  return { location: settings.location, tags: settings.tags };
}
