import type { AksClusterArgs } from "../args";
import { checkAutomaticNames } from "./automatic-name-rules";
import type { Faults } from "./faults";
import { checkField } from "./inputs";
import { allPools } from "./pools";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const RESOURCE_GROUP_NAME = /^[-\p{L}\p{N}_.()]{0,89}[-\p{L}\p{N}_()]$/u;

const RESOURCE_ID = /^\/subscriptions\/[^/\s]+(\/[^/\s]+)+$/i;

/** Checks names and ids that Azure would refuse only after minutes. */
export function checkAzureNames(name: string, args: AksClusterArgs, faults: Faults): void {
  checkField(args, "resourceGroupName", "", faults, resourceGroupFault);
  checkAutomaticNames(name, args, faults);
  for (const { kind, path, pool } of allPools(args)) {
    checkField(pool, "subnetId", path, faults, resourceIdFault);
    if (kind === "system") continue;
    checkField(pool, "capacityReservationGroupId", path, faults, resourceIdFault);
    checkField(pool, "proximityPlacementGroupId", path, faults, resourceIdFault);
  }
}

function resourceGroupFault(name: string): string | undefined {
  if (RESOURCE_GROUP_NAME.test(name)) return undefined;
  return `'${name}' is no name of a resource group: use at most 90 letters, digits, '-', '_', '.', '(' and ')', no '.' last`;
}

/** Reason why a text is no resource id; undefined when it is one. */
export function resourceIdFault(id: string): string | undefined {
  return RESOURCE_ID.test(id) ? undefined : `must be a resource id, '/subscriptions/…', not '${id}'`;
}

/**
 * A rule for resource ids of one type.
 *
 * @param type provider and type, such as `Microsoft.Storage/storageAccounts`
 * @param what the type in words, such as `a storage account`
 */
export function resourceIdRule(type: string, what: string): (id: string) => string | undefined {
  const pattern = new RegExp(`^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/${type}/[^/]+$`, "i");
  return (id) =>
    pattern.test(id)
      ? undefined
      : `'${id}' is no resource id of ${what}: '/subscriptions/…/resourceGroups/…/providers/${type}/NAME'`;
}
