import { equalValues, isMap, type PropertyMap } from "../../plugin";
import { propertyChangeNotAllowed } from "../arm-error";
import type { OperationKind } from "../operations";
import { IMMUTABLE } from "./defaults";
import { SPOT_KEY, SPOT_TAINT } from "./placement";
import { textMap, texts } from "./values";

/**
 * Refuses changes of what AKS never changes on an existing pool.
 *
 * @param prefix how AKS's error spells the property's place: `properties.` for a pool, `agentPoolProfile.` inline.
 * @throws ArmError PropertyChangeNotAllowed
 */
export function validateChange(existing: PropertyMap, news: PropertyMap, prefix: string): void {
  for (const property of IMMUTABLE) {
    const [before, after] = [existing[property], news[property]];
    const asksForDefault = property === "osDiskSizeGB" && after === 0;
    if (after === undefined || after === null || asksForDefault || sameValue(before, after)) continue;
    throw propertyChangeNotAllowed(`${prefix}${property}`);
  }
  if (existing["scaleSetPriority"] !== "Spot") return;
  // pulumi-azure-native #959: a request without the taint that AKS added is a request to remove it.
  if (!texts(news["nodeTaints"]).includes(SPOT_TAINT)) throw propertyChangeNotAllowed(`${prefix}nodeTaints`);
  if (textMap(news["nodeLabels"])[SPOT_KEY] !== "spot") throw propertyChangeNotAllowed(`${prefix}nodeLabels`);
}

/** ARM compares names of sizes and ids without regard to case, and only what a nested request states. */
function sameValue(before: unknown, after: unknown): boolean {
  if (typeof before === "string" && typeof after === "string")
    return before.toLowerCase() === after.toLowerCase();
  if (isMap(before) && isMap(after)) {
    return Object.entries(after).every(([key, value]) => sameValue(before[key], value));
  }
  return equalValues(before, after);
}

/** What AKS calls the change from one pool body to another. */
export function changeKind(existing: PropertyMap, news: PropertyMap): OperationKind {
  if (existing["currentOrchestratorVersion"] !== news["currentOrchestratorVersion"]) return "Upgrading";
  return existing["count"] !== news["count"] ? "Scaling" : "Updating";
}
