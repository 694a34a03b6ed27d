import type {
  AksClusterArgs,
  AksRayClusterArgs,
  KubeRayOperatorArgs,
  OperatorArgs,
  RayArgs,
  RayClusterArgs,
  WorkerGroupArgs,
  WorkerGroupSummary,
  WorkerPoolArgs,
} from "../args";
import { checkAksCluster, poolSettings } from "./aks-cluster";
import { defined } from "./defined";
import { Faults, joinPath } from "./faults";
import { ROCKSDB_GATE } from "./fault-tolerance-rules";
import { GPU_OPERATOR_NAMESPACE } from "./gpu-operator";
import { armImageFault, checkHeadPlacement } from "./head-placement-rules";
import { checkInputs } from "./inputs";
import { nodeRange } from "./node-range";
import { checkOperator, OPERATOR_NAMESPACE } from "./operator";
import { placementOn } from "./placement";
import { MAX_PODS, workerPools, type WorkerPoolPlace } from "./pools";
import { AMD_IMAGE_FAULT, RAY_NAMESPACE } from "./ray-cluster";
import { checkRay, rayVersion } from "./ray-rules";
import { nodeCapacity, workersPerNode, workerSize, type NodeCapacity } from "./sizing";
import { checkStorage } from "./storage-rules";
import { storageSettings, type StorageSettings } from "./storage";
import { checkWorkerFit } from "./worker-fit-rules";
import { checkWorkerPod, type PodContext } from "./worker-rules";

/** What the parts of an AksRayCluster are made from. */
export interface AksRayClusterParts {
  aks: AksClusterArgs;
  operator: KubeRayOperatorArgs;
  ray: RayClusterArgs;
  /** Absent without storage. */
  storage?: StorageSettings;
  /** For each pool: its nodes, and what Ray will see of a worker on it. */
  workerGroups: Record<string, WorkerGroupSummary>;
}

/**
 * Splits the arguments of an AksRayCluster among its parts, and makes a worker group of each pool.
 *
 * @throws InputPropertiesError with every fault of the arguments.
 */
export function aksRayClusterSettings(name: string, args: AksRayClusterArgs): AksRayClusterParts {
  const faults = new Faults();
  const checked = checkInputs(args, "AksRayClusterArgs", faults);
  checkAksRayCluster(name, checked, faults);
  faults.throwIfAny(`the AksRayCluster '${name}'`);

  const { operator = {}, ray = {}, storage, readiness, readinessTimeoutSeconds, ...aks } = checked;
  const pools = workerPools(checked);
  const workerGroups = Object.fromEntries(pools.map((place) => [place.key, buildWorkerGroup(place)]));
  return {
    aks: defined({
      ...aks,
      cpuPools: withoutWorkers(aks.cpuPools),
      gpuPools: withoutWorkers(aks.gpuPools),
      blobCsiDriver: storage ? true : aks.blobCsiDriver,
    }),
    operator: withFeatureGates(operator, ray),
    ray: defined({ ...ray, workerGroups, readiness, readinessTimeoutSeconds }),
    ...(storage && { storage: storageSettings(name, checked) }),
    workerGroups: Object.fromEntries(pools.map((place) => [place.key, summarize(place)])),
  };
}

function checkAksRayCluster(name: string, args: AksRayClusterArgs, faults: Faults): void {
  const { ray = {}, operator = {} } = args;
  const context: PodContext = { rayVersion: rayVersion(ray), autoscaling: isAutoscaling(args) };
  checkAksCluster(name, args, faults);
  for (const place of workerPools(args)) {
    checkWorkerFit(place, faults);
    checkWorkerPod(place.pool.worker ?? {}, joinPath(place.path, "worker"), context, faults);
    checkWorkerImage(place, args, faults);
    checkPoolScaling(place, context, faults);
  }
  checkOperator(operator, "operator", faults);
  checkRay(name, ray, "ray", context, faults);
  checkHeadPlacement(args, context.autoscaling, faults);
  checkNamespaces(args, faults);
  checkFeatureGatesFor(args, faults);
  checkStorage(args, faults);
}

/** Whether Ray scales the workers: as the user says, or when a pool's number of nodes varies. */
function isAutoscaling(args: AksRayClusterArgs): boolean {
  return args.ray?.autoscaler?.enabled ?? workerPools(args).some(({ pool }) => varies(pool));
}

function varies(pool: WorkerPoolArgs): boolean {
  const { min, max } = nodeRange(pool, { min: 0, max: 0 });
  return min < max;
}

/** Without Ray's autoscaler nothing would ever start workers beyond the lowest number. */
function checkPoolScaling(
  { path, pool }: WorkerPoolPlace,
  { autoscaling }: PodContext,
  faults: Faults,
): void {
  const at = joinPath(path, "maxNodes");
  if (autoscaling || !varies(pool) || faults.touch(at, joinPath(path, "minNodes"))) return;
  faults.add(
    at,
    "needs Ray's autoscaler: remove 'ray.autoscaler.enabled: false', or give 'nodes' for a fixed number",
  );
}

