import type { NewObject } from "../kubernetes/api";
import { copy } from "../kubernetes/values";
import { addAutoscaler } from "./autoscaler";
import { addCollector } from "./collector";
import { addFaultTolerance } from "./fault-tolerance";
import { addProbes } from "./probes";
import {
  checkLabel,
  envOf,
  fromField,
  headServiceHost,
  isAutoscalerV2,
  isAutoscaling,
  isTokenAuth,
  MAKER_KIND,
  KUBERAY_VERSION,
  ownedBy,
  tokenSecretName,
  type Container,
  type EnvVar,
  type Group,
  type PodSpec,
  type RayCluster,
  type WorkerGroupSpec,
} from "./ray-cluster";
import { addTls } from "./tls";
import { GCS_PORT, startCommand, startParameters } from "./ray-start";

/** A pod to create: `generateName` and `namespace` are set. */
export type PodToCreate = NewObject & { spec: PodSpec };

/** The pod annotations by which KubeRay recognises that a Recreate upgrade is due. */
export const SPEC_HASH = "ray.io/upgrade-strategy-recreate-hash";
export const OPERATOR_VERSION = "ray.io/kuberay-version";

type NodeType = "head" | "worker";

/** Which replica and host of its group a worker is. */
export interface WorkerPlace {
  replicaIndex: number;
  hostIndex: number;
  /** The replica's own name in a group with several hosts. */
  replicaName?: string;
}

/** The head pod: KubeRay v1.7.0 pod.go, DefaultHeadPodTemplate and BuildPod. */
export function buildHeadPod(cluster: RayCluster, specHash: string): PodToCreate {
  const group = cluster.spec.headGroupSpec;
  const pod = podFrom(cluster, group, "head", "headgroup", namePrefix(cluster.metadata.name, "head"));
  const container = first(pod.spec);
  const parameters = startParameters(group, container);
  if (isAutoscaling(cluster.spec)) {
    parameters["no-monitor"] = "true";
    addAutoscaler(cluster, pod.spec);
  }
  const annotations = pod.metadata.annotations as Record<string, string>;
  addFaultTolerance(cluster, pod, true, parameters);
  annotations[SPEC_HASH] = specHash;
  annotations[OPERATOR_VERSION] = KUBERAY_VERSION;
  finish(cluster, pod, "head", parameters);
  return pod;
}

/** A worker pod of a group: KubeRay v1.7.0 pod.go, DefaultWorkerPodTemplate and BuildPod. */
export function buildWorkerPod(cluster: RayCluster, group: WorkerGroupSpec, place: WorkerPlace): PodToCreate {
  const prefix = namePrefix(`${cluster.metadata.name}-${group.groupName}`, "worker");
  const pod = podFrom(cluster, group, "worker", group.groupName, prefix);
  const labels = pod.metadata.labels as Record<string, string>;
  labels["ray.io/worker-group-replica-index"] = String(place.replicaIndex);
  if (place.replicaName !== undefined) {
    labels["ray.io/worker-group-replica-name"] = place.replicaName;
    labels["ray.io/replica-host-index"] = String(place.hostIndex);
  }
  if (isAutoscaling(cluster.spec) && isAutoscalerV2(cluster.spec)) pod.spec.restartPolicy = "Never";
  const host = headServiceHost(cluster);
  const port = headPort(cluster);
  (pod.spec.initContainers ??= []).push(waitForGcs(first(pod.spec), host, port));
  const parameters = startParameters(group, first(pod.spec), `${host}:${port}`);
  addFaultTolerance(cluster, pod, false, parameters);
  finish(cluster, pod, "worker", parameters);
  return pod;
}

function podFrom(
  cluster: RayCluster,
  group: Group,
  nodeType: NodeType,
  groupName: string,
  generateName: string,
): PodToCreate {
  const template = copy(group.template);
  const { name, namespace } = cluster.metadata;
  const own = {
    "ray.io/cluster": name,
    "ray.io/node-type": nodeType,
    "ray.io/group": groupName,
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...template.metadata,
      name: undefined,
      generateName,
      namespace,
      annotations: { ...template.metadata?.annotations, ...overwriteAnnotation(cluster) },
      labels: {
        "ray.io/is-ray-node": "yes",
        "ray.io/identifier": checkLabel(`${name}-${nodeType}`),
        "app.kubernetes.io/name": "kuberay",
        "app.kubernetes.io/created-by": "kuberay-operator",
        ...template.metadata?.labels,
        ...group.labels,
        ...servingLabel(cluster, nodeType),
        // These three cannot be overridden.
        ...own,
      },
      ownerReferences: ownedBy(cluster),
    },
    spec: template.spec ?? {},
  };
}

