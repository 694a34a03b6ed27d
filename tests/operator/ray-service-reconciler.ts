import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import type { ApiClient, NewObject } from "../kubernetes/api";
import { conditionOf, listAt, valueAt, type KubernetesObject } from "../kubernetes/objects";
import type { EventRecorder } from "./events";
import { writtenByGo } from "./go-types";
import { surroundings } from "./feature-gates";
import { createIfAbsent, FIELD_MANAGER, getIfPresent, OWN_MANAGER, replaceFinalizers } from "./objects";
import { generateName } from "./owned-cluster";
import { RAY_API_VERSION, type RayCluster } from "./ray-cluster";
import { now } from "./ray-job";
import {
  INCREMENTAL,
  RAY_SERVICE_FINALIZER,
  rayServiceRefusal,
  type RayService,
  type RayServiceStatus,
  type ServiceCondition,
  type ServingCluster,
} from "./ray-service";
import { isUpToDate, ServiceClusters } from "./service-clusters";
import { buildHeadServiceOf, buildServeServiceOf } from "./services";

/** KubeRay v1.7.0, ServiceDefaultRequeueDuration. */
const REQUEUE_MILLISECONDS = 2000;

/**
 * Keeps a RayService on a cluster that serves: KubeRay v1.7.0 rayservice_controller.go.
 *
 * There is no Ray Serve to ask, so applications run as soon as the cluster's head is ready.
 */
