import { ArmError } from "./arm-error";

/** Built-in roles by id. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const BUILT_IN_ROLES: Record<string, string> = {
  "7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
  "22926164-76b3-42b3-bc55-97df8dab3e41": "Grafana Admin",
  "a79a5197-3a5c-4973-a920-486035ffd60f": "Grafana Editor",
  "60921a7e-fef1-4a43-9b16-a26c52ad4769": "Grafana Viewer",
  "f1a07417-d97a-45cb-824c-7a7467783830": "Managed Identity Operator",
  "b0d8363b-8ddd-447d-831f-62ca05bff136": "Monitoring Data Reader",
  "4d97b98b-1d4f-4787-a291-c67834d212e7": "Network Contributor",
  "b12aa53e-6015-4669-85d0-8515ebb3ae7f": "Private DNS Zone Contributor",
  "acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
  "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
};

/** RBAC docs, "assign roles with ARM templates": a role is named by its id, and has to be there. */
export function checkRoleDefinition(roleDefinitionId: string): void {
  const id = /\/providers\/Microsoft\.Authorization\/roleDefinitions\/([^/]+)$/i.exec(roleDefinitionId)?.[1];
  if (id !== undefined && Object.hasOwn(BUILT_IN_ROLES, id.toLowerCase())) return;
  const message = `The specified role definition with ID '${id ?? roleDefinitionId}' does not exist.`;
  throw new ArmError(400, "RoleDefinitionDoesNotExist", message);
}
