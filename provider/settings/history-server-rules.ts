import type { HistoryServerArgs, PodTemplateOverride, RayArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { checkField } from "./inputs";
import { templateContainer } from "./pod-template";
import { cpuFault, memoryFault } from "./resource-faults";
import { checkEnv, imageNameFault, type PodContext } from "./worker-rules";

/** Variables that KubeRay sets on the collector, and refuses (v1.7.0, validateCollectorOptions). */
const KUBERAY_ENV = [
  "POD_IP",
  "FQ_RAY_IP",
  "RAY_CLUSTER_NAME",
  "RAY_CLUSTER_NAMESPACE",
  "RAY_ROLE",
  "OWNER_KIND",
  "OWNER_NAME",
  "EVENTS_PORT",
];

/** Variables that other arguments say, with the argument. */
const SAID_OTHERWISE: Readonly<Record<string, string>> = {
  AZURE_STORAGE_ACCOUNT_URL: "'accountUrl'",
  AZURE_STORAGE_AUTH_MODE: "'accountUrl' or 'connectionStringSecret'",
  AZURE_STORAGE_CONNECTION_STRING: "'connectionStringSecret'",
  AZURE_STORAGE_CONTAINER: "'containerName'",
  STORAGE_BACKEND: "this package",
};

/** Name of KubeRay's container (v1.7.0, constant.go). */
const COLLECTOR = "ray-history-collector";

/** Checks the collector of logs and events. */
export function checkHistoryServer(ray: RayArgs, at: string, { storage }: PodContext, faults: Faults): void {
  const { historyServer } = ray;
  if (historyServer === undefined) return;
  const path = joinPath(at, "historyServer");
  const { accountUrl, connectionStringSecret, resources, env } = historyServer;
  if (accountUrl !== undefined && connectionStringSecret !== undefined) {
    faults.add(path, "must have at most one of 'accountUrl' and 'connectionStringSecret'");
  } else if (accountUrl === undefined && connectionStringSecret === undefined && !storage) {
    faults.add(path, "must have one of 'accountUrl' and 'connectionStringSecret', or storage beside it");
  }
  checkServer(historyServer, path, storage === true, faults);
  if (!storage) checkIdentity(ray, path, faults);
  checkField(historyServer, "accountUrl", path, faults, (url) =>
    /^https:\/\/[^\s/]+\/?$/.test(url)
      ? undefined
      : `'${url}' is no address of a storage account, such as 'https://ACCOUNT.blob.core.windows.net'`,
  );
  checkField(historyServer, "containerName", path, faults, containerNameFault);
  checkField(historyServer, "image", path, faults, imageNameFault);
  checkField(resources, "cpu", joinPath(path, "resources"), faults, cpuFault);
  checkField(resources, "memory", joinPath(path, "resources"), faults, memoryFault);
  checkEnv(env, joinPath(path, "env"), faults);
  for (const name of Object.keys(env ?? {})) {
    const argument = KUBERAY_ENV.includes(name) ? "KubeRay" : SAID_OTHERWISE[name];
    if (argument !== undefined) faults.add(joinPath(path, "env", name), `is set by ${argument}; remove it`);
  }
}

/** The identity of a server can be made for the account of `storage` alone, since an address says neither its resource nor its issuer. */
function checkServer(
  { server, accountUrl, connectionStringSecret }: HistoryServerArgs,
  path: string,
  storage: boolean,
  faults: Faults,
): void {
  if (server === undefined) return;
  const at = joinPath(path, "server");
  checkField(server, "image", at, faults, imageNameFault);
  if (connectionStringSecret !== undefined) return;
  if (!storage) {
    faults.add(
      at,
      "needs 'storage', or 'connectionStringSecret', to reach what it shows; give one, or remove it",
    );
  } else if (accountUrl !== undefined) {
    faults.add(
      joinPath(path, "accountUrl"),
      "excludes 'server', whose identity may read the account of 'storage' alone: remove one of the two",
    );
  }
}

function checkIdentity(
  { historyServer = {}, serviceAccountName }: RayArgs,
  path: string,
  faults: Faults,
): void {
  const { accountUrl, clientId } = historyServer;
  const at = joinPath(path, "clientId");
  if (clientId !== undefined && accountUrl === undefined) {
    faults.add(at, "is of the identity for 'accountUrl'; give that too, or remove it");
  } else if (clientId !== undefined && serviceAccountName !== undefined) {
    faults.add(at, "excludes 'serviceAccountName', whose service account names its own identity; remove one");
  } else if (accountUrl !== undefined && clientId === undefined && serviceAccountName === undefined) {
    faults.add(
      at,
      "must be given for 'accountUrl', unless 'serviceAccountName' names an account with an identity",
    );
  }
}

/** https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
function containerNameFault(name: string): string | undefined {
  return /^[a-z0-9](-?[a-z0-9])*$/.test(name) && name.length >= 3 && name.length <= 63
    ? undefined
    : `'${name}' is no name of a blob container: 3 to 63 lower-case letters, digits and single '-', a letter or digit first and last`;
}

/** Checks that a pod template leaves KubeRay's container alone. */
export function checkCollectorName(
  podTemplate: PodTemplateOverride | undefined,
  path: string,
  faults: Faults,
): void {
  if (templateContainer(podTemplate, COLLECTOR) === undefined) return;
  faults.add(
    joinPath(path, "podTemplate", "spec", "containers", COLLECTOR),
    "is the name of KubeRay's container for 'historyServer'; choose another name",
  );
}
