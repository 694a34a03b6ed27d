import type { Condition, KubernetesObject, ObjectMeta, OwnerReference } from "../kubernetes/objects";

export const RAY_API_VERSION = "ray.io/v1";

/** Labels of what a RayJob or RayService has made: the name and the kind of its maker. */
export const MAKER_NAME = "ray.io/originated-from-cr-name";
export const MAKER_KIND = "ray.io/originated-from-crd";

/** The version of KubeRay whose behaviour this folder follows. */
export const KUBERAY_VERSION = "v1.7.0";

/** A `ray.io/v1` RayCluster, as far as the operator looks at it. */
export interface RayCluster extends KubernetesObject {
  spec: RayClusterSpec;
  status?: RayClusterStatus;
}

export interface RayClusterSpec {
  rayVersion?: string;
  suspend?: boolean;
  managedBy?: string;
  enableInTreeAutoscaling?: boolean;
  autoscalerOptions?: AutoscalerOptions;
  authOptions?: { mode?: string; secretName?: string; enableK8sTokenAuth?: boolean };
  headServiceAnnotations?: Record<string, string>;
  headGroupSpec: HeadGroupSpec;
  workerGroupSpecs?: WorkerGroupSpec[];
  upgradeStrategy?: { type?: string };
  gcsFaultToleranceOptions?: GcsFaultToleranceOptions;
  networkPolicy?: NetworkPolicy;
  tlsOptions?: { enabled?: boolean };
  historyServerOptions?: { collectorOptions?: Partial<Container> };
}

export interface AutoscalerOptions {
  version?: string;
  idleTimeoutSeconds?: number;
  resources?: Resources;
  image?: string;
  imagePullPolicy?: string;
  env?: EnvVar[];
  envFrom?: unknown[];
  volumeMounts?: VolumeMount[];
  securityContext?: unknown;
  command?: string[];
  args?: string[];
  upscalingMode?: string;
}

export interface Group {
  rayStartParams?: Record<string, string>;
  resources?: Record<string, string>;
  labels?: Record<string, string>;
  template: PodTemplate;
}

export interface HeadGroupSpec extends Group {
  serviceType?: string;
  enableIngress?: boolean;
  ingressOptions?: { host?: string; path?: string; pathType?: string; tls?: unknown[] };
  headService?: { metadata?: Partial<ObjectMeta>; spec?: Record<string, unknown> };
}

export interface WorkerGroupSpec extends Group {
  groupName: string;
  replicas?: number;
  minReplicas?: number;
  maxReplicas?: number;
  numOfHosts?: number;
  idleTimeoutSeconds?: number;
  priority?: number;
  suspend?: boolean;
  scaleStrategy?: { workersToDelete?: string[] };
}

export interface GcsFaultToleranceOptions {
  backend?: string;
  redisAddress?: string;
  redisUsername?: { value?: string; valueFrom?: unknown };
  redisPassword?: { value?: string; valueFrom?: unknown };
  externalStorageNamespace?: string;
  storage?: Record<string, unknown>;
}

export interface NetworkPolicyRules {
  ingressRules?: unknown[];
  egressRules?: unknown[];
}

export interface NetworkPolicy {
  mode?: string;
  head?: NetworkPolicyRules;
  worker?: NetworkPolicyRules;
  workerGroups?: ({ groupName: string } & NetworkPolicyRules)[];
}

export interface PodTemplate {
  metadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  spec?: PodSpec;
}

export interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
  volumes?: Volume[];
  restartPolicy?: string;
  serviceAccountName?: string;
  [field: string]: unknown;
}

export interface Container {
  name: string;
  image?: string;
  imagePullPolicy?: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  envFrom?: unknown[];
  ports?: { name?: string; containerPort: number; protocol?: string }[];
  resources?: Resources;
  volumeMounts?: VolumeMount[];
  securityContext?: unknown;
  livenessProbe?: unknown;
  readinessProbe?: unknown;
  [field: string]: unknown;
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: unknown;
}

