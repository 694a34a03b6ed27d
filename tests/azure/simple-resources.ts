import { isMap, type PropertyMap } from "../plugin";
import { text } from "./agent-pool/values";
import { ArmError, resourceNotFound } from "./arm-error";
import { checkRoleDefinition } from "./built-in-roles";
import { descendants, EXTENSION, find, RESOURCE_GROUP, type ArmState } from "./arm-state";
import { EXTENSIONS } from "./extensions";
import type { Handler } from "./handler";
import { TENANT_ID, uuidOf } from "./managed-cluster/defaults";
import { MONITOR_RESOURCES } from "./monitor-resources";
import { NETWORK_RESOURCES } from "./network-resources";
import { MINUTES } from "./operations";
import { accepted, simple } from "./simple-handler";
import { STORAGE_RESOURCES } from "./storage-resources";

/** Resource groups: deleting one deletes what is in it. */
const resourceGroups: Handler = {
  put: (request) => accepted(request, { ...request.body, properties: { provisioningState: "Succeeded" } }),
  delete(group, state) {
    const clusters = descendants(state, group.id).some(({ token }) => token.endsWith(":ManagedCluster"));
    return clusters ? MINUTES.clusterDelete : MINUTES.groupDelete;
  },
  outputs({ body }) {
    return Object.fromEntries(Object.entries(body).filter(([key]) => key !== "provisioningState"));
  },
};

const identities = simple(({ id }) => ({
  clientId: uuidOf(`${id}/client`),
  principalId: uuidOf(id),
  tenantId: TENANT_ID,
}));

const federatedCredentials = simple((request) => {
  const identityId = request.id.replace(/\/federatedIdentityCredentials\/[^/]+$/i, "");
  if (find(request.state, identityId) === undefined) {
    const resource = `Microsoft.ManagedIdentity/userAssignedIdentities/${text(request.path["resourceName"])}`;
    throw resourceNotFound(resource, text(request.path["resourceGroupName"]));
  }
  // Entra docs, "important considerations for federated identity credentials": one write at a time.
  if (descendants(request.state, identityId).some(({ id, operation }) => operation && id !== request.id)) {
    throw new ArmError(
      409,
      "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
      "Too many Federated Identity Credentials are written concurrently for the managed identity.",
    );
  }
  // Entra docs, workload identity federation: the three claims of a token that must match, and the one audience of Azure.
  if (text(request.body["subject"]) === "" || !isAzureAudience(request.body["audiences"])) {
    throw new ArmError(
      400,
      "BadRequest",
      "The federated identity credential needs a subject and the audience 'api://AzureADTokenExchange'.",
    );
  }
  if (!/^https:\/\//.test(text(request.body["issuer"]))) {
    throw new ArmError(
      400,
      "BadRequest",
      `The issuer '${text(request.body["issuer"])}' is not an https address.`,
    );
  }
  return {};
});

function isAzureAudience(audiences: unknown): boolean {
  return Array.isArray(audiences) && audiences.length === 1 && audiences[0] === "api://AzureADTokenExchange";
}

const roleAssignments = simple(({ id, path, body, state, existing }) => {
  checkRoleDefinition(text(body["roleDefinitionId"]));
  const scope = `/${text(path["scope"]).replace(/^\//, "")}`;
  const same = (other: PropertyMap, key: string) =>
    text(other[key]).toLowerCase() === text(body[key]).toLowerCase();
  const twin = Object.values(state.resources).find(
    (other) =>
      other.token.endsWith(":RoleAssignment") &&
      other.id !== id &&
      text(other.body["scope"]).toLowerCase() === scope.toLowerCase() &&
      same(other.body, "principalId") &&
      same(other.body, "roleDefinitionId"),
  );
  if (twin !== undefined && existing === undefined) {
    throw new ArmError(409, "RoleAssignmentExists", "The role assignment already exists.");
  }
  // Azure docs, RBAC troubleshooting: a principal just made is not found everywhere unless its type is stated.
  if (body["principalType"] === undefined && principals(state).has(text(body["principalId"]))) {
    const message = `Principal ${text(body["principalId"])} does not exist in the directory ${TENANT_ID}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype`;
    throw new ArmError(400, "PrincipalNotFound", message);
  }
  return { scope };
});

