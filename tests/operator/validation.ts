import {
  envOf,
  isAutoscalerV2,
  isAutoscaling,
  isTokenAuth,
  MAKER_KIND,
  rayContainer,
  type Container,
  type Group,
  type RayCluster,
  type RayClusterSpec,
  type WorkerGroupSpec,
} from "./ray-cluster";
import { BARE, type Surroundings } from "./feature-gates";
import { historyServerFaults, networkPolicyFaults, tlsFaults } from "./option-validation";
import { compareVersions, parseVersion } from "./versions";

/** A spec that KubeRay refuses. `event` is the reason of the Warning Event that is all a user gets to see. */
export interface Refusal {
  event: "InvalidRayClusterSpec" | "InvalidRayClusterMetadata";
  message: string;
}

const MAX_NAME_LENGTH = 53;
const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const V2_VARIABLE = "RAY_enable_autoscaler_v2";

/** The first of KubeRay's rules that the cluster breaks: KubeRay v1.7.0 validation.go, in its order. */
export function refusalOf(cluster: RayCluster, around: Surroundings = BARE): Refusal | undefined {
  const { name, namespace } = cluster.metadata;
  const metadataFault = nameFault(name);
  if (metadataFault !== undefined) {
    const message = `The RayCluster metadata is invalid ${namespace}/${name}: ${metadataFault}`;
    return { event: "InvalidRayClusterMetadata", message };
  }
  const specFault = specFaultOf(cluster, around) ?? certManagerFault(cluster, around);
  if (specFault !== undefined) {
    const message = `The RayCluster spec is invalid ${namespace}/${name}: ${specFault}`;
    return { event: "InvalidRayClusterSpec", message };
  }
  const upgradeFault = upgradeStrategyFault(cluster);
  if (upgradeFault !== undefined) {
    const message = `The RayCluster UpgradeStrategy is invalid ${namespace}/${name}: ${upgradeFault}`;
    return { event: "InvalidRayClusterSpec", message };
  }
  return undefined;
}

/** The first fault of a cluster's spec that does not lie in its upgrade strategy. */
export function specFaultOf(
  cluster: Pick<RayCluster, "metadata" | "spec">,
  around: Surroundings = BARE,
): string | undefined {
  return specFaults(cluster, around).next().value;
}

/** Only of a cluster itself, not of the job or service around it: raycluster_controller.go. */
function certManagerFault({ spec }: RayCluster, { certManager }: Surroundings): string | undefined {
  return spec.tlsOptions?.enabled && !certManager
    ? "tlsOptions requires cert-manager, but cert-manager is not installed"
    : undefined;
}

/** ValidateRayClusterUpgradeOptions: only on a cluster that the user makes. */
function upgradeStrategyFault({ metadata, spec }: RayCluster): string | undefined {
  const strategy = spec.upgradeStrategy?.type;
  if (strategy === undefined) return undefined;
  if (strategy !== "Recreate" && strategy !== "None") {
    return `Spec.UpgradeStrategy.Type value ${strategy} is invalid, valid options are Recreate or None`;
  }
  const maker = metadata.labels?.[MAKER_KIND];
  return maker === "RayJob" || maker === "RayService"
    ? `upgradeStrategy cannot be set when RayCluster is created by ${maker}`
    : undefined;
}

/** Reason why a name of this kind is refused. */
export function nameFault(name: string, kind = "RayCluster", atMost = MAX_NAME_LENGTH): string | undefined {
  if (name.length > atMost) return `${kind} name should be no more than ${atMost} characters`;
  return DNS_1035_LABEL.test(name) ? undefined : `${kind} name should be a valid DNS1035 label`;
}

/** Yields one fault after the other; only the first one is reported. */
function* specFaults(
  cluster: Pick<RayCluster, "metadata" | "spec">,
  { gates }: Surroundings,
): Generator<string, undefined> {
  const { spec } = cluster;
  const head = rayContainer(spec.headGroupSpec.template.spec);
  if (head === undefined) {
    yield "headGroupSpec should have at least one container";
    return;
  }
  yield* groupFaults("Head", spec.headGroupSpec);
  for (const group of spec.workerGroupSpecs ?? []) yield* workerGroupFaults(group, spec, head);
  yield* faultToleranceFaults(cluster, head, gates);
  yield* autoscalerFaults(spec, head);
  yield* historyServerFaults(spec, gates);
  yield* authFaults(spec);
  yield* networkPolicyFaults(spec, gates);
  yield* tlsFaults(spec, gates);
}

