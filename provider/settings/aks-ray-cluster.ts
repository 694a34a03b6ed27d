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
import { CERT_MANAGER_NAMESPACE, withCertManager } from "./cert-manager";
import { defined } from "./defined";
import { Faults, joinPath } from "./faults";
import { GPU_OPERATOR_NAMESPACE } from "./gpu-operator";
import { armImageFault, checkHeadPlacement } from "./head-placement-rules";
import { collectorRequests } from "./history-server";
import { NO_GPUS } from "./image-pre-pull-rules";
import { checkInputs } from "./inputs";
import { checkIsolatedImages } from "./network-isolation-rules";
import { checkNetworkPolicy } from "./network-policy-rules";
import { dashboardEnv, rayMonitoringSettings } from "./monitoring";
import { checkRayMonitoring } from "./monitoring-rules";
import type { RayMonitoringSettings } from "./monitoring-types";
import { nodeRange } from "./node-range";
import { checkSpillingFits } from "./object-spilling-rules";
import { checkOperator, deployedVersion, OPERATOR_NAMESPACE } from "./operator";
import { installOf } from "./operator-install-rules";
import { checkOperatorInStack } from "./operator-in-stack-rules";
import { placementOn } from "./placement";
import { placeCapacity } from "./place-capacity";
import { workerPools, type WorkerPoolPlace } from "./pools";
import { checkFeatureGatesFor, withFeatureGates } from "./ray-feature-gates";
import { AMD_IMAGE_FAULT, RAY_NAMESPACE } from "./ray-cluster";
import { checkQueue } from "./queue-rules";
import { checkBatchSchedulerFor, withBatchScheduler } from "./queue-in-stack-rules";
import { checkRay, rayVersion } from "./ray-rules";
import { workersPerNode, workerSize, type NodeCapacity } from "./sizing";
import { checkWorkerFit } from "./worker-fit-rules";
import { checkWorkerPod, type PodContext } from "./worker-rules";

/** What the parts of an AksRayCluster are made from. */
export interface AksRayClusterParts {
  aks: AksClusterArgs;
  operator: KubeRayOperatorArgs;
  /** Version of the operator, where the program decides or knows it, and a RayCluster could miss a change beside it. */
  operatorVersion?: string;
  ray: RayClusterArgs;
  /** For each pool: its nodes, and what Ray will see of a worker on it. */
  workerGroups: Record<string, WorkerGroupSummary>;
  /** Present when Ray's metrics are collected. */
  monitoring?: RayMonitoringSettings;
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

  const { operator = {}, ray = {}, queue, readiness, readinessTimeoutSeconds, ...aks } = checked;
  const pools = rayPools(checked);
  const workerGroups = Object.fromEntries(pools.map((place) => [place.key, buildWorkerGroup(place)]));
  return defined<AksRayClusterParts>({
    operatorVersion: queue?.manager === "kueue" ? undefined : deployedVersion(operator),
    aks: defined({ ...aks, cpuPools: withoutWorkers(aks.cpuPools), gpuPools: withoutWorkers(aks.gpuPools) }),
    operator: operatorArgs(checked),
    ray: defined({ ...withDashboardEnv(ray, aks), workerGroups, queue, readiness, readinessTimeoutSeconds }),
    workerGroups: Object.fromEntries(pools.map((place) => [place.key, summarize(place)])),
    monitoring: rayMonitoringSettings(name, checked),
  });
}

function checkAksRayCluster(name: string, args: AksRayClusterArgs, faults: Faults): void {
  const { ray = {}, operator = {} } = args;
  const context: PodContext = {
    rayVersion: rayVersion(ray),
    autoscaling: isAutoscaling(args),
    tls: ray.tls,
    historyServer: ray.historyServer !== undefined,
  };
  checkAksCluster(name, args, faults);
  for (const place of rayPools(args)) {
    checkWorkerFit(place, faults);
    checkSpillingFits(place, faults);
    checkWorkerPod(place.pool.worker ?? {}, joinPath(place.path, "worker"), context, faults);
    checkWorkerImage(place, args, faults);
    checkPoolScaling(place, context, faults);
  }
  checkOperator(operator, "operator", faults);
  checkRay(name, ray, "ray", context, faults);
  if (ray.imagePrePull && !workerPools(args).some(hasGpuWorkers)) faults.add("ray.imagePrePull", NO_GPUS);
  checkNetworkPolicy(
    ray.networkPolicy,
    workerPools(args).map(({ key }) => key),
    "ray.networkPolicy",
    faults,
  );
  checkIsolatedImages(args, faults);
  checkHeadPlacement(args, context.autoscaling, faults);
  checkNamespaces(args, faults);
  checkFeatureGatesFor(operator, ray, faults);
  checkOperatorInStack(args, faults);
  checkRayMonitoring(args, faults);
  const workerGroups = workerPools(args).map(({ key }) => key);
  checkQueue(
    args.queue,
    { autoscaling: context.autoscaling, workerGroups, suspend: ray.suspend },
    "queue",
    faults,
  );
  checkBatchSchedulerFor(args, faults);
}

function hasGpuWorkers({ kind, pool }: WorkerPoolPlace): boolean {
  return kind === "gpu" && pool.worker?.gpus !== 0;
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
  const { certManager } = withCertManager(operator, ray);
  if (certManager && namespace === (certManager.namespace ?? CERT_MANAGER_NAMESPACE)) {
    faults.add("ray.namespace", `must differ from cert-manager's namespace, '${namespace}'`);
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

/** The operator with what the Ray cluster and its queue need of it. */
function operatorArgs(args: AksRayClusterArgs): OperatorArgs {
  const { operator = {}, ray = {}, queue } = args;
  const needed = withCertManager(withFeatureGates(withBatchScheduler(operator, queue), ray), ray);
  return withExpectedPods(needed, args);
}

/** The head, and a worker on each node that there may be. */
function withExpectedPods(operator: OperatorArgs, args: AksRayClusterArgs): OperatorArgs {
  if (
    installOf(operator) !== "helm" ||
    operator.expectedPods !== undefined ||
    operator.resources?.memory !== undefined
  )
    return operator;
  const workers = workerPools(args).map(summarize);
  const expectedPods = workers.reduce(
    (sum, { maxNodes, workersPerNode }) => sum + maxNodes * workersPerNode,
    1,
  );
  return { ...operator, expectedPods };
}

function withDashboardEnv(ray: RayArgs, { monitoring = {} }: AksClusterArgs): RayArgs {
  const env = dashboardEnv(monitoring);
  return Object.keys(env).length === 0
    ? ray
    : { ...ray, head: { ...ray.head, env: { ...ray.head?.env, ...env } } };
}

/** The pools with what KubeRay puts beside each worker. */
function rayPools(args: AksRayClusterArgs): WorkerPoolPlace[] {
  const sidecar = collectorRequests(args.ray?.historyServer);
  return workerPools(args).map((place) => (sidecar ? { ...place, sidecar } : place));
}

function capacityOf(place: WorkerPoolPlace): NodeCapacity {
  const { vmSize, size } = place;
  if (!size) throw new Error(`the figures of '${vmSize}' are not known`);
  return placeCapacity(place, size);
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