/** Workers of a RayService serve when they are ready, the head when the service's controller says so (BuildPod). */
function servingLabel({ metadata }: RayCluster, nodeType: NodeType): Record<string, string> {
  if (metadata.labels?.[MAKER_KIND] !== "RayService") return {};
  return { "ray.io/serve": String(nodeType === "worker") };
}

/** What is the same for both kinds of pod, once their own containers stand. */
function finish(
  cluster: RayCluster,
  pod: PodToCreate,
  nodeType: NodeType,
  parameters: Record<string, string>,
): void {
  const { spec } = pod;
  const container = first(spec);
  if (!container.ports?.some(({ name }) => name === "metrics")) {
    (container.ports ??= []).push({ name: "metrics", containerPort: 8080 });
  }
  addCollector(cluster, spec, nodeType);
  if (isTokenAuth(cluster.spec)) addToken(cluster, spec);
  addTls(cluster, spec, nodeType);
  if (!("plasma-directory" in parameters)) addEmptyDir(spec, container, "shared-mem", "/dev/shm", "Memory");
  const readers = (spec.containers ?? []).filter(({ name }) => READS_LOGS.includes(name));
  for (const reader of readers.length > 0 ? [container, ...readers] : []) {
    addEmptyDir(spec, reader, "ray-logs", "/tmp/ray");
  }
  const command = startCommand(nodeType === "head", parameters);
  setCommand(container, command, pod.metadata.annotations as Record<string, string>);
  for (const init of spec.initContainers ?? [])
    (init.env ??= []).push(...addressEnv(headServiceHost(cluster)));
  addEnvironment(cluster, container, nodeType, command);
  addProbes(container, nodeType === "head", parameters, cluster.spec.rayVersion ?? "");
}

/** Containers that share Ray's logs: the autoscaler, which is beside the head alone, and the collector. */
const READS_LOGS = ["autoscaler", "ray-history-collector"];

function first(spec: PodSpec): Container {
  const container = spec.containers?.[0];
  // The validation lets no pod template without a container pass.
  if (container === undefined) throw new Error("a Ray pod template needs a container");
  return container;
}

export function headPort({ spec }: RayCluster): string {
  return spec.headGroupSpec.rayStartParams?.port ?? GCS_PORT;
}

function namePrefix(name: string, nodeType: NodeType): string {
  return `${name.slice(0, 50)}-${nodeType}-`.toLowerCase();
}

const OVERWRITE = "ray.io/overwrite-container-cmd";

function overwriteAnnotation({ metadata }: RayCluster): Record<string, string> {
  return metadata.annotations?.[OVERWRITE]?.toLowerCase() === "true" ? { [OVERWRITE]: "true" } : {};
}

function waitForGcs(ray: Container, host: string, port: string): Container {
  const limits = { cpu: "200m", memory: "256Mi" };
  return {
    name: "wait-gcs-ready",
    image: ray.image,
    imagePullPolicy: ray.imagePullPolicy,
    command: ["/bin/bash", "-c", "--"],
    args: [
      `until ray health-check --address ${host}:${port}; do echo "Waiting for GCS to be ready."; sleep 5; done`,
    ],
    securityContext: copy(ray.securityContext),
    env: copy(ray.env ?? []),
    volumeMounts: copy(ray.volumeMounts),
    resources: { limits, requests: { ...limits } },
  };
}

/** Token authentication for the Ray container, the autoscaler and the init container that asks the GCS. */
function addToken(cluster: RayCluster, spec: PodSpec): void {
  const init = spec.initContainers?.filter(({ name }) => name === "wait-gcs-ready") ?? [];
  const others = spec.containers?.filter(({ name }) => READS_LOGS.includes(name)) ?? [];
  if (cluster.spec.authOptions?.enableK8sTokenAuth) {
    (spec.volumes ??= []).push({
      name: TOKEN_VOLUME,
      projected: { sources: [{ serviceAccountToken: { path: "token" } }] },
    });
  }
  for (const container of [first(spec), ...init, ...others]) addTokenTo(container, cluster);
}