function* groupFaults(
  name: string,
  { rayStartParams = {}, resources = {}, labels = {} }: Group,
): Generator<string> {
  const inParams = ["num-cpus", "num-gpus", "memory", "resources"].some((key) => rayStartParams[key]);
  if (inParams && Object.keys(resources).length > 0) {
    yield `resource fields should not be set in both rayStartParams and Resources for ${name} group; please use only one`;
  }
  if ("labels" in rayStartParams) {
    yield `rayStartParams['labels'] is not supported for ${name} group; please use the top-level Labels field instead`;
  }
  for (const [key, value] of Object.entries(labels)) {
    if (!LABEL_KEY.test(key)) yield `invalid label key for ${name} group: '${key}'`;
    if (!LABEL_VALUE.test(value) || value.length > 63) {
      yield `invalid label value for key '${key}' in ${name} group: '${value}'`;
    }
  }
}

function* workerGroupFaults(
  group: WorkerGroupSpec,
  spec: RayClusterSpec,
  head: Container,
): Generator<string> {
  const { groupName, minReplicas, maxReplicas } = group;
  if (rayContainer(group.template.spec) === undefined)
    yield "workerGroupSpec should have at least one container";
  if (!isAutoscaling(spec) && (minReplicas === undefined || maxReplicas === undefined)) {
    yield `worker group ${groupName} must set both minReplicas and maxReplicas when autoscaling is disabled`;
  }
  if (minReplicas !== undefined && minReplicas < 0) {
    yield `worker group ${groupName} has negative minReplicas ${minReplicas}`;
  }
  if (maxReplicas !== undefined && maxReplicas < 0) {
    yield `worker group ${groupName} has negative maxReplicas ${maxReplicas}`;
  }
  if (minReplicas !== undefined && maxReplicas !== undefined && minReplicas > maxReplicas) {
    yield `worker group ${groupName} has minReplicas ${minReplicas} greater than maxReplicas ${maxReplicas}`;
  }
  yield* groupFaults(groupName, group);
  const runsV2 = isAutoscalerV2(spec) || isTrue(envOf(head, V2_VARIABLE)?.value);
  const { idleTimeoutSeconds, priority } = group;
  if (idleTimeoutSeconds !== undefined) {
    if (idleTimeoutSeconds < 0) {
      yield `worker group ${groupName}: idleTimeoutSeconds must be non-negative, got ${idleTimeoutSeconds}`;
    }
    if (!runsV2)
      yield `worker group ${groupName}: idleTimeoutSeconds is set, but autoscaler v2 is not enabled`;
  }
  if (priority !== undefined && priority !== 0) {
    const fault = versionFault(spec.rayVersion, "2.56.0");
    if (fault !== undefined) yield `worker group ${groupName}: priority is set, but ${fault}`;
    if (!runsV2) {
      yield `worker group ${groupName}: priority is set to ${priority}, but autoscaler v2 is not enabled`;
    }
  }
}

function* faultToleranceFaults(
  { metadata, spec }: Pick<RayCluster, "metadata" | "spec">,
  head: Container,
  gates: Surroundings["gates"],
): Generator<string> {
  const annotations = metadata.annotations ?? {};
  const options = spec.gcsFaultToleranceOptions;
  const annotated = annotations["ray.io/ft-enabled"] ?? "";
  const isSet = (variable: string) => envOf(head, variable) !== undefined;
  if (annotated !== "" && options !== undefined) {
    yield "ray.io/ft-enabled annotation and GcsFaultToleranceOptions are both set";
  }
  if (annotated.toLowerCase() !== "true" && options === undefined && isSet("RAY_REDIS_ADDRESS")) {
    yield "RAY_REDIS_ADDRESS is set which implicitly enables GCS fault tolerance, but GcsFaultToleranceOptions is not set";
  }
  if (options !== undefined) {
    const alternative: [boolean, string, string][] = [
      [
        Boolean(spec.headGroupSpec.rayStartParams?.["redis-password"]),
        "`redis-password` in rayStartParams",
        "RedisPassword",
      ],
      [isSet("REDIS_PASSWORD"), "`REDIS_PASSWORD` env var in head Pod", "RedisPassword"],
      [isSet("RAY_REDIS_ADDRESS"), "`RAY_REDIS_ADDRESS` env var in head Pod", "RedisAddress"],
      [
        Boolean(annotations["ray.io/external-storage-namespace"]),
        "`ray.io/external-storage-namespace` annotation",
        "ExternalStorageNamespace",
      ],
    ];
    for (const [given, what, instead] of alternative) {
      if (given) {
        yield `cannot set ${what} when GcsFaultToleranceOptions is enabled - use GcsFaultToleranceOptions.${instead} instead`;
      }
    }
    if (options.backend === "rocksdb") {
      if (!gates.GCSFaultToleranceEmbeddedStorage)
        yield "the embedded RocksDB GCS fault tolerance backend requires the GCSFaultToleranceEmbeddedStorage feature gate to be enabled";
    } else if (options.storage !== undefined) {
      yield "cannot set GcsFaultToleranceOptions.Storage when backend is 'redis'";
    }
  }
  if (spec.headGroupSpec.rayStartParams?.["redis-username"] || isSet("REDIS_USERNAME")) {
    yield "cannot set redis username in rayStartParams or environment variables - use GcsFaultToleranceOptions.RedisUsername instead";
  }
}

