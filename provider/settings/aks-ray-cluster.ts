import type {
  AksClusterArgs,
  AksRayClusterArgs,
  KubeRayOperatorArgs,
  RayArgs,
  RayClusterArgs,
  WorkerGroupSummary,
} from "../args";
import { checkAksCluster } from "./aks-cluster";
import { dashboardsSettings, type DashboardsSettings } from "./dashboards";
import { defined } from "./defined";
import { Faults, joinPath } from "./faults";
import { armImageFault, checkHeadPlacement } from "./head-placement-rules";
import { NO_GPUS } from "./image-pre-pull-rules";
import { checkInputs } from "./inputs";
import { checkIsolatedImages } from "./network-isolation-rules";
import { checkNetworkPolicy } from "./network-policy-rules";
import { dashboardEnv, rayMonitoringSettings } from "./monitoring";
import { checkRayMonitoring } from "./monitoring-rules";
import type { RayMonitoringSettings } from "./monitoring-types";
import { checkLeastQuotas, leastNeedOfHead, leastNeedsOfGroups } from "./kueue-least-quota-rules";
import { checkNetworkOperatorNamespace } from "./network-operator";
import { checkNamespaces } from "./namespace-rules";
import { checkSpillingFits } from "./object-spilling-rules";
import { checkOperator, deployedVersion } from "./operator";
import { operatorInStack } from "./operator-in-stack";
import { checkOperatorInStack } from "./operator-in-stack-rules";
import type { WorkerPoolPlace } from "./pools";
import { checkFeatureGatesFor } from "./ray-feature-gates";
import { AMD_IMAGE_FAULT, HEAD } from "./ray-cluster";
import { checkQueue } from "./queue-rules";
import { checkBatchSchedulerFor, queueInStack } from "./queue-in-stack-rules";
import { buildWorkerGroup, rayPools, summarize, varies, withoutWorkers } from "./ray-pools";
import { checkRay, rayVersion } from "./ray-rules";
import { checkStorage } from "./storage-rules";
import { storageSettings, type StorageSettings } from "./storage";
import { checkWorkerFit } from "./worker-fit-rules";
import { checkWorkerPod, type PodContext } from "./worker-rules";

/** What the parts of an AksRayCluster are made from. */
export interface AksRayClusterParts {
  aks: AksClusterArgs;
  operator: KubeRayOperatorArgs;
  /** Version of the operator, where the program decides or knows it, and a RayCluster could miss a change beside it. */
  operatorVersion?: string;
  ray: RayClusterArgs;
  /** Absent without storage. */
  storage?: StorageSettings;
  /** For each pool: its nodes, and what Ray will see of a worker on it. */
  workerGroups: Record<string, WorkerGroupSummary>;
  /** Present when Ray's metrics are collected. */
  monitoring?: RayMonitoringSettings;
  /** Present when Ray's dashboards are imported into Azure's Grafana. */
  dashboards?: DashboardsSettings;
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

  const { operator = {}, ray = {}, queue, storage, readiness, readinessTimeoutSeconds, ...aks } = checked;
  const pools = rayPools(checked);
  const workerGroups = Object.fromEntries(pools.map((place) => [place.key, buildWorkerGroup(place)]));
  return defined<AksRayClusterParts>({
    operatorVersion: queue?.manager === "kueue" ? undefined : deployedVersion(operator),
    aks: defined({
      ...aks,
      cpuPools: withoutWorkers(aks.cpuPools),
      gpuPools: withoutWorkers(aks.gpuPools),
      provisionedPools: withoutWorkers(aks.provisionedPools),
      blobCsiDriver: storage ? true : aks.blobCsiDriver,
    }),
    operator: operatorInStack(checked),
    ray: defined({
      ...withDashboardEnv(ray, aks),
      ...autoscalerOf(checked),
      workerGroups,
      queue: queueInStack(queue),
      readiness,
      readinessTimeoutSeconds,
    }),
    storage: storageSettings(name, checked),
    workerGroups: Object.fromEntries(pools.map((place) => [place.key, summarize(place)])),
    monitoring: rayMonitoringSettings(name, checked),
    dashboards: dashboardsSettings(name, checked),
  });
}