/** KubeRay v1.7.0 pod.go, AddRayTokenVolume. */
const TOKEN_VOLUME = "ray-token";

/** Token authentication for a container: KubeRay v1.7.0 pod.go, SetContainerTokenAuthEnvVars. */
export function addTokenTo(container: Container, cluster: RayCluster): void {
  setDefault(container, { name: "RAY_AUTH_MODE", value: "token" });
  if (cluster.spec.authOptions?.enableK8sTokenAuth) {
    setDefault(container, { name: "RAY_ENABLE_K8S_TOKEN_AUTH", value: "true" });
    const mountPath = "/var/run/secrets/ray.io/serviceaccount";
    (container.volumeMounts ??= []).push({ name: TOKEN_VOLUME, mountPath, readOnly: true });
  } else {
    const secretKeyRef = { name: tokenSecretName(cluster), key: "auth_token" };
    setDefault(container, { name: "RAY_AUTH_TOKEN", valueFrom: { secretKeyRef } });
  }
}

function addEmptyDir(
  spec: PodSpec,
  container: Container,
  name: string,
  mountPath: string,
  medium?: string,
): void {
  if (container.volumeMounts?.some((mount) => mount.mountPath === mountPath)) return;
  if (!spec.volumes?.some((volume) => volume.name === name)) {
    const { limits, requests } = container.resources ?? {};
    const sizeLimit = medium === "Memory" ? (limits?.memory ?? requests?.memory) : undefined;
    (spec.volumes ??= []).push({ name, emptyDir: { medium, sizeLimit } });
  }
  (container.volumeMounts ??= []).push({ name, mountPath });
}

/** The generated command goes after the user's own, unless that starts Ray itself or is to stay as it is. */
function setCommand(container: Container, command: string, annotations: Record<string, string>): void {
  const own = [...(container.command ?? []), ...(container.args ?? [])].map((part) => ` ${part} `).join("");
  if (annotations[OVERWRITE] === "true" || own.includes("ray start")) return;
  const generated = `ulimit -n \${RAY_START_ULIMIT_OPEN_FILES:-65536}; ${command}`;
  container.command = ["/bin/bash", "-c", "--"];
  container.args = [own === "" ? generated : `${own} && ${generated}`];
}

function addressEnv(host: string): EnvVar[] {
  return [
    { name: "FQ_RAY_IP", value: host },
    { name: "RAY_IP", value: host.split(".")[0] },
  ];
}

function addEnvironment(
  cluster: RayCluster,
  container: Container,
  nodeType: NodeType,
  command: string,
): void {
  const env = (container.env ??= []);
  const host = nodeType === "head" ? "127.0.0.1" : headServiceHost(cluster);
  const port = headPort(cluster);
  if (nodeType === "worker") env.push(...addressEnv(host));
  env.push(
    fromField("RAY_CLUSTER_NAME", "metadata.labels['ray.io/cluster']"),
    fromField("RAY_CLUSTER_NAMESPACE", "metadata.namespace"),
    fromField("RAY_CLOUD_INSTANCE_ID", "metadata.name"),
    fromField("RAY_NODE_TYPE_NAME", "metadata.labels['ray.io/group']"),
    { name: "KUBERAY_GEN_RAY_START_CMD", value: command },
  );
  setDefault(container, { name: "RAY_PORT", value: port });
  setDefault(container, { name: "RAY_ADDRESS", value: `${host}:${port}` });
  setDefault(container, { name: "RAY_USAGE_STATS_KUBERAY_IN_USE", value: "1" });
  if (nodeType === "head") {
    const value = `kuberay_version=${KUBERAY_VERSION};kuberay_crd=RayCluster`;
    env.push({ name: "RAY_USAGE_STATS_EXTRA_TAGS", value });
  }
  setDefault(container, { name: "RAY_DASHBOARD_ENABLE_K8S_DISK_USAGE", value: "1" });
}

function setDefault(container: Container, variable: EnvVar): void {
  if (envOf(container, variable.name) === undefined) (container.env ??= []).push(variable);
}
