import { isMap, type PropertyMap } from "../../plugin";
import { validatePool } from "../agent-pool/validate";
import { text } from "../agent-pool/values";
import { aksError, badRequest, invalidParameter } from "../arm-error";
import { DEFAULT_VERSION, validatePoolVersion, validateVersion } from "../versions";
import { validateNetwork } from "./network";
import { validateNodeProvisioning } from "./node-provisioning";
import { validateSecurity } from "./security";

/** A cluster as a request describes it, in azure-native's shape. */
export interface ClusterRequest {
  name: string;
  body: PropertyMap;
}

/** The inline pools of a request. */
export function inlinePools(body: PropertyMap): PropertyMap[] {
  const profiles: unknown = body["agentPoolProfiles"];
  return Array.isArray(profiles) ? profiles.filter(isMap) : [];
}

/**
 * Refuses what AKS refuses of a cluster, with the first fault found, as AKS does.
 *
 * @throws ArmError
 */
export function validateCluster({ name, body }: ClusterRequest): void {
  const location = text(body["location"]);
  validateNames(name, body);
  validateIdentity(body);
  validateSku(body);
  const version = text(body["kubernetesVersion"] ?? DEFAULT_VERSION);
  validateVersion(version, location, body["supportPlan"] === "AKSLongTermSupport");
  validateNetwork(body);
  validateSecurity(body);
  validateNodeProvisioning(body, inlinePools(body));
  for (const pool of inlinePools(body)) {
    const poolName = text(pool["name"]);
    validatePool({ name: poolName, location, body: pool });
    if (pool["orchestratorVersion"] !== undefined) {
      validatePoolVersion(text(pool["orchestratorVersion"]), version, poolName);
    }
  }
  validatePools(body);
}

/** AKS docs, naming rules: cluster up to 63 characters, DNS prefix up to 54, one of DNS prefix and subdomain. */
function validateNames(name: string, body: PropertyMap): void {
  if (!/^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/.test(name)) {
    throw invalidParameter(
      "resourceName",
      name,
      "must have 1 to 63 letters, digits, hyphens and underscores",
    );
  }
  const { dnsPrefix, fqdnSubdomain } = body;
  if (dnsPrefix === undefined && fqdnSubdomain === undefined) {
    throw aksError(400, "InvalidParameter", "Required parameter dnsPrefix is missing (null).", "dnsPrefix");
  }
  if (dnsPrefix !== undefined && fqdnSubdomain !== undefined) {
    throw badRequest("dnsPrefix and fqdnSubdomain can't be set together.");
  }
  if (dnsPrefix !== undefined && !/^[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?$/.test(text(dnsPrefix))) {
    const allowed = "must have 1 to 54 letters, digits and hyphens, with a letter or digit at both ends";
    throw invalidParameter("dnsPrefix", dnsPrefix, allowed);
  }
}

function validateIdentity(body: PropertyMap): void {
  const { identity, servicePrincipalProfile } = body;
  if (!isMap(identity) && !isMap(servicePrincipalProfile)) {
    throw badRequest("Either a managed identity or a service principal is required for the cluster.");
  }
  if (!isMap(identity)) return;
  const assigned: unknown = identity["userAssignedIdentities"];
  const given = Array.isArray(assigned) ? assigned.length > 0 : isMap(assigned);
  if (identity["type"] === "UserAssigned" && !given) {
    throw badRequest("An identity of type UserAssigned needs userAssignedIdentities.");
  }
  if (!["SystemAssigned", "UserAssigned", "None"].includes(text(identity["type"]))) {
    throw invalidParameter(
      "identity.type",
      identity["type"] ?? "",
      "must be one of SystemAssigned, UserAssigned, None",
    );
  }
}

/** AKS docs, pricing tiers and long-term support. */
function validateSku(body: PropertyMap): void {
  const { name, tier } = (isMap(body["sku"]) ? body["sku"] : {}) as { name?: string; tier?: string };
  if (name !== undefined && name !== "Base" && name !== "Automatic") {
    throw invalidParameter("sku.name", name, "must be one of Base, Automatic");
  }
  if (tier !== undefined && !["Free", "Standard", "Premium"].includes(tier)) {
    throw invalidParameter("sku.tier", tier, "must be one of Free, Standard, Premium");
  }
  const longTerm = body["supportPlan"] === "AKSLongTermSupport";
  if (longTerm !== (tier === "Premium")) {
    throw badRequest("The support plan AKSLongTermSupport and the tier Premium have to be used together.");
  }
}

/** AKS docs: a system pool always, at most 100 pools, each name once. */
function validatePools(body: PropertyMap): void {
  const pools = inlinePools(body);
  if (!pools.some(({ mode }) => mode === "System")) throw badRequest("Must define at least one system pool.");
  if (pools.length > 100)
    throw badRequest(`A cluster can have at most 100 agent pools, not ${pools.length}.`);
  const names = pools.map(({ name }) => text(name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw invalidParameter("agentPoolProfile.name", twice, "is used by two agent pools");
}
