import { stringAt, valueAt } from "./objects";

/** Fields whose change needs a new object. Source: pulumi-kubernetes 4.34, provider/pkg/provider/diff.go. */
const FORCE_NEW: Record<string, string[]> = {
  "apps/DaemonSet": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
  "/ConfigMap": ["binaryData", "data"],
  "/Secret": ["type", "stringData", "data"],
  "/PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  "/ResourceQuota": ["spec.scopes"],
  "/Service": ["spec.clusterIP"],
  "/Pod": [
    "spec.affinity",
    "spec.containers",
    "spec.dnsConfig",
    "spec.dnsPolicy",
    "spec.hostNetwork",
    "spec.imagePullSecrets",
    "spec.initContainers",
    "spec.nodeName",
    "spec.nodeSelector",
    "spec.priorityClassName",
    "spec.restartPolicy",
    "spec.runtimeClassName",
    "spec.schedulerName",
    "spec.securityContext",
    "spec.serviceAccountName",
    "spec.terminationGracePeriodSeconds",
    "spec.volumes",
  ],
};

export interface MutableKinds {
  configMaps: boolean;
  secrets: boolean;
}

/** Decides, per changed path such as `spec.template.spec.containers[0].image`, whether the object is replaced. */
export function forceNewRule(object: unknown, mutable: MutableKinds): (path: string) => boolean {
  const apiVersion = stringAt(object, "apiVersion") ?? "";
  const kind = stringAt(object, "kind") ?? "";
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  const immutable = valueAt(object, "immutable") === true;
  const fields = ["metadata.name", "metadata.namespace"];
  const changeable =
    !immutable && ((kind === "ConfigMap" && mutable.configMaps) || (kind === "Secret" && mutable.secrets));
  fields.push(...(group === "" && changeable ? [] : (FORCE_NEW[`${group}/${kind}`] ?? [])));
  // Secret.type cannot change even where the data can.
  if (group === "" && kind === "Secret") fields.push("type");
  return (path) => fields.some((field) => isAtOrBelow(path, field));
}

function isAtOrBelow(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
}
