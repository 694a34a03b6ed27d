import { isMap } from "../plugin";
import { text } from "./agent-pool/values";
import { ArmError, resourceNotFound } from "./arm-error";
import { descendants, EXTENSION, find } from "./arm-state";
import type { Handler, PutRequest } from "./handler";
import { simple } from "./simple-handler";
import { fullVersion, minorOf } from "./versions";

const KUBERAY = "microsoft.kuberay";

/** https://learn.microsoft.com/azure/aks/kuberay-overview, "Prerequisites": Kubernetes 1.34 or later. */
const FIRST_MINOR = 34;

/** AKS extensions (https://learn.microsoft.com/azure/aks/cluster-extensions; REST reference, Extensions - Create). */
export const EXTENSIONS: Handler = simple((request) => {
  const { body, existing } = request;
  const type = text(body["extensionType"]);
  if (type.toLowerCase() !== KUBERAY) {
    throw refusal(`Extension type '${type}' is not registered; this stand-in knows ${KUBERAY}.`);
  }
  if (existing !== undefined && text(existing.body["extensionType"]) !== type) {
    throw refusal("The extensionType of an extension cannot be changed.");
  }
  checkCluster(request);
  checkVersion(request);
  const twin = descendants(request.state, clusterId(request.id)).find(
    ({ id, token, body: other }) =>
      token === EXTENSION && id !== request.id && other["extensionType"] === type,
  );
  if (twin !== undefined)
    throw refusal(`The cluster has an extension of type '${type}' already: ${twin.name}.`);
  const pinned = text(body["version"]);
  return { currentVersion: pinned === "" ? "1.0.0" : pinned, scope: scopeOf(body["scope"]) };
});

function checkCluster({ id, path, state }: PutRequest): void {
  const cluster = find(state, clusterId(id));
  if (cluster === undefined) {
    const resource = `${text(path["clusterRp"])}/${text(path["clusterResourceName"])}/${text(path["clusterName"])}`;
    throw resourceNotFound(resource, text(path["resourceGroupName"]));
  }
  const version = fullVersion(text(cluster.body["kubernetesVersion"]));
  if (minorOf(version) < FIRST_MINOR) {
    throw refusal(`The extension type '${KUBERAY}' does not support Kubernetes version ${version}.`);
  }
}

/** Azure follows a release train or stays at a version. */
function checkVersion({ body }: PutRequest): void {
  if (body["version"] !== undefined && body["autoUpgradeMinorVersion"] !== false) {
    throw refusal("'version' can be given only when 'autoUpgradeMinorVersion' is 'false'.");
  }
}

function scopeOf(scope: unknown) {
  const cluster = isMap(scope) && isMap(scope["cluster"]) ? scope["cluster"] : {};
  return { cluster: { releaseNamespace: text(cluster["releaseNamespace"]) || "kuberay-system" } };
}

function clusterId(id: string): string {
  return id.replace(/\/providers\/Microsoft\.KubernetesConfiguration\/extensions\/[^/]+$/i, "");
}

function refusal(message: string): ArmError {
  return new ArmError(400, "ExtensionOperationFailed", message);
}
