import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../../settings";
import { MANAGED_BY } from "../namespace";
import type { AccountRights } from "../service-account";

/** Name of the readiness Job's service account, role and binding. */
export function readerName({ clusterName }: Pick<RaySettings, "clusterName">): string {
  return `${clusterName}-readiness`;
}

/**
 * What lets the readiness Job see why pods do not run: it reads the pods of its namespace, their logs and the events, and what Kueue says
 * of the RayCluster where that is queued; nothing else.
 */
export type Reader = AccountRights;

/** What Kueue makes of each RayCluster, with the reason for which it waits. */
const WORKLOADS = { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads"], verbs: ["list"] };

/** Builds the readiness Job's service account and what it may do. */
export function buildReader(settings: RaySettings, namespace: Input<string>): Reader {
  const name = readerName(settings);
  const metadata = { name, namespace, labels: MANAGED_BY };
  return {
    serviceAccount: { metadata },
    role: {
      metadata,
      rules: [
        { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] },
        { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
        { apiGroups: [""], resources: ["events"], verbs: ["list"] },
        ...(settings.queue?.manager === "kueue" ? [WORKLOADS] : []),
      ],
    },
    roleBinding: {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
  };
}
