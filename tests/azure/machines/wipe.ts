import { setTimeout as sleep } from "node:timers/promises";
import {
  AdmissionregistrationV1Api,
  ApiException,
  ApiextensionsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubernetesObjectApi,
  RbacAuthorizationV1Api,
  SchedulingV1Api,
  StorageV1Api,
  type KubeConfig,
  type KubernetesObject,
  type V1CustomResourceDefinition,
} from "@kubernetes/client-node";

/** Namespaces that every cluster has. */
const SYSTEM_NAMESPACES = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

/** KWOK's own resources belong to the control plane, not to what the stack put there. */
const CONTROL_PLANE_GROUPS = /(^|\.)kwok\.x-k8s\.io$/;

type Kinds = [apiVersion: string, kind: string][];

/** Pods, after what would make them anew. */
const WORKLOADS: Kinds = [
  ["apps/v1", "DaemonSet"],
  ["apps/v1", "Deployment"],
  ["apps/v1", "StatefulSet"],
  ["apps/v1", "ReplicaSet"],
  ["batch/v1", "CronJob"],
  ["batch/v1", "Job"],
  ["v1", "Pod"],
];

/** What else a stack leaves in the namespaces that stay. */
const OTHER_KINDS: Kinds = [
  ["v1", "Service"],
  ["v1", "Secret"],
  ["v1", "ConfigMap"],
  ["v1", "ServiceAccount"],
  ["v1", "PersistentVolumeClaim"],
  ["networking.k8s.io/v1", "NetworkPolicy"],
  ["networking.k8s.io/v1", "Ingress"],
  ["rbac.authorization.k8s.io/v1", "RoleBinding"],
  ["rbac.authorization.k8s.io/v1", "Role"],
];

/** How long to wait for namespaces and definitions to go, in milliseconds. */
const PATIENCE = 180_000;

/** Refusals that pass by themselves. */
const PASSING_STATUSES = new Set([429, 500, 503, 504]);

/**
 * A deleted AKS cluster is gone with everything in it. This one has to be emptied instead: custom resources and
 * their definitions, namespaces, cluster-wide objects and nodes; finalizers of a controller that will never answer
 * are struck. What a fresh control plane has stays.
 */
export async function wipeCluster(config: KubeConfig): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await wipeOnce(config);
    } catch (error) {
      // The API server refuses the resources of a definition for a second after that has been made or deleted.
      const passes = error instanceof ApiException && PASSING_STATUSES.has(error.code);
      if (!passes || Date.now() > deadline) throw error;
      await sleep(1000);
    }
  }
}

async function wipeOnce(config: KubeConfig): Promise<void> {
  const core = config.makeApiClient(CoreV1Api);
  await deleteWebhooks(config);
  const namespaces = (await core.listNamespace()).items.map(({ metadata }) => metadata?.name ?? "");
  const doomed = namespaces.filter((name) => !SYSTEM_NAMESPACES.has(name));
  // First, since they are emptied five seconds later, and where pods still run, not again for half of their grace period
  // (kubernetes, pkg/controller/namespace/namespace_controller.go).
  for (const name of doomed) await gone(core.deleteNamespace({ name }));
  for (const name of doomed) await empty(config, name, WORKLOADS);
  for (const definition of await customResourceDefinitions(config))
    await deleteCustomResources(config, definition);
  await deleteClusterObjects(config);
  for (const name of SYSTEM_NAMESPACES) await empty(config, name, [...WORKLOADS, ...OTHER_KINDS]);
  for (const { metadata } of (await core.listNode()).items)
    await gone(core.deleteNode({ name: metadata?.name ?? "" }));
  await until(async () => {
    for (const namespace of doomed) await endPods(core, namespace);
    // Controllers that still ran may have made objects again in the meantime.
    for (const definition of await customResourceDefinitions(config))
      await deleteCustomResources(config, definition);
    const left = (await core.listNamespace()).items.filter(({ metadata }) =>
      doomed.includes(metadata?.name ?? ""),
    );
    return left.length === 0 && (await customResourceDefinitions(config)).length === 0;
  });
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!(await done())) {
    if (Date.now() > deadline)
      throw new Error("the cluster's namespaces did not go away within three minutes");
    await sleep(100);
  }
}

async function deleteWebhooks(config: KubeConfig): Promise<void> {
  const admission = config.makeApiClient(AdmissionregistrationV1Api);
  for (const name of names(await admission.listValidatingAdmissionPolicyBinding())) {
    await gone(admission.deleteValidatingAdmissionPolicyBinding({ name }));
  }
  for (const name of names(await admission.listValidatingAdmissionPolicy())) {
    await gone(admission.deleteValidatingAdmissionPolicy({ name }));
  }
  for (const name of names(await admission.listValidatingWebhookConfiguration())) {
    await gone(admission.deleteValidatingWebhookConfiguration({ name }));
  }
  for (const name of names(await admission.listMutatingWebhookConfiguration())) {
    await gone(admission.deleteMutatingWebhookConfiguration({ name }));
  }
}

