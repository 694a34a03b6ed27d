import { isMap, type PropertyMap } from "../../plugin";
import { badRequest, propertyChangeNotAllowed } from "../arm-error";

/**
 * Refuses changes that AKS never makes in place (AKS docs, "private clusters", "API server VNet integration"): a cluster
 * becomes private later only with API server VNet integration, which is never turned off; and a DNS zone is left only for none.
 */
export function validateClusterChange(before: PropertyMap, after: PropertyMap): void {
  const old = map(before["apiServerAccessProfile"]);
  const access = map(after["apiServerAccessProfile"]);
  const refuse = (property: string) =>
    propertyChangeNotAllowed(`properties.apiServerAccessProfile.${property}`);
  const integrated = access["enableVnetIntegration"] === true;
  if (old["enableVnetIntegration"] === true && !integrated) throw refuse("enableVnetIntegration");
  if (Boolean(old["enablePrivateCluster"]) !== Boolean(access["enablePrivateCluster"]) && !integrated) {
    throw refuse("enablePrivateCluster");
  }
  // AKS docs, "enable AKS-managed Microsoft Entra integration": once on, it stays on.
  if (map(before["aadProfile"])["managed"] === true && map(after["aadProfile"])["managed"] !== true) {
    throw badRequest("Microsoft Entra integration can't be disabled once it is enabled (aadProfile).");
  }
  const zone = access["privateDNSZone"] ?? "system";
  if (
    access["enablePrivateCluster"] === true &&
    (old["privateDNSZone"] ?? "system") !== zone &&
    zone !== "none"
  ) {
    throw refuse("privateDNSZone");
  }
}

function map(value: unknown): PropertyMap {
  return isMap(value) ? value : {};
}