export class RayServiceReconciler {
  private readonly clusters: ServiceClusters;

  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
  ) {
    this.clusters = new ServiceClusters(client, events);
  }

  /** Resolves with the milliseconds after which to look again; undefined when only a change can matter. */
  async reconcile(namespace: string, name: string): Promise<number | undefined> {
    const service = (await getIfPresent(this.client, RAY_API_VERSION, "RayService", name, namespace)) as
      RayService | undefined;
    if (service === undefined || (service.spec.managedBy ?? OWN_MANAGER) !== OWN_MANAGER) return undefined;
    const hasOthers = await this.clusters.cleanUp(service);
    const { finalizers = [], deletionTimestamp } = service.metadata;
    const isHeld = finalizers.includes(RAY_SERVICE_FINALIZER);
    if (deletionTimestamp !== undefined) {
      const left = finalizers.filter((finalizer) => finalizer !== RAY_SERVICE_FINALIZER);
      if (isHeld && !hasOthers) await replaceFinalizers(this.client, service, left);
      return hasOthers ? REQUEUE_MILLISECONDS : undefined;
    }
    if (!isHeld) {
      const spec = { ...service.spec, rayClusterConfig: writtenByGo(service.spec.rayClusterConfig) };
      await replaceFinalizers(this.client, { ...service, spec }, [...finalizers, RAY_SERVICE_FINALIZER]);
      return REQUEUE_MILLISECONDS;
    }
    const refusal = rayServiceRefusal(service, await surroundings(this.client));
    if (refusal !== undefined) {
      const note = `${namespace}/${name}: ${refusal.message}`;
      await this.events.record(service, "Warning", refusal.event, "Validate", note);
      await this.write(
        service,
        withCondition(service, "Ready", "False", "ValidationFailed", refusal.message),
      );
      return undefined;
    }
    await this.write(service, await this.next(service));
    return REQUEUE_MILLISECONDS;
  }

  private async next(service: RayService): Promise<RayServiceStatus> {
    if (service.spec.suspend) return this.suspend(service);
    const { activeServiceStatus = {}, pendingServiceStatus = {} } = service.status ?? {};
    const active = await this.clusters.get(service, activeServiceStatus.rayClusterName);
    const wanted = pendingServiceStatus.rayClusterName;
    const pending =
      (await this.clusters.get(service, wanted)) ?? (wanted && (await this.clusters.create(service, wanted)));
    for (const cluster of [active, pending]) if (cluster) await this.clusters.extend(service, cluster);
    if (service.spec.upgradeStrategy?.type === INCREMENTAL) {
      // As on a cluster without the definitions of the Gateway API.
      throw new Error('no matches for kind "Gateway" in version "gateway.networking.k8s.io/v1"');
    }
    const [serving, promoted] = await this.serve(service, active, pending || undefined);
    const status: RayServiceStatus = {
      ...service.status,
      ...(promoted
        ? { activeServiceStatus: serving && servingStatus(service, serving), pendingServiceStatus: {} }
        : { activeServiceStatus: active && servingStatus(service, active), pendingServiceStatus }),
    };
    if (this.needsCluster(service, active, pending || undefined)) {
      status.pendingServiceStatus = { rayClusterName: generateName(service.metadata.name) };
    }
    status.numServeEndpoints = await this.countEndpoints(service);
    return withConditions(service, status);
  }

  /** Points the service's own Services at the newest cluster that answers; resolves with it and whether it is new. */
  private async serve(
    service: RayService,
    active: RayCluster | undefined,
    pending: RayCluster | undefined,
  ): Promise<[RayCluster | undefined, boolean]> {
    for (const cluster of [pending, active]) {
      if (cluster === undefined || !(await this.labelHead(service, cluster))) continue;
      await this.pointTo(buildHeadServiceOf(service, cluster));
      await this.pointTo(buildServeServiceOf(service, cluster));
      return [cluster, cluster === pending];
    }
    return [undefined, false];
  }

  /** The head serves by a label, workers by their readiness: updateHeadPodServeLabel. Resolves with true when it is ready. */
  private async labelHead(service: RayService, { metadata }: RayCluster): Promise<boolean> {
    const labelSelector = `ray.io/cluster=${metadata.name},ray.io/node-type=head`;
    const [head] = await this.client.list("v1", "Pod", { namespace: metadata.namespace, labelSelector });
    if (head === undefined || conditionOf(head, "Ready")?.status !== "True") return false;
    const serves = String(!service.spec.excludeHeadPodFromServeSvc);
    if (head.metadata.labels?.["ray.io/serve"] !== serves) {
      const labels = { "ray.io/serve": serves };
      await this.client.patch(head, { metadata: { labels } }, { fieldManager: FIELD_MANAGER });
    }
    return true;
  }

  /** A Service changes only when the cluster does. */
  private async pointTo(wanted: NewObject): Promise<void> {
    if (await createIfAbsent(this.client, wanted)) return;
    const { name, namespace } = wanted.metadata;
    const found = await this.client.get("v1", "Service", name ?? "", namespace);
    const selector = (object: unknown) => valueAt(object, "spec", "selector", "ray.io/cluster");
    if (selector(found) === selector(wanted)) return;
    const patch = { spec: { selector: valueAt(wanted, "spec", "selector") } };
    await this.client.patch(found, patch, { fieldManager: FIELD_MANAGER });
  }

  /** At first, and when the wanted cluster differs from the newest: shouldPrepareNewCluster. */
  private needsCluster(
    service: RayService,
    active: RayCluster | undefined,
    pending: RayCluster | undefined,
  ): boolean {
    const newest = pending ?? active;
    if (newest === undefined) return service.status?.pendingServiceStatus?.rayClusterName === undefined;
    return service.spec.upgradeStrategy?.type !== "None" && !isUpToDate(service, newest);
  }

  private async countEndpoints({ metadata }: RayService): Promise<number> {
    const labelSelector = `kubernetes.io/service-name=${metadata.name}-serve-svc`;
    const { namespace } = metadata;
    const slices = await this.client.list("discovery.k8s.io/v1", "EndpointSlice", {
      namespace,
      labelSelector,
    });
    const ready = slices
      .flatMap((slice) => listAt<Record<string, unknown>>(slice, "endpoints"))
      .filter((endpoint) => valueAt(endpoint, "conditions", "ready") === true);
    return new Set(ready.map((endpoint) => valueAt(endpoint, "targetRef", "uid"))).size;
  }

  /** Lets everything go that the service has made, and says so when it is gone. */
  private async suspend(service: RayService): Promise<RayServiceStatus> {
    const { name, namespace } = service.metadata;
    const clusters: KubernetesObject[] = await this.clusters.list(service);
    for (const suffix of ["head-svc", "serve-svc"]) {
      const found = await getIfPresent(this.client, "v1", "Service", `${name}-${suffix}`, namespace);
      if (found !== undefined) clusters.push(found);
    }
    for (const object of clusters) {
      if (object.metadata.deletionTimestamp === undefined) await this.client.delete(object);
    }
    const reset = { ...service, status: { conditions: service.status?.conditions, numServeEndpoints: 0 } };
    return clusters.length > 0
      ? withCondition(reset, "Suspending", "True", "SuspendRequested", "Spec.Suspend is true.")
      : withCondition(
          {
            ...reset,
            status: withCondition(reset, "Suspending", "False", "SuspendComplete", "All is deleted."),
          },
          "Suspended",
          "True",
          "SuspendComplete",
          "All resources of the RayService are deleted.",
        );
  }

  private async write(service: RayService, status: RayServiceStatus): Promise<void> {
    const plain = (value: RayServiceStatus = {}): unknown =>
      JSON.parse(JSON.stringify({ ...value, lastUpdateTime: "", observedGeneration: 0 }));
    if (isDeepStrictEqual(plain(service.status), plain(status))) return;
    const { generation } = service.metadata;
    const written = { ...status, lastUpdateTime: now(), observedGeneration: generation };
    await this.client.replace(
      { ...service, status: written },
      { fieldManager: FIELD_MANAGER, subresource: "status" },
    );
  }
}

