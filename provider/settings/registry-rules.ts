import type { AksClusterArgs } from "../args";
import { resourceIdRule } from "./azure-name-rules";
import type { Faults } from "./faults";
import { checkField } from "./inputs";

/** Checks that a registry is either there or to be made. https://learn.microsoft.com/azure/aks/cluster-container-registry-integration */
export function checkRegistry({ registry }: AksClusterArgs, faults: Faults): void {
  if (registry === undefined || faults.touch("registry.name", "registry.resourceId")) return;
  const { resourceId, name, sku } = registry;
  if ((resourceId === undefined) === (name === undefined)) {
    faults.add("registry", "must have 'resourceId' for a registry that is there, or 'name' for a new one");
  }
  if (resourceId !== undefined && sku !== undefined) {
    faults.add("registry.sku", "is of a new registry: remove it, or give 'name' in place of 'resourceId'");
  }
  checkField(registry, "resourceId", "registry", faults, registryIdFault);
}

/** Reason why a text is no id of a container registry; undefined when it is one. */
export const registryIdFault = resourceIdRule(
  "Microsoft.ContainerRegistry/registries",
  "a container registry",
);