function checkAksRayCluster(name: string, args: AksRayClusterArgs, faults: Faults): void {
  const { ray = {}, operator = {} } = args;
  const context: PodContext = {
    rayVersion: rayVersion(ray),
    autoscaling: isAutoscaling(args),
    tls: ray.tls,
    historyServer: ray.historyServer !== undefined,
    storage: args.storage !== undefined,
  };
  const pools = rayPools(args);
  checkAksCluster(name, args, faults);
  for (const place of pools) {
    checkWorkerFit(place, faults);
    checkSpillingFits(place, faults);
    checkWorkerPod(place.pool.worker ?? {}, joinPath(place.path, "worker"), context, faults);
    checkWorkerImage(place, args, faults);
    checkPoolScaling(place, context, faults);
  }
  checkOperator(operator, "operator", faults);
  checkRay(name, ray, "ray", context, faults);
  if (ray.imagePrePull && !pools.some(hasGpuWorkers)) faults.add("ray.imagePrePull", NO_GPUS);
  const workerGroups = pools.map(({ key }) => key);
  checkNetworkPolicy(ray.networkPolicy, workerGroups, "ray.networkPolicy", faults);
  checkIsolatedImages(args, faults);
  checkHeadPlacement(args, context.autoscaling, faults);
  checkNamespaces(args, faults);
  checkFeatureGatesFor(operator, ray, faults);
  checkOperatorInStack(args, faults);
  checkNetworkOperatorNamespace(args, faults);
  checkRayMonitoring(args, faults);
  checkStorage(args, faults);
  checkQueue(
    args.queue,
    { autoscaling: context.autoscaling, workerGroups, suspend: ray.suspend, withOperator: true },
    "queue",
    faults,
  );
  checkPoolQuotas(args, pools, faults);
  checkBatchSchedulerFor(args, faults);
}

/** Pools with faults of their own have no worker to count with. */
function checkPoolQuotas({ queue, ray }: AksRayClusterArgs, pools: WorkerPoolPlace[], faults: Faults): void {
  const needs = () => {
    const sound = pools.filter(({ path, size }) => size !== undefined && !faults.touch(path));
    const groups = Object.fromEntries(sound.map((place) => [place.key, buildWorkerGroup(place)]));
    return { ...leastNeedOfHead(ray?.head ?? {}, HEAD), ...leastNeedsOfGroups(groups) };
  };
  checkLeastQuotas(queue, needs, "queue", faults);
}

function hasGpuWorkers({ kind, pool }: WorkerPoolPlace): boolean {
  return kind === "gpu" && pool.worker?.gpus !== 0;
}

/** Whether Ray scales the workers: as the user says, or when a pool's number of nodes varies. */
function isAutoscaling(args: AksRayClusterArgs): boolean {
  return args.ray?.autoscaler?.enabled ?? rayPools(args).some(({ pool }) => varies(pool));
}

/** Says that Ray scales the workers where a stopped pool hides it: without the autoscaler the head would be another one. */
function autoscalerOf(args: AksRayClusterArgs): Pick<RayArgs, "autoscaler"> {
  const stopped = rayPools(args).some(({ pool }) => pool.powerState === "Stopped");
  return stopped ? { autoscaler: { ...args.ray?.autoscaler, enabled: isAutoscaling(args) } } : {};
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

function withDashboardEnv(ray: RayArgs, { monitoring = {} }: AksClusterArgs): RayArgs {
  const env = dashboardEnv(monitoring, ray);
  return Object.keys(env).length === 0
    ? ray
    : { ...ray, head: { ...ray.head, env: { ...ray.head?.env, ...env } } };
}