function servingStatus({ spec }: RayService, { metadata, status }: RayCluster): ServingCluster {
  const applications = listAt<{ name?: string }>(parse(spec.serveConfigV2 ?? ""), "applications");
  return {
    rayClusterName: metadata.name,
    rayClusterStatus: status,
    applicationStatuses: Object.fromEntries(
      applications.map(({ name = "default" }) => [name, { status: "RUNNING" }]),
    ),
  };
}

/** `Ready` by the endpoints that serve, `UpgradeInProgress` by the clusters: calculateConditions. */
function withConditions(service: RayService, status: RayServiceStatus): RayServiceStatus {
  const isReady = (status.numServeEndpoints ?? 0) > 0;
  const wasReady = conditionOf(service, "Ready")?.status === "True";
  const both = status.activeServiceStatus?.rayClusterName && status.pendingServiceStatus?.rayClusterName;
  const idle = status.activeServiceStatus?.rayClusterName ? "NoPendingCluster" : "Initializing";
  const next: RayService = { ...service, status };
  next.status = isReady
    ? withCondition(
        next,
        "Ready",
        "True",
        "NonZeroServeEndpoints",
        "Number of serve endpoints is greater than 0",
      )
    : wasReady
      ? withCondition(next, "Ready", "False", "ZeroServeEndpoints", "Number of serve endpoints dropped to 0")
      : withCondition(next, "Ready", "False", "Initializing", "RayService is initializing");
  next.status = both
    ? withCondition(
        next,
        "UpgradeInProgress",
        "True",
        "BothActivePendingClustersExist",
        "Both clusters exist",
      )
    : withCondition(next, "UpgradeInProgress", "False", idle, "No upgrade is under way");
  if (conditionOf(next, "Suspended")?.status === "True") {
    next.status = withCondition(next, "Suspended", "False", "RayServiceResumed", "RayService has resumed.");
  }
  return { ...next.status, serviceStatus: isReady ? "Running" : "" };
}

/** The status with a condition, whose time moves only with its status. */
function withCondition(
  { status, metadata }: RayService,
  type: string,
  value: ServiceCondition["status"],
  reason: string,
  message: string,
): RayServiceStatus {
  const conditions = status?.conditions ?? [];
  const before = conditions.find((condition) => condition.type === type);
  const lastTransitionTime = before?.status === value ? before.lastTransitionTime : now();
  const observedGeneration = metadata.generation;
  const condition = { type, status: value, reason, message, lastTransitionTime, observedGeneration };
  return {
    ...status,
    conditions: before
      ? conditions.map((other) => (other === before ? condition : other))
      : [...conditions, condition],
  };
}