function* autoscalerFaults(spec: RayClusterSpec, head: Container): Generator<string> {
  const variable = envOf(head, V2_VARIABLE);
  const options = spec.autoscalerOptions;
  const groups = spec.workerGroupSpecs ?? [];
  if (!isAutoscaling(spec) && isTrue(variable?.value)) {
    yield `environment variable ${V2_VARIABLE} cannot be set to '${variable?.value}' when enableInTreeAutoscaling is false`;
  }
  if (isAutoscaling(spec)) {
    for (const group of groups.filter(({ suspend }) => suspend)) {
      yield `worker group ${group.groupName} cannot be suspended with Autoscaler enabled`;
    }
    if (options?.version !== undefined && variable !== undefined) {
      yield `both .spec.autoscalerOptions.version and head Pod env var ${V2_VARIABLE} are set, please only use the former`;
    }
    if (isAutoscalerV2(spec)) {
      const restarts = (group: Group) => !["", "Never"].includes(group.template.spec?.restartPolicy ?? "");
      if (restarts(spec.headGroupSpec)) {
        yield "restartPolicy for head Pod should be Never or unset when using autoscaler V2";
      }
      for (const group of groups.filter(restarts)) {
        yield `restartPolicy for worker group ${group.groupName} should be Never or unset when using autoscaler V2`;
      }
    }
  }
  if ((options?.idleTimeoutSeconds ?? 0) < 0) {
    yield `autoscalerOptions.idleTimeoutSeconds must be non-negative, got ${options?.idleTimeoutSeconds}`;
  }
  if (options?.env?.some(({ name }) => name === "KUBERAY_GEN_AUTOSCALER_START_CMD")) {
    yield "autoscalerOptions.env must not contain KUBERAY_GEN_AUTOSCALER_START_CMD: it is managed by KubeRay";
  }
}

function* authFaults(spec: RayClusterSpec): Generator<string> {
  const { enableK8sTokenAuth = false, secretName } = spec.authOptions ?? {};
  if (!isTokenAuth(spec)) {
    if (enableK8sTokenAuth) {
      yield "authOptions.enableK8sTokenAuth is enabled but authOptions.mode not set to 'token'";
    }
    return;
  }
  const fault = versionFault(spec.rayVersion, "2.52.0");
  if (fault !== undefined) yield `authOptions.mode is 'token' but ${fault}`;
  if (!enableK8sTokenAuth) return;
  const tokenFault = versionFault(spec.rayVersion, "2.55.0");
  if (tokenFault !== undefined) yield `authOptions.enableK8sTokenAuth is enabled but ${tokenFault}`;
  if (secretName) yield "authOptions.enableK8sTokenAuth is enabled and authOptions.secretName is also set";
}

function versionFault(version: string | undefined, minimum: string): string | undefined {
  if (!version) return `RayVersion was not specified. Ray version ${minimum} or later is required`;
  if (parseVersion(version) === undefined) return `RayVersion format is invalid: ${version}`;
  return compareVersions(version, minimum) < 0
    ? `minimum Ray version is ${minimum}, got ${version}`
    : undefined;
}

function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true";
}
