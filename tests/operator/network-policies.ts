import type { NewObject } from "../kubernetes/api";
import { MAKER_KIND, MAKER_NAME, ownedBy, type NetworkPolicyRules, type RayCluster } from "./ray-cluster";

/**
 * The NetworkPolicies of a cluster: one of the head and one of each worker group, which open its pods to each other, the
 * head to the submitter of the RayJob that made the cluster, and what the user adds: KubeRay v1.7.0
 * networkpolicy_controller.go.
 */
export function buildNetworkPolicies(cluster: RayCluster): NewObject[] {
  const policy = cluster.spec.networkPolicy;
  if (policy === undefined) return [];
  const { name } = cluster.metadata;
  return [
    build(
      cluster,
      `${name}-head`,
      "headgroup",
      { "ray.io/node-type": "head" },
      policy.head,
      submitter(cluster),
    ),
    ...(cluster.spec.workerGroupSpecs ?? []).map(({ groupName }) =>
      build(
        cluster,
        `${name}-workers-${groupName}`,
        groupName,
        { "ray.io/node-type": "worker", "ray.io/group": groupName },
        policy.workerGroups?.find((rules) => rules.groupName === groupName) ?? policy.worker,
      ),
    ),
  ];
}

function build(
  cluster: RayCluster,
  name: string,
  group: string,
  selector: Record<string, string>,
  rules: NetworkPolicyRules = {},
  ingress: unknown[] = [],
): NewObject {
  const mode = cluster.spec.networkPolicy?.mode ?? "DenyAll";
  const own = { "ray.io/cluster": cluster.metadata.name };
  const peers = [{ podSelector: { matchLabels: own } }];
  const denied = { Ingress: mode !== "DenyAllEgress", Egress: mode !== "DenyAllIngress" };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      name,
      namespace: cluster.metadata.namespace,
      labels: {
        ...own,
        "ray.io/group": group,
        "app.kubernetes.io/name": "kuberay",
        "app.kubernetes.io/created-by": "kuberay-operator",
      },
      ownerReferences: ownedBy(cluster),
    },
    spec: {
      podSelector: { matchLabels: { ...own, ...selector } },
      policyTypes: Object.entries(denied).flatMap(([type, is]) => (is ? [type] : [])),
      ...(denied.Ingress && { ingress: [{ from: peers }, ...ingress, ...(rules.ingressRules ?? [])] }),
      ...(denied.Egress && { egress: [{ to: peers }, ...(rules.egressRules ?? [])] }),
    },
  };
}

/** Only in K8sJobMode does a pod outside of the cluster submit the job: buildRayJobPeer. */
function submitter({ metadata }: RayCluster): unknown[] {
  const labels = metadata.labels ?? {};
  if (labels["ray.io/job-submission-mode"] !== "K8sJobMode") return [];
  const matchLabels = { [MAKER_NAME]: labels[MAKER_NAME], [MAKER_KIND]: "RayJob" };
  return [{ from: [{ podSelector: { matchLabels } }], ports: [{ protocol: "TCP", port: 8265 }] }];
}
