import type { Input, Output } from "@pulumi/pulumi";
import type {
  AuthMode,
  AutoscalerContainerArgs,
  EnvVars,
  GcsStorageArgs,
  HeadArgs,
  ObjectSpillingArgs,
  PodTemplateOverride,
  RayLabels,
  RayResources,
  RayStartParams,
  Readiness,
  SecretKeyArgs,
  UpgradeStrategy,
  UpscalingMode,
} from "../args";
import type { Taint } from "./aks-types";
import type { QueueSettings } from "./queue";
import type { RayOptions } from "./ray-options";
import type { RayPodSettings } from "./ray-pod";

/** A group of Ray workers, validated and with its defaults. */
export interface WorkerGroupSettings {
  name: string;
  image: Input<string>;
  cpu: number;
  memoryGiB: number;
  gpus: number;
  /** Empty without GPUs. */
  gpuResource: string;
  /** In groups of `numOfHosts` pods. */
  replicas: { min: number; max: number };
  numOfHosts: number;
  idleTimeoutSeconds?: number;
  priority?: number;
  labels?: RayLabels;
  resources?: RayResources;
  /** Whether `/dev/shm` belongs to the daemon of NVIDIA's Multi-Process Service. */
  mps?: boolean;
  rdma?: boolean;
  objectSpilling?: ObjectSpillingArgs;
  nodeSelector: Record<string, string>;
  /** Taints to tolerate; an empty value tolerates every value of the key. */
  tolerations: Taint[];
  pod?: RayPodSettings;
  env: EnvVars;
  rayStartParams: RayStartParams;
  podTemplate?: PodTemplateOverride;
}

/** A Redis that this package makes. */
export interface NewRedis {
  image: Input<string>;
  storageGiB: number;
  storageClassName?: Input<string>;
}

/** A Redis that is there. */
export interface ExistingRedis {
  address: Input<string>;
  username?: Input<string>;
  passwordSecret?: SecretKeyArgs;
}

/** Where the head's state is kept. */
export type FaultToleranceSettings =
  | { backend: "redis"; redis: NewRedis | ExistingRedis; externalStorageNamespace?: Input<string> }
  | { backend: "rocksdb"; storage: GcsStorageArgs };

/** Blob storage that pods mount. */
export interface RayStorageMounts {
  accountName: Input<string>;
  mounts: { claimName: Input<string>; mountPath: string; readOnly: boolean }[];
}

/** The RayCluster, validated and with its defaults. */
export interface RaySettings extends RayOptions {
  clusterName: string;
  namespace: string;
  version: string;
  head: {
    image: Input<string>;
    cpu: number;
    memoryGiB: number;
    labels?: RayLabels;
    resources?: RayResources;
    serviceAnnotations?: Record<string, Input<string>>;
    serviceType?: HeadArgs["serviceType"];
    service?: HeadArgs["service"];
    ingress?: HeadArgs["ingress"];
    pod?: RayPodSettings;
    /** The cluster's variables with the head's own laid over. */
    env: EnvVars;
    rayStartParams: RayStartParams;
    podTemplate?: PodTemplateOverride;
  };
  /** Absent when Ray does not scale the worker groups. */
  autoscaler?: {
    idleTimeoutSeconds: Input<number>;
    upscalingMode: Input<UpscalingMode>;
    cpu: Input<string>;
    memory: Input<string>;
    container?: AutoscalerContainerArgs;
  };
  auth: { mode: AuthMode; secretName?: string; rotation?: string; kubernetes?: true };
  faultTolerance?: FaultToleranceSettings;
  serviceAccountName?: Input<string>;
  /** Mounted in head and workers. */
  storage?: RayStorageMounts | Output<RayStorageMounts>;
  /** What stands behind the account's name in the address of its blobs; absent where nothing is written to them. */
  blobDomain?: Input<string>;
  upgradeStrategy: UpgradeStrategy;
  workerGroups: WorkerGroupSettings[];
  readiness: Readiness;
  readinessTimeoutSeconds: number;
  /** Present when the cluster waits in a queue. */
  queue?: QueueSettings;
}
