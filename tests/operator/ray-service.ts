import type { Condition, KubernetesObject } from "../kubernetes/objects";
import type { RayClusterSpec, RayClusterStatus } from "./ray-cluster";
import { BARE, type Surroundings } from "./feature-gates";
import { nameFault, specFaultOf } from "./validation";

/** A `ray.io/v1` RayService, as far as the operator looks at it. */
export interface RayService extends KubernetesObject {
  spec: {
    serveConfigV2?: string;
    rayClusterConfig: RayClusterSpec;
    upgradeStrategy?: { type?: string; clusterUpgradeOptions?: ClusterUpgradeOptions };
    rayClusterDeletionDelaySeconds?: number;
    excludeHeadPodFromServeSvc?: boolean;
    suspend?: boolean;
    managedBy?: string;
  };
  status?: RayServiceStatus;
}

interface ClusterUpgradeOptions {
  gatewayClassName?: string;
  stepSizePercent?: number;
  intervalSeconds?: number;
  maxSurgePercent?: number;
}

export type ServiceCondition = Condition & { lastTransitionTime?: string; observedGeneration?: number };

/** One of the two clusters that a service can have at a time. */
export interface ServingCluster {
  rayClusterName?: string;
  rayClusterStatus?: RayClusterStatus;
  applicationStatuses?: Record<string, { status: string }>;
}

export interface RayServiceStatus {
  activeServiceStatus?: ServingCluster;
  pendingServiceStatus?: ServingCluster;
  numServeEndpoints?: number;
  serviceStatus?: string;
  observedGeneration?: number;
  conditions?: ServiceCondition[];
  lastUpdateTime?: string;
}

export const RAY_SERVICE_FINALIZER = "ray.io/rayservice-finalizer";
export const INCREMENTAL = "NewClusterWithIncrementalUpgrade";

/** A RayService that KubeRay refuses. */
export interface RayServiceRefusal {
  event: "InvalidRayServiceSpec" | "InvalidRayServiceMetadata";
  message: string;
}

/** KubeRay v1.7.0 constant.go, MaxRayServiceNameLength. */
const MAX_NAME_LENGTH = 47;

/** The first of KubeRay's rules that the service breaks: KubeRay v1.7.0 validation.go, ValidateRayServiceSpec, in its order. */
export function rayServiceRefusal(
  service: RayService,
  around: Surroundings = BARE,
): RayServiceRefusal | undefined {
  const name = nameFault(service.metadata.name, "RayService", MAX_NAME_LENGTH);
  if (name !== undefined) {
    return { event: "InvalidRayServiceMetadata", message: `The RayService metadata is invalid: ${name}` };
  }
  const timeout = initializingTimeoutFault(service.metadata.annotations?.["ray.io/initializing-timeout"]);
  if (timeout !== undefined) {
    const message = `The RayService metadata is invalid: RayService annotations is invalid: ${timeout}`;
    return { event: "InvalidRayServiceMetadata", message };
  }
  const fault = faultsOf(service, around).next().value;
  return fault === undefined
    ? undefined
    : { event: "InvalidRayServiceSpec", message: `The RayService spec is invalid: ${fault}` };
}

/** A Go duration or seconds, above zero: validateInitializingTimeout. */
function initializingTimeoutFault(text = ""): string | undefined {
  const written = /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$|^\d+$/.test(text);
  return text === "" || (written && /[1-9]/.test(text))
    ? undefined
    : `annotation ray.io/initializing-timeout has invalid format: ${text}`;
}

function* faultsOf({ metadata, spec }: RayService, around: Surroundings): Generator<string, undefined> {
  const cluster = spec.rayClusterConfig;
  if (cluster.authOptions?.enableK8sTokenAuth) {
    yield "K8s token auth mode is currently not supported for RayService";
  }
  const fault = specFaultOf({ metadata, spec: cluster }, around);
  if (fault !== undefined) yield fault;
  if (cluster.headGroupSpec.headService?.metadata?.name) {
    yield "spec.rayClusterConfig.headGroupSpec.headService.metadata.name should not be set";
  }
  const { type, clusterUpgradeOptions } = spec.upgradeStrategy ?? {};
  const types = [INCREMENTAL, "NewCluster", "None"];
  if (type !== undefined && !types.includes(type)) {
    yield `Spec.UpgradeStrategy.Type value ${type} is invalid, valid options are ${types.join(", ")}`;
  }
  if ((spec.rayClusterDeletionDelaySeconds ?? 0) < 0) {
    yield "Spec.RayClusterDeletionDelaySeconds should be a non-negative integer";
  }
  if (type === INCREMENTAL) yield* upgradeFaults(cluster, clusterUpgradeOptions);
}

/** ValidateClusterUpgradeOptions. */
function* upgradeFaults(
  { enableInTreeAutoscaling }: RayClusterSpec,
  options: ClusterUpgradeOptions | undefined,
): Generator<string> {
  if (!enableInTreeAutoscaling) yield `Ray Autoscaler is required for ${INCREMENTAL}`;
  if (options === undefined) {
    yield `ClusterUpgradeOptions are required for ${INCREMENTAL}`;
    return;
  }
  const { maxSurgePercent = 100, stepSizePercent = -1, intervalSeconds = 0, gatewayClassName } = options;
  const isPercent = (value: number) => value >= 0 && value <= 100;
  if (!isPercent(maxSurgePercent)) yield "maxSurgePercent must be between 0 and 100";
  if (!isPercent(stepSizePercent)) yield "stepSizePercent must be between 0 and 100";
  if (stepSizePercent > maxSurgePercent) {
    yield "stepSizePercent must be less than or equal to maxSurgePercent";
  }
  if (intervalSeconds <= 0) yield "intervalSeconds must be greater than 0";
  if (!gatewayClassName) yield `gatewayClassName is required for ${INCREMENTAL}`;
}
