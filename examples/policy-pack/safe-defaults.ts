import { list, object, rayClusterSpecs, type Resource } from "./rules";

/** What is wrong with a Ray cluster that asks nobody for a token. */
export function tokenFaults({ type, props }: Resource): string[] {
  return rayClusterSpecs(type, object(props["spec"])).flatMap(({ path, cluster }) =>
    object(cluster["authOptions"])["mode"] === "token"
      ? []
      : [`${path}.authOptions.mode is not 'token': whoever reaches the dashboard runs code on the cluster`],
  );
}

/** What is wrong with an AKS cluster whose API server every address may ask. */
export function openApiServerFaults({ type, props }: Resource): string[] {
  if (!isOf(type, "containerservice", "ManagedCluster")) return [];
  const access = object(props["apiServerAccessProfile"]);
  const closed = access["enablePrivateCluster"] === true || list(access["authorizedIPRanges"]).length > 0;
  return closed
    ? []
    : [
        "apiServerAccessProfile leaves the API server open to every address; set 'authorizedIPRanges' or 'enablePrivateCluster' in 'network.apiServerAccess'",
      ];
}

/** What is wrong with a pool that may grow to more nodes with GPUs than `most`. */
export function gpuQuotaFaults({ type, props }: Resource, most: number): string[] {
  const size = String(props["vmSize"]);
  // N-series: https://learn.microsoft.com/azure/virtual-machines/sizes/overview
  if (!isOf(type, "containerservice", "AgentPool") || !/^Standard_N[CDGV]/.test(size)) return [];
  const nodes = Number(props["maxCount"] ?? props["count"]);
  return nodes > most
    ? [`may grow to ${nodes} nodes of ${size}: at most ${most} are allowed; lower 'maxNodes'`]
    : [];
}

/** What is wrong with storage or a registry that a key or a password opens, whoever has it. */
export function sharedKeyFaults({ type, props }: Resource): string[] {
  if (isOf(type, "storage", "StorageAccount") && props["allowSharedKeyAccess"] !== false) {
    return ["allowSharedKeyAccess is not false: its keys open everything in it; let identities in by roles"];
  }
  if (isOf(type, "containerregistry", "Registry") && props["adminUserEnabled"] === true) {
    return [
      "adminUserEnabled is true: one password pulls and pushes every image; let identities in by roles",
    ];
  }
  return [];
}

/** What is wrong with a container that is the node's root, where only NVIDIA's daemons are let. */
export function privilegedFaults({ type, props }: Resource): string[] {
  return rayClusterSpecs(type, object(props["spec"])).flatMap(({ path, cluster }) =>
    [cluster["headGroupSpec"], ...list(cluster["workerGroupSpecs"])].flatMap((group) =>
      list(object(object(object(group)["template"])["spec"])["containers"])
        .filter((container) => object(object(container)["securityContext"])["privileged"] === true)
        .map(
          (container) =>
            `${path}: the container '${String(object(container)["name"])}' is privileged; remove it`,
        ),
    ),
  );
}

/** Whether a type is azure-native's of this module and name, of whatever version of its API. */
function isOf(type: string, module: string, name: string): boolean {
  return new RegExp(`^azure-native:${module}(/v\\w+)?:${name}$`).test(type);
}
