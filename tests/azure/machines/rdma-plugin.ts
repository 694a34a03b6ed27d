import { valueAt, stringAt, type KubernetesObject } from "../../kubernetes/objects";

/**
 * What NVIDIA's RDMA shared device plugin makes of a node, by the NicClusterPolicy through which the Network Operator runs it.
 * Source: Mellanox/network-operator, api/v1alpha1; Mellanox/k8s-rdma-shared-dev-plugin, pkg/resources/resources_manager.go.
 */

/** Azure's names of sizes with RDMA have an `r` among the features (Azure docs, VM naming conventions). */
const SIZE_WITH_RDMA = /^standard_[a-z]+?\d+(-\d+)?[a-z]*r[a-z]*_/i;

/** Name of the one policy that the operator knows. */
const POLICY = "nic-cluster-policy";

interface Resource {
  resourceName?: unknown;
  rdmaHcaMax?: unknown;
}

/** What the node advertises; nothing where it has no adapters, or the plugin does not come up. */
export function advertisedRdma(node: KubernetesObject, policy: KubernetesObject): Record<string, number> {
  const size = node.metadata.labels?.["node.kubernetes.io/instance-type"] ?? "";
  if (policy.metadata.name !== POLICY || !SIZE_WITH_RDMA.test(size)) return {};
  if (!isSelected(node, policy) || !isTolerated(node, policy)) return {};
  const { configList = [] } = JSON.parse(
    stringAt(policy, "spec", "rdmaSharedDevicePlugin", "config") ?? "{}",
  ) as { configList?: Resource[] };
  const names = configList.map(({ resourceName }) => String(resourceName));
  // The plugin ends at a name with other characters, or at one that comes twice.
  if (names.some((name) => !/^[a-zA-Z0-9_]+$/.test(name)) || new Set(names).size !== names.length) return {};
  return Object.fromEntries(
    configList.map(({ resourceName, rdmaHcaMax }) => [`rdma/${String(resourceName)}`, Number(rdmaHcaMax)]),
  );
}

function isSelected(node: KubernetesObject, policy: KubernetesObject): boolean {
  const path = [
    "spec",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "nodeSelectorTerms",
  ];
  const terms = listAt(policy, ...path);
  return (
    terms.length === 0 ||
    terms.some((term) =>
      listAt(term, "matchExpressions").every((expression) =>
        listAt(expression, "values").includes(node.metadata.labels?.[stringAt(expression, "key") ?? ""]),
      ),
    )
  );
}

function isTolerated(node: KubernetesObject, policy: KubernetesObject): boolean {
  return listAt(node, "spec", "taints").every((taint) =>
    listAt(policy, "spec", "tolerations").some(
      (toleration) =>
        stringAt(toleration, "key") === stringAt(taint, "key") &&
        (stringAt(toleration, "operator") === "Exists" ||
          (stringAt(toleration, "value") ?? "") === (stringAt(taint, "value") ?? "")),
    ),
  );
}

function listAt(root: unknown, ...path: string[]): unknown[] {
  const value = valueAt(root, ...path);
  return Array.isArray(value) ? value : [];
}
