import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { AuthMode, StorageDeletionPolicy, UpgradeStrategy, UpscalingMode } from "../../args";

type PodTemplate = Input<types.input.core.v1.PodTemplateSpec>;
type StringMap = Record<string, Input<string>>;

/** The head of a RayCluster (KubeRay v1.7.0, `headGroupSpec`). */
export interface HeadGroupSpec {
  serviceType: "ClusterIP";
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
    deletionPolicy?: StorageDeletionPolicy;
  };
}

/** The part of a RayCluster's spec that this package writes (KubeRay v1.7.0, `ray.io/v1`). */
export interface RayClusterSpec {
  rayVersion: string;
  upgradeStrategy?: { type: UpgradeStrategy };
  authOptions: { mode: AuthMode; secretName?: string };
  enableInTreeAutoscaling: boolean;
  autoscalerOptions?: {
    version: "v2";
    idleTimeoutSeconds: Input<number>;
    upscalingMode: Input<UpscalingMode>;
    resources: types.input.core.v1.ResourceRequirements;
    securityContext: types.input.core.v1.SecurityContext;
  };
  gcsFaultToleranceOptions?: GcsFaultToleranceOptions;
  headServiceAnnotations?: StringMap;
  headGroupSpec: HeadGroupSpec;
  workerGroupSpecs: WorkerGroupSpec[];
}
