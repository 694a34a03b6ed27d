import type { NewObject } from "../kubernetes/api";
import { copy } from "../kubernetes/values";
import { checkName, fromField, isAutoscalerV2, ownedBy, type PodSpec, type RayCluster } from "./ray-cluster";

/** The head's ServiceAccount: the user's own, else the cluster's name. */
export function headServiceAccount({ metadata, spec }: RayCluster): string {
  return spec.headGroupSpec.template.spec?.serviceAccountName || metadata.name;
}

/** Adds the autoscaler's container, ServiceAccount and, for v2, restart policy to the head's pod. */
export function addAutoscaler(cluster: RayCluster, spec: PodSpec): void {
  const options = cluster.spec.autoscalerOptions ?? {};
  const version = options.version;
  const ray = spec.containers?.[0];
  const command =
    "ray kuberay-autoscaler --cluster-name $(RAY_CLUSTER_NAME) --cluster-namespace $(RAY_CLUSTER_NAMESPACE)";
  const limits = { cpu: "500m", memory: "512Mi" };
  spec.serviceAccountName = checkName(headServiceAccount(cluster));
  spec.containers?.push({
    name: "autoscaler",
    image: options.image ?? ray?.image,
    imagePullPolicy: options.imagePullPolicy ?? "IfNotPresent",
    env: [
      fromField("RAY_CLUSTER_NAME", "metadata.labels['ray.io/cluster']"),
      fromField("RAY_CLUSTER_NAMESPACE", "metadata.namespace"),
      fromField("RAY_HEAD_POD_NAME", "metadata.name"),
      { name: "KUBERAY_CRD_VER", value: "v1" },
      { name: "KUBERAY_GEN_AUTOSCALER_START_CMD", value: command },
      ...copy(options.env ?? []),
    ],
    envFrom: copy(options.envFrom),
    command: options.command?.length ? options.command : ["/bin/bash", "-c", "--"],
    args: options.args?.length ? options.args : [command],
    resources: copy(options.resources ?? { limits, requests: { ...limits } }),
    volumeMounts: copy(options.volumeMounts),
    securityContext: copy(options.securityContext),
  });
  if (isAutoscalerV2(cluster.spec)) spec.restartPolicy = "Never";
  if (version === "v1" || version === "v2") {
    (ray ? (ray.env ??= []) : []).push({ name: "RAY_enable_autoscaler_v2", value: String(version === "v2") });
  }
}

/** ServiceAccount (unless it is the user's own), Role and RoleBinding of the autoscaler: KubeRay v1.7.0 rbac.go. */
export function buildAutoscalerAccess(cluster: RayCluster): NewObject[] {
  const { name, namespace } = cluster.metadata;
  const account = headServiceAccount(cluster);
  const metadata = (object: string) => ({
    name: checkName(object),
    namespace,
    labels: {
      "ray.io/cluster": name,
      "app.kubernetes.io/name": "kuberay",
      "app.kubernetes.io/created-by": "kuberay-operator",
    },
    ownerReferences: ownedBy(cluster),
  });
  const objects: NewObject[] = [
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: metadata(name),
      rules: [
        { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch", "patch"] },
        { apiGroups: [""], resources: ["pods/resize"], verbs: ["patch"] },
        { apiGroups: ["ray.io"], resources: ["rayclusters"], verbs: ["get", "patch"] },
      ],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: metadata(name),
      subjects: [{ kind: "ServiceAccount", name: checkName(account), namespace }],
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: checkName(name) },
    },
  ];
  const isOwn = cluster.spec.headGroupSpec.template.spec?.serviceAccountName !== undefined;
  const serviceAccount = { apiVersion: "v1", kind: "ServiceAccount", metadata: metadata(account) };
  return isOwn ? objects : [serviceAccount, ...objects];
}
