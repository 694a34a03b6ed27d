import { randomBytes } from "node:crypto";
import type { ApiClient, NewObject } from "../kubernetes/api";
import { ApiError, isNotFound } from "../kubernetes/api-error";
import type { KubernetesObject } from "../kubernetes/objects";
import { buildAutoscalerAccess, headServiceAccount } from "./autoscaler";
import type { EventRecorder } from "./events";
import { surroundings } from "./feature-gates";
import { buildIngress } from "./ingress";
import { buildNetworkPolicies } from "./network-policies";
import { FIELD_MANAGER, OWN_MANAGER } from "./objects";
import { PodReconciler } from "./pod-reconciler";
import { RedisCleanup } from "./redis-cleanup";
import { checkName, isAutoscaling, ownedBy, RAY_API_VERSION, type RayCluster } from "./ray-cluster";
import { buildHeadlessService, buildHeadService, buildServeService } from "./services";
import { isWorthWriting, statusOf } from "./status";
import { refusalOf } from "./validation";

/** How Events call what is created; a Secret is created without one. */
const CALLED: Record<string, string> = {
  Ingress: "ingress",
  NetworkPolicy: "NetworkPolicy",
  Role: "role",
  RoleBinding: "role binding",
  Service: "service",
  ServiceAccount: "service account",
};

/** Brings what belongs to a RayCluster to what its spec says: KubeRay v1.7.0 raycluster_controller.go. */
export class Reconciler {
  private readonly pods: PodReconciler;
  private readonly redis: RedisCleanup;

  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
  ) {
    this.pods = new PodReconciler(client, events);
    this.redis = new RedisCleanup(client, events, this.pods);
  }

  /** Resolves with true when it should run again soon. */
  async reconcile(namespace: string, name: string): Promise<boolean> {
    let cluster: RayCluster;
    try {
      cluster = (await this.client.get(RAY_API_VERSION, "RayCluster", name, namespace)) as RayCluster;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
    if (cluster.spec.managedBy !== undefined && cluster.spec.managedBy !== OWN_MANAGER) return false;
    const refusal = refusalOf(cluster, await surroundings(this.client));
    if (refusal !== undefined) {
      // The silent failure of the real operator: an Event, and a status that stays as it is.
      await this.events.record(cluster, "Warning", refusal.event, "Validate", refusal.message);
      return false;
    }
    if (await this.redis.reconcile(cluster)) return true;
    if (cluster.metadata.deletionTimestamp !== undefined) return false;
    let failure: Error | undefined;
    try {
      await this.reconcileObjects(cluster);
      await this.pods.reconcile(cluster);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    const written = await this.writeStatus(cluster, failure);
    if (failure !== undefined) throw failure;
    return written;
  }

  private async reconcileObjects(cluster: RayCluster): Promise<void> {
    if (isAutoscaling(cluster.spec)) {
      await this.requireServiceAccount(cluster);
      for (const object of buildAutoscalerAccess(cluster)) await this.ensure(cluster, object);
    }
    await this.ensureTokenSecret(cluster);
    if ((await this.headServices(cluster)).length === 0)
      await this.ensure(cluster, buildHeadService(cluster));
    for (const policy of buildNetworkPolicies(cluster)) await this.ensure(cluster, policy);
    const ingress = buildIngress(cluster);
    if (ingress !== undefined) await this.ensure(cluster, ingress);
    for (const service of [buildHeadlessService(cluster), buildServeService(cluster)]) {
      if (service !== undefined) await this.ensure(cluster, service);
    }
  }

  /** A ServiceAccount that the user names is the user's to create. */
  private async requireServiceAccount(cluster: RayCluster): Promise<void> {
    const name = headServiceAccount(cluster);
    if (cluster.spec.headGroupSpec.template.spec?.serviceAccountName === undefined) return;
    try {
      await this.client.get("v1", "ServiceAccount", checkName(name), cluster.metadata.namespace);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const note =
        `Failed to reconcile RayCluster ${cluster.metadata.namespace}/${cluster.metadata.name}. ServiceAccount ` +
        `${name}, which the head Pod names, is not found. Please create it.`;
      await this.events.record(cluster, "Warning", "AutoscalerServiceAccountNotFound", "Validate", note);
      throw error;
    }
  }

  /** Also for `authOptions: {}`, which makes a token that nothing asks for. */
  private async ensureTokenSecret(cluster: RayCluster): Promise<void> {
    const options = cluster.spec.authOptions;
    if (options === undefined || options.mode === "disabled") return;
    if (options.enableK8sTokenAuth || options.secretName) return;
    const { name, namespace } = cluster.metadata;
    await this.ensure(cluster, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: checkName(name),
        namespace,
        labels: { "ray.io/cluster": name },
        ownerReferences: ownedBy(cluster),
      },
      stringData: { auth_token: randomBytes(32).toString("base64") },
    });
  }

  /** Creates the object unless one of its name is there, whosoever it is. */
  private async ensure(cluster: RayCluster, object: NewObject): Promise<void> {
    const { apiVersion, kind, metadata } = object;
    try {
      await this.client.get(apiVersion, kind, metadata.name ?? "", metadata.namespace);
      return;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    try {
      await this.client.create(object, { fieldManager: FIELD_MANAGER });
    } catch (error) {
      if (error instanceof ApiError && error.isAlreadyExists) return;
      throw error;
    }
    const called = CALLED[kind];
    if (called === undefined) return;
    const note = `Created ${called} ${metadata.namespace}/${metadata.name}`;
    await this.events.record(cluster, "Normal", `Created${kind}`, "Create", note);
  }

  private headServices({ metadata }: RayCluster): Promise<KubernetesObject[]> {
    const labelSelector = `ray.io/cluster=${metadata.name},ray.io/node-type=head`;
    return this.client.list("v1", "Service", { namespace: metadata.namespace, labelSelector });
  }

  /** Resolves with true when the status was written. */
  private async writeStatus(cluster: RayCluster, failure: Error | undefined): Promise<boolean> {
    const [headService] = await this.headServices(cluster);
    const status = statusOf(cluster, {
      pods: await this.pods.list(cluster),
      headService,
      error: failure,
      now: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    });
    if (!isWorthWriting(cluster.status, status)) return false;
    const options = { fieldManager: FIELD_MANAGER, subresource: "status" };
    await this.client.replace({ ...cluster, status }, options);
    return true;
  }
}
