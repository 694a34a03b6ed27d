import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { AuthMode, UpgradeStrategy, UpscalingMode } from "../../args";

type PodTemplate = Input<types.input.core.v1.PodTemplateSpec>;
type StringMap = Record<string, Input<string>>;

/** The head of a RayCluster (KubeRay v1.7.0, `headGroupSpec`). */
export interface HeadGroupSpec {
  serviceType: "ClusterIP";
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
  rayStartParams: StringMap;
  template: PodTemplate;
}

/** The part of a RayCluster's spec that this package writes (KubeRay v1.7.0, `ray.io/v1`). */
export interface RayClusterSpec {
  rayVersion: string;
  upgradeStrategy: { type: UpgradeStrategy };
  authOptions: { mode: AuthMode; secretName?: string };
  enableInTreeAutoscaling: boolean;
  autoscalerOptions?: {
    version: "v2";
    idleTimeoutSeconds: Input<number>;
    upscalingMode: Input<UpscalingMode>;
    resources: types.input.core.v1.ResourceRequirements;
  };
  headGroupSpec: HeadGroupSpec;
  workerGroupSpecs: WorkerGroupSpec[];
}