/** AKS docs, planned-maintenance: three names, and windows of 4 to 24 hours. */
const maintenanceConfigurations = simple(({ name, path, body, state, id }) => {
  if (find(state, id.replace(/\/maintenanceConfigurations\/[^/]+$/i, "")) === undefined) {
    const resource = `Microsoft.ContainerService/managedClusters/${text(path["resourceName"])}`;
    throw resourceNotFound(resource, text(path["resourceGroupName"]));
  }
  if (!MAINTENANCE_NAMES.includes(name)) {
    const message = `Maintenance configuration name '${name}' is not one of ${MAINTENANCE_NAMES.join(", ")}.`;
    throw new ArmError(400, "InvalidMaintenanceConfigurationName", message);
  }
  const window = isMap(body["maintenanceWindow"]) ? body["maintenanceWindow"] : undefined;
  if ((name === "default") === (window !== undefined)) {
    const wanted = name === "default" ? "timeInWeek" : "maintenanceWindow";
    throw new ArmError(400, "InvalidParameter", `The configuration '${name}' takes '${wanted}'.`);
  }
  const hours = Number(window?.["durationHours"] ?? 4);
  if (!(hours >= 4 && hours <= 24)) {
    const message = `The durationHours ${hours} of the maintenance window is not between 4 and 24.`;
    throw new ArmError(400, "InvalidParameter", message);
  }
  return {};
});

const MAINTENANCE_NAMES = ["default", "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"];

/** ACR docs, container-registry-get-started: a name of 5 to 50 letters and digits, and images at its address. */
const registries = simple(({ name }) => {
  if (!/^[A-Za-z0-9]{5,50}$/.test(name)) {
    const message = `The registry name '${name}' is invalid: it must be 5 to 50 alphanumeric characters.`;
    throw new ArmError(400, "RegistryNameNotValid", message);
  }
  return { loginServer: `${name.toLowerCase()}.azurecr.io` };
});

/** Principals of identities that were made in this subscription. */
function principals(state: ArmState): Set<string> {
  return new Set(
    Object.values(state.resources).flatMap(({ body }) => {
      const identity = isMap(body["identity"]) ? [text(body["identity"]["principalId"])] : [];
      const profile = isMap(body["identityProfile"]) ? Object.values(body["identityProfile"]) : [];
      return [
        text(body["principalId"]),
        ...identity,
        ...profile.map((item) => (isMap(item) ? text(item["objectId"]) : "")),
      ];
    }),
  );
}

/** Handlers of everything but clusters and pools, by type token. */
export const SIMPLE_RESOURCES: Record<string, Handler> = {
  [RESOURCE_GROUP]: resourceGroups,
  ...NETWORK_RESOURCES,
  ...MONITOR_RESOURCES,
  ...STORAGE_RESOURCES,
  "azure-native:managedidentity:UserAssignedIdentity": identities,
  "azure-native:managedidentity:FederatedIdentityCredential": federatedCredentials,
  "azure-native:authorization:RoleAssignment": roleAssignments,
  "azure-native:containerregistry:Registry": registries,
  [EXTENSION]: EXTENSIONS,
  "azure-native:containerservice:MaintenanceConfiguration": maintenanceConfigurations,
};

/** Refuses a pool in a subnet that is not there. */
export function checkSubnets(state: ArmState, pool: PropertyMap): void {
  for (const property of ["vnetSubnetID", "podSubnetID"]) {
    const id = pool[property];
    if (typeof id === "string" && find(state, id) === undefined) {
      const [, group = "", resource = ""] = /\/resourceGroups\/([^/]+)\/providers\/(.+)$/i.exec(id) ?? [];
      throw resourceNotFound(resource || id, group);
    }
  }
}
