import { isMap, type PropertyMap } from "../../plugin";
import { text } from "../agent-pool/values";
import { badRequest, invalidParameter } from "../arm-error";

/** Refuses settings of identity, access and security that AKS does not combine. */
export function validateSecurity(body: PropertyMap): void {
  validateEntra(body);
  validateKubeletIdentity(body);
  const security = map(body["securityProfile"]);
  const cleaner = map(security["imageCleaner"]);
  const hours = cleaner["intervalHours"];
  // AKS docs, "use Image Cleaner": a day to three months.
  if (cleaner["enabled"] === true && typeof hours === "number" && (hours < 24 || hours > 2160)) {
    throw invalidParameter("securityProfile.imageCleaner.intervalHours", hours, "must be from 24 to 2160");
  }
  // azure-native's own description of the property: required when Defender is on.
  const defender = map(security["defender"]);
  const watching = map(defender["securityMonitoring"])["enabled"] === true;
  if (watching && !/\/workspaces\/[^/]+$/i.test(text(defender["logAnalyticsWorkspaceResourceId"]))) {
    throw badRequest("securityProfile.defender needs the resource id of a Log Analytics workspace.");
  }
  // AKS docs, "workload identity": tokens come from the issuer.
  if (
    map(security["workloadIdentity"])["enabled"] === true &&
    map(body["oidcIssuerProfile"])["enabled"] !== true
  ) {
    throw badRequest("Workload identity needs the OIDC issuer (oidcIssuerProfile.enabled).");
  }
}

/** AKS docs, "manage local accounts with AKS-managed Entra integration" and "Azure RBAC for Kubernetes authorization". */
function validateEntra(body: PropertyMap): void {
  const entra = map(body["aadProfile"]);
  const managed = entra["managed"] === true;
  if (body["disableLocalAccounts"] === true && !managed) {
    throw badRequest(
      "disableLocalAccounts needs AKS-managed Microsoft Entra integration (aadProfile.managed).",
    );
  }
  if (entra["enableAzureRBAC"] === true && !(managed && body["enableRBAC"] !== false)) {
    throw badRequest("aadProfile.enableAzureRBAC needs managed Microsoft Entra integration and enableRBAC.");
  }
}

/** AKS docs, "use a managed identity", kubelet: the control plane then has an identity that was there before. */
function validateKubeletIdentity(body: PropertyMap): void {
  const kubelet = map(body["identityProfile"])["kubeletidentity"];
  if (!isMap(kubelet)) return;
  if (map(body["identity"])["type"] !== "UserAssigned") {
    throw badRequest("A custom kubelet identity needs a user-assigned identity for the control plane.");
  }
  const missing = ["resourceId", "clientId", "objectId"].find((key) => kubelet[key] === undefined);
  if (missing !== undefined) throw badRequest(`identityProfile.kubeletidentity needs ${missing}.`);
}

function map(value: unknown): PropertyMap {
  return isMap(value) ? value : {};
}