export interface Resources {
  limits?: Record<string, string | number>;
  requests?: Record<string, string | number>;
}

export interface VolumeMount {
  name: string;
  mountPath: string;
  [field: string]: unknown;
}

export interface Volume {
  name: string;
  [field: string]: unknown;
}

export interface RayClusterStatus {
  state?: string;
  reason?: string;
  observedGeneration?: number;
  desiredWorkerReplicas?: number;
  availableWorkerReplicas?: number;
  readyWorkerReplicas?: number;
  minWorkerReplicas?: number;
  maxWorkerReplicas?: number;
  desiredCPU?: string;
  desiredMemory?: string;
  desiredGPU?: string;
  desiredTPU?: string;
  lastUpdateTime?: string;
  stateTransitionTimes?: Record<string, string>;
  endpoints?: Record<string, string>;
  head?: { podIP?: string; podName?: string; serviceIP?: string; serviceName?: string };
  conditions?: (Condition & { lastTransitionTime?: string })[];
}

export function isAutoscaling({ enableInTreeAutoscaling }: RayClusterSpec): boolean {
  return enableInTreeAutoscaling === true;
}

/** v2 only where it is written: Ray itself runs v2 from 2.47 on, but KubeRay's rules need the field. */
export function isAutoscalerV2({ autoscalerOptions }: RayClusterSpec): boolean {
  return autoscalerOptions?.version === "v2";
}

/** Mode `token`; an empty `authOptions` makes the Secret and leaves authentication off. */
export function isTokenAuth({ authOptions }: RayClusterSpec): boolean {
  return authOptions?.mode === "token";
}

/** The Ray container is the first of a pod. */
export function rayContainer(spec: PodSpec | undefined): Container | undefined {
  return spec?.containers?.[0];
}

export function envOf(container: Container | undefined, name: string): EnvVar | undefined {
  return container?.env?.find((variable) => variable.name === name);
}

/** A variable that the kubelet fills in from the pod. */
export function fromField(name: string, fieldPath: string): EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** Pods that a worker group should have, within its minimum and maximum; hosts of a multi-host group counted. */
export function desiredPods(group: WorkerGroupSpec): number {
  if (group.suspend) return 0;
  const { minReplicas = 0, maxReplicas = 2 ** 31 - 1 } = group;
  const replicas = Math.min(
    Math.max(group.replicas ?? minReplicas, minReplicas),
    Math.max(minReplicas, maxReplicas),
  );
  return replicas * (group.numOfHosts ?? 1);
}

/** Makes an object the cluster's (or job's, or service's), so that it goes when its owner goes. */
export function ownedBy({ kind, metadata }: KubernetesObject): OwnerReference[] {
  const { name, uid = "" } = metadata;
  return [
    {
      apiVersion: RAY_API_VERSION,
      kind,
      name,
      uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ];
}

/** KubeRay v1.7.0 util.go, CheckName: the last 50 characters, starting with a letter. */
export function checkName(name: string): string {
  return name.slice(-50).replace(/^[^A-Za-z]/, "r");
}

/** KubeRay v1.7.0 util.go, CheckLabel: the last 63 characters, not starting with punctuation. */
export function checkLabel(label: string): string {
  return label.slice(-63).replace(/^[^A-Za-z0-9]/, "r");
}

/** The name of the Secret with the token: the user's own or the one that KubeRay makes. */
export function tokenSecretName({ metadata, spec }: RayCluster): string {
  return spec.authOptions?.secretName || checkName(metadata.name);
}

export function headServiceName({ metadata, spec }: RayCluster): string {
  return spec.headGroupSpec.headService?.metadata?.name || `${metadata.name}-head-svc`;
}

/** The head Service's fully qualified name, by which workers reach the head. */
export function headServiceHost(cluster: RayCluster): string {
  return `${headServiceName(cluster)}.${cluster.metadata.namespace ?? "default"}.svc.cluster.local`;
}