/** The default images are for x86-64, and for GPUs of NVIDIA. */
function checkWorkerImage(
  { path, pool, vmSize, size }: WorkerPoolPlace,
  { ray }: AksRayClusterArgs,
  faults: Faults,
): void {
  if ((pool.worker?.image ?? ray?.image) !== undefined) return;
  const at = joinPath(path, "worker", "image");
  if (size?.architecture === "arm64") faults.add(at, armImageFault(vmSize));
  if (size?.gpus?.vendor === "amd" && pool.worker?.gpus !== 0) faults.add(at, AMD_IMAGE_FAULT);
}

function checkNamespaces({ operator = {}, ray = {}, gpuOperator }: AksRayClusterArgs, faults: Faults): void {
  const namespace = ray.namespace ?? RAY_NAMESPACE;
  const gpuNamespace = gpuOperator && (gpuOperator.namespace ?? GPU_OPERATOR_NAMESPACE);
  if (
    gpuNamespace !== undefined &&
    [namespace, operator.namespace ?? OPERATOR_NAMESPACE].includes(gpuNamespace) &&
    !faults.touch("gpuOperator.namespace")
  ) {
    faults.add(
      "gpuOperator.namespace",
      `must differ from the namespaces of Ray and of the KubeRay operator, not '${gpuNamespace}'; each is created`,
    );
  }
  if (
    namespace === (operator.namespace ?? OPERATOR_NAMESPACE) &&
    !faults.touch("ray.namespace", "operator.namespace")
  ) {
    faults.add("ray.namespace", `must differ from the operator's namespace, '${namespace}'`);
  }
  const { watchNamespaces = [] } = operator;
  if (
    watchNamespaces.length > 0 &&
    !watchNamespaces.includes(namespace) &&
    !faults.touch("operator.watchNamespaces")
  ) {
    faults.add(
      "operator.watchNamespaces",
      `must include '${namespace}', the namespace of the Ray cluster, or be left out`,
    );
  }
}

/** What the Ray cluster needs of the operator beside the gates that are on. */
function neededGates({ gcsFaultTolerance }: RayArgs): Record<string, string> {
  return gcsFaultTolerance?.backend === "rocksdb"
    ? { [ROCKSDB_GATE]: "ray.gcsFaultTolerance.backend: rocksdb" }
    : {};
}

function withFeatureGates(operator: OperatorArgs, ray: RayArgs): OperatorArgs {
  const gates = Object.keys(neededGates(ray)).map((gate) => [gate, true] as const);
  if (gates.length === 0) return operator;
  return { ...operator, featureGates: { ...operator.featureGates, ...Object.fromEntries(gates) } };
}

function checkFeatureGatesFor({ operator = {}, ray = {} }: AksRayClusterArgs, faults: Faults): void {
  for (const [gate, reason] of Object.entries(neededGates(ray))) {
    if (operator.featureGates?.[gate] !== false) continue;
    faults.add(
      joinPath("operator", "featureGates", gate),
      `is off, and '${reason}' needs it: remove one of the two`,
    );
  }
}

function capacityOf({ kind, pool, vmSize, size }: WorkerPoolPlace): NodeCapacity {
  if (!size) throw new Error(`the figures of '${vmSize}' are not known`);
  return nodeCapacity(size, pool.maxPods ?? MAX_PODS, kind === "gpu" ? pool : undefined);
}

function buildWorkerGroup(place: WorkerPoolPlace): WorkerGroupArgs {
  const { key, pool } = place;
  const capacity = capacityOf(place);
  const { perNode = workersPerNode(capacity, pool.worker), ...worker } = pool.worker ?? {};
  const { gpus, gpuResource, ...size } = workerSize(capacity, pool.worker);
  const { min, max } = nodeRange(pool, { min: 0, max: 0 });
  const workers = (nodes: number) => (nodes * perNode) / (worker.numOfHosts ?? 1);
  const { taints, gpus: poolGpus } = poolSettings(place);
  return {
    ...worker,
    ...size,
    gpus,
    ...(gpus > 0 && { gpuResource }),
    ...(min === max ? { replicas: workers(max) } : { minReplicas: workers(min), maxReplicas: workers(max) }),
    ...(gpus > 0 && poolGpus?.sharing?.strategy === "mps" && { mps: true }),
    ...placementOn(key, taints, poolGpus?.vendor),
  };
}

function summarize(place: WorkerPoolPlace): WorkerGroupSummary {
  const { pool } = place;
  const { min, max } = nodeRange(pool, { min: 0, max: 0 });
  const capacity = capacityOf(place);
  const size = workerSize(capacity, pool.worker);
  return {
    minNodes: min,
    maxNodes: max,
    workersPerNode: workersPerNode(capacity, pool.worker),
    ...size,
    cpu: Math.floor(size.cpu),
  };
}

function withoutWorkers<T extends WorkerPoolArgs>(
  pools: Record<string, T> | undefined,
): Record<string, T> | undefined {
  return (
    pools &&
    Object.fromEntries(
      Object.entries(pools).map(([key, pool]) => [key, defined({ ...pool, worker: undefined })]),
    )
  );
}
