import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type {
  AuthMode,
  HeadServiceType,
  ImagePullPolicy,
  IngressPathType,
  ManagedBy,
  NetworkPolicyMode,
  NetworkPolicyRulesArgs,
  StorageDeletionPolicy,
  UpgradeStrategy,
  UpscalingMode,
  VolumeAccessMode,
} from "../../args";

type PodTemplate = Input<types.input.core.v1.PodTemplateSpec>;
type StringMap = Record<string, Input<string>>;

/** The Ingress to the head (KubeRay v1.7.0, `ingressOptions`). */
export interface IngressOptions {
  host: Input<string>;
  path?: Input<string>;
  pathType?: Input<IngressPathType>;
  tls: types.input.networking.v1.IngressTLS[];
}

/** Ray's autoscaler (KubeRay v1.7.0, `autoscalerOptions`). */
export interface AutoscalerOptions {
  version: "v2";
  idleTimeoutSeconds: Input<number>;
  upscalingMode: Input<UpscalingMode>;
  resources: types.input.core.v1.ResourceRequirements;
  image?: Input<string>;
  imagePullPolicy?: Input<ImagePullPolicy>;
  env?: types.input.core.v1.EnvVar[];
  envFrom?: types.input.core.v1.EnvFromSource[];
  volumeMounts?: types.input.core.v1.VolumeMount[];
  securityContext?: types.input.core.v1.SecurityContext;
  command?: Input<string>[];
  args?: Input<string>[];
}

/** The head of a RayCluster (KubeRay v1.7.0, `headGroupSpec`). */
export interface HeadGroupSpec {
  serviceType: HeadServiceType;
  headService?: { metadata?: types.input.meta.v1.ObjectMeta; spec: types.input.core.v1.ServiceSpec };
  enableIngress?: boolean;
  ingressOptions?: IngressOptions;
  labels?: StringMap;
  resources?: Record<string, string>;
  rayStartParams: StringMap;
  template: PodTemplate;
}

/** A worker group of a RayCluster (KubeRay v1.7.0, `workerGroupSpecs[]`). */
export interface WorkerGroupSpec {
  groupName: string;
  replicas?: number;
  minReplicas: number;
  maxReplicas: number;
  numOfHosts: number;
  idleTimeoutSeconds?: number;
  priority?: number;
  labels?: StringMap;
  resources?: Record<string, string>;
  rayStartParams: StringMap;
  template: PodTemplate;
}

/** A Redis user or password (KubeRay v1.7.0, `RedisCredential`). */
interface RedisCredential {
  value?: Input<string>;
  valueFrom?: { secretKeyRef: { name: string; key: string } };
}

/** Where the head's state is kept (KubeRay v1.7.0, `gcsFaultToleranceOptions`). */
export interface GcsFaultToleranceOptions {
  backend: "redis" | "rocksdb";
  redisAddress?: Input<string>;
  redisUsername?: RedisCredential;
  redisPassword?: RedisCredential;
  externalStorageNamespace?: Input<string>;
  storage?: {
    claimName?: string;
    size?: string;
    storageClassName?: Input<string>;
    accessModes?: VolumeAccessMode[];
    subPath?: Input<string>;
    deletionPolicy?: StorageDeletionPolicy;
  };
}

/** The container that collects logs and events (KubeRay v1.7.0, `collectorOptions`). */
export interface CollectorOptions {
  image: Input<string>;
  imagePullPolicy?: Input<ImagePullPolicy>;
  resources?: types.input.core.v1.ResourceRequirements;
  env: types.input.core.v1.EnvVar[];
}

/** Isolation of the pods (KubeRay v1.7.0, `networkPolicy`). */
export interface NetworkPolicySpec {
  mode: NetworkPolicyMode;
  head: NetworkPolicyRulesArgs;
  worker: NetworkPolicyRulesArgs;
  workerGroups?: ({ groupName: string } & NetworkPolicyRulesArgs)[];
}

/** The part of a RayCluster's spec that this package writes (KubeRay v1.7.0, `ray.io/v1`). */
export interface RayClusterSpec {
  rayVersion: string;
  suspend?: boolean;
  managedBy?: ManagedBy;
  upgradeStrategy?: { type: UpgradeStrategy };
  authOptions: { mode: AuthMode; secretName?: string; enableK8sTokenAuth?: boolean };
  tlsOptions?: { enabled: boolean };
  enableInTreeAutoscaling: boolean;
  autoscalerOptions?: AutoscalerOptions;
  gcsFaultToleranceOptions?: GcsFaultToleranceOptions;
  historyServerOptions?: { collectorOptions: CollectorOptions };
  networkPolicy?: NetworkPolicySpec;
  headServiceAnnotations?: StringMap;
  headGroupSpec: HeadGroupSpec;
  workerGroupSpecs: WorkerGroupSpec[];
}
