import { readFileSync } from "node:fs";
import { isMap, type PropertyMap } from "../plugin";
import type { Arm } from "./arm";
import { text } from "./agent-pool/values";
import { aksError, ArmError, resourceGroupNotFound, resourceNotFound } from "./arm-error";
import { AGENT_POOL, MANAGED_CLUSTER, RESOURCE_GROUP } from "./arm-state";
import { faultError } from "./faults";
import { TENANT_ID, uuidOf } from "./managed-cluster/defaults";
import { resourceId, resourceType } from "./resource-types";
import { resourceSchema } from "./schema";

/** Fault code that makes a credentials function answer without a kubeconfig. */
const NO_KUBECONFIG = "NoKubeconfig";

const GETTERS: Record<string, string> = {
  "azure-native:resources:getResourceGroup": RESOURCE_GROUP,
  "azure-native:containerservice:getManagedCluster": MANAGED_CLUSTER,
  "azure-native:containerservice:getAgentPool": AGENT_POOL,
};

const USER_CREDENTIALS = "azure-native:containerservice:listManagedClusterUserCredentials";
const ADMIN_CREDENTIALS = "azure-native:containerservice:listManagedClusterAdminCredentials";
const CLIENT_CONFIG = "azure-native:authorization:getClientConfig";
const CLIENT_TOKEN = "azure-native:authorization:getClientToken";

/**
 * Answers one of azure-native's functions.
 *
 * @throws with azure-native's words (pulumi-azure-native provider.go, Invoke).
 */
export async function invoke(
  arm: Arm,
  token: string,
  args: PropertyMap,
  subscriptionId: string,
): Promise<PropertyMap> {
  if (token === CLIENT_CONFIG) {
    return { clientId: uuidOf("client"), objectId: uuidOf("object"), subscriptionId, tenantId: TENANT_ID };
  }
  if (token === CLIENT_TOKEN) return { token: arm.options.token ?? notLoggedIn() };
  const resourceToken =
    GETTERS[token] ?? (token.startsWith("azure-native:containerservice:list") ? MANAGED_CLUSTER : "");
  if (!(token in GETTERS) && token !== USER_CREDENTIALS && token !== ADMIN_CREDENTIALS) {
    const known = [
      CLIENT_CONFIG,
      CLIENT_TOKEN,
      USER_CREDENTIALS,
      ADMIN_CREDENTIALS,
      ...Object.keys(GETTERS),
    ].join(", ");
    throw new Error(`Invoke type ${token} not found; the Azure stand-in knows: ${known}`);
  }
  const id = resourceId(resourceType(resourceToken), args, subscriptionId);
  try {
    return await answer(arm, token, resourceToken, id, args);
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    throw new Error(`request failed ${id}: ${error.message}`, { cause: error });
  }
}

/** Words like those of a login by the Azure CLI that is missing. */
function notLoggedIn(): never {
  throw new Error("AzureCLICredential: ERROR: Please run 'az login' to setup account.");
}

async function answer(
  arm: Arm,
  token: string,
  resourceToken: string,
  id: string,
  args: PropertyMap,
): Promise<PropertyMap> {
  const name = text(args[resourceType(resourceToken).nameInput]);
  const fault = arm.fault(token, name, "invoke");
  if (fault !== undefined && fault.code !== NO_KUBECONFIG) throw faultError(fault);
  const resource = await arm.get(id);
  if (resource === undefined) {
    const group = text(args["resourceGroupName"]);
    if (resourceToken === RESOURCE_GROUP) throw resourceGroupNotFound(name);
    throw resourceNotFound(id.replace(/^.*\/providers\//i, ""), group);
  }
  if (token in GETTERS) return { ...resource, azureApiVersion: resourceSchema(resourceToken)?.apiVersion };
  if (fault !== undefined) return { kubeconfigs: [] };
  const admin = token === ADMIN_CREDENTIALS;
  if (admin && resource["disableLocalAccounts"] === true) {
    // AKS docs, "manage local accounts"
    throw aksError(
      400,
      "BadRequest",
      "Getting static credential is not allowed because this cluster is set to disable local accounts.",
    );
  }
  const kubeconfig = arm.options.kubeconfig;
  const config =
    kubeconfig === undefined ? deadKubeconfig(resource, admin) : readFileSync(kubeconfig, "utf8");
  return {
    kubeconfigs: [
      { name: admin ? "clusterAdmin" : "clusterUser", value: Buffer.from(config).toString("base64") },
    ],
  };
}

/** A kubeconfig that leads nowhere, for stacks whose cluster has no API server behind it. */
function deadKubeconfig(cluster: PropertyMap, admin: boolean): string {
  const name = text(cluster["name"]);
  const entra = !admin && isMap(cluster["aadProfile"]);
  const user = entra
    ? { exec: ENTRA_LOGIN }
    : { token: uuidOf(text(cluster["resourceUID"])).replaceAll("-", "") };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server: `https://${text(cluster["fqdn"])}:443` } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user }],
  });
}

/** How AKS lets people log in, with the ids of its server and client apps (AKS docs, "kubelogin authentication"). */
const ENTRA_LOGIN = {
  apiVersion: "client.authentication.k8s.io/v1beta1",
  command: "kubelogin",
  args: [
    "get-token",
    "--environment",
    "AzurePublicCloud",
    "--server-id",
    "6dae42f8-4368-4678-94ff-3960e28e3630",
    "--client-id",
    "80faf920-1908-4b52-b5ef-a8e7bedfc67a",
    "--tenant-id",
    TENANT_ID,
    "--login",
    "devicecode",
  ],
  env: null,
};
