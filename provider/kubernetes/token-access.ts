import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../settings";
import { MANAGED_BY } from "./namespace";
import { readerName } from "./readiness/reader";

/** What lets Ray ask Kubernetes about tokens, and the stack's own pods pass: KubeRay v1.7.0, ray-cluster.kubernetes.auth.yaml. */
export interface TokenAccess {
  delegator: Binding;
  role: { metadata: types.input.meta.v1.ObjectMeta; rules: types.input.rbac.v1.PolicyRule[] };
  roleBinding: Binding;
}

interface Binding {
  metadata: types.input.meta.v1.ObjectMeta;
  roleRef: types.input.rbac.v1.RoleRef;
  subjects: types.input.rbac.v1.Subject[];
}

/**
 * Builds what authentication by Kubernetes tokens needs. Ray reviews each token, and asks whether its owner has the verb
 * `ray:write` on RayClusters; Ray's own pods show the tokens of their service accounts to each other.
 */
export function buildTokenAccess(settings: RaySettings, namespace: Input<string>): TokenAccess | undefined {
  if (!settings.auth.kubernetes) return undefined;
  const apiGroup = "rbac.authorization.k8s.io";
  const name = `${settings.clusterName}-token`;
  const metadata = { name, namespace, labels: MANAGED_BY };
  const pods = podAccounts(settings).map((account) => ({ kind: "ServiceAccount", name: account, namespace }));
  const reader = { kind: "ServiceAccount", name: readerName(settings), namespace };
  return {
    delegator: {
      metadata: { name: `${settings.namespace}-${name}`, labels: MANAGED_BY },
      roleRef: { apiGroup, kind: "ClusterRole", name: "system:auth-delegator" },
      subjects: pods,
    },
    role: {
      metadata,
      rules: [{ apiGroups: ["ray.io"], resources: ["rayclusters"], verbs: ["ray:write"] }],
    },
    roleBinding: {
      metadata,
      roleRef: { apiGroup, kind: "Role", name },
      subjects: settings.readiness === "none" ? pods : [...pods, reader],
    },
  };
}

/** The service accounts of head and workers, each once. */
function podAccounts({ serviceAccountName, head, workerGroups }: RaySettings): Input<string>[] {
  const own = [head, ...workerGroups].map(({ pod }) => pod?.serviceAccountName ?? serviceAccountName);
  return [...new Set(own)].filter((account) => account !== undefined);
}