async function customResourceDefinitions(config: KubeConfig): Promise<V1CustomResourceDefinition[]> {
  const { items } = await config.makeApiClient(ApiextensionsV1Api).listCustomResourceDefinition();
  return items.filter(({ spec }) => !CONTROL_PLANE_GROUPS.test(spec.group));
}

async function deleteCustomResources(
  config: KubeConfig,
  definition: V1CustomResourceDefinition,
): Promise<void> {
  const custom = config.makeApiClient(CustomObjectsApi);
  const objects = KubernetesObjectApi.makeApiClient(config);
  const { group, names: kind, versions } = definition.spec;
  const version = versions.find(({ served }) => served)?.name;
  if (version !== undefined) {
    const list = await absent(
      custom.listCustomObjectForAllNamespaces({ group, version, plural: kind.plural }) as Promise<{
        items?: KubernetesObject[];
      }>,
    );
    for (const { metadata } of list?.items ?? []) {
      const object = { apiVersion: `${group}/${version}`, kind: kind.kind, metadata: { ...metadata } };
      if (metadata?.finalizers?.length) await gone(strikeFinalizers(objects, object));
      await gone(objects.delete(object));
    }
  }
  const name = definition.metadata?.name ?? "";
  await gone(config.makeApiClient(ApiextensionsV1Api).deleteCustomResourceDefinition({ name }));
}

function strikeFinalizers(objects: KubernetesObjectApi, object: KubernetesObject): Promise<unknown> {
  const { name, namespace } = object.metadata ?? {};
  // A merge patch: null takes the list away.
  const patch = { ...object, metadata: { name, namespace, finalizers: null } } as unknown as KubernetesObject;
  return objects.patch(patch, undefined, undefined, undefined, undefined, "application/merge-patch+json");
}

async function deleteClusterObjects(config: KubeConfig): Promise<void> {
  const rbac = config.makeApiClient(RbacAuthorizationV1Api);
  for (const name of names(await rbac.listClusterRoleBinding()))
    await gone(rbac.deleteClusterRoleBinding({ name }));
  for (const name of names(await rbac.listClusterRole())) await gone(rbac.deleteClusterRole({ name }));
  const scheduling = config.makeApiClient(SchedulingV1Api);
  for (const name of names(await scheduling.listPriorityClass()))
    await gone(scheduling.deletePriorityClass({ name }));
  const storage = config.makeApiClient(StorageV1Api);
  for (const name of names(await storage.listStorageClass()))
    await gone(storage.deleteStorageClass({ name }));
  const core = config.makeApiClient(CoreV1Api);
  for (const name of names(await core.listPersistentVolume()))
    await gone(core.deletePersistentVolume({ name }));
}

async function empty(config: KubeConfig, namespace: string, kinds: Kinds): Promise<void> {
  const objects = KubernetesObjectApi.makeApiClient(config);
  for (const [apiVersion, kind] of kinds) {
    const list = await absent(objects.list(apiVersion, kind, namespace));
    for (const { metadata } of list?.items ?? []) {
      if (isOwn(metadata?.name ?? "", metadata?.labels)) continue;
      const object = { apiVersion, kind, metadata: { name: metadata?.name ?? "", namespace } };
      await gone(objects.delete(object, undefined, undefined, 0, undefined, "Background"));
    }
  }
}

/** Names of the objects in a list that no control plane makes by itself. */
function names(list: { items: KubernetesObject[] }): string[] {
  return list.items
    .filter(({ metadata }) => !isOwn(metadata?.name ?? "", metadata?.labels))
    .map(({ metadata }) => metadata?.name ?? "");
}

/** Whether a control plane makes an object of this name by itself. */
function isOwn(name: string, labels: Record<string, string> = {}): boolean {
  if ("kubernetes.io/bootstrapping" in labels || name.startsWith("system:") || name.startsWith("system-"))
    return true;
  const own = [
    "kubernetes",
    "default",
    "kube-root-ca.crt",
    "cluster-admin",
    "kube-apiserver-legacy-service-account-token-tracking",
  ];
  return (
    own.includes(name) || name.startsWith("extension-apiserver-authentication") || name.startsWith("kwok")
  );
}

/** Pods do not wait for a kubelet that is gone. */
async function endPods(core: CoreV1Api, namespace: string): Promise<void> {
  const pods = await absent(core.listNamespacedPod({ namespace }));
  for (const { metadata } of pods?.items ?? []) {
    await gone(core.deleteNamespacedPod({ name: metadata?.name ?? "", namespace, gracePeriodSeconds: 0 }));
  }
}

/** The answer; undefined for 404. */
async function absent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
  }
}

/** Ends well also when there was nothing to delete, or somebody else is at it. */
async function gone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ApiException && (error.code === 404 || error.code === 409))) throw error;
  }
}
