import type { ApiClient } from "../kubernetes/api";
import { ApiError } from "../kubernetes/api-error";
import { conditionOf } from "../kubernetes/objects";
import type { EventRecorder } from "./events";
import { deletionTimeout, isEmbedded, isFaultTolerant, REDIS_FINALIZER } from "./fault-tolerance";
import { writtenByGo } from "./go-types";
import type { PodReconciler } from "./pod-reconciler";
import { buildRedisCleanupJob } from "./redis-cleanup-job";
import type { RayCluster } from "./ray-cluster";

const FIELD_MANAGER = "kuberay-operator";

/** Holds a RayCluster with data in Redis back from deletion until a Job has removed the data. */
export class RedisCleanup {
  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
    private readonly pods: PodReconciler,
  ) {}

  /**
   * A cluster that has lost the options keeps the finalizer for ever: KubeRay v1.7.0, raycluster_controller.go, rayClusterReconcile.
   * Resolves with true when this was all that is to be done for now; the cluster has to be looked at again.
   */
  async reconcile(cluster: RayCluster): Promise<boolean> {
    if (!isFaultTolerant(cluster)) return false;
    const finalizers = cluster.metadata.finalizers ?? [];
    const isHeld = finalizers.includes(REDIS_FINALIZER);
    const others = finalizers.filter((finalizer) => finalizer !== REDIS_FINALIZER);
    const { deletionTimestamp } = cluster.metadata;
    if (isEmbedded(cluster)) {
      if (deletionTimestamp === undefined || !isHeld) return false;
      await this.setFinalizers(cluster, others);
      return true;
    }
    if (deletionTimestamp === undefined) {
      if (isHeld) return false;
      await this.setFinalizers(cluster, [...finalizers, REDIS_FINALIZER]);
      return true;
    }
    if (!isHeld) return false;
    // A head that still runs would write to Redis again.
    const pods = (await this.pods.list(cluster)).filter(
      ({ metadata }) => metadata.labels?.["ray.io/node-type"] !== "redis-cleanup",
    );
    for (const pod of pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)) {
      await this.client.delete(pod);
    }
    if (pods.some(({ metadata }) => metadata.labels?.["ray.io/node-type"] === "head")) return true;
    const isLate = Date.now() - Date.parse(deletionTimestamp) >= 1000 * deletionTimeout(cluster);
    if (isLate || (await this.isCleaned(cluster))) {
      await this.setFinalizers(cluster, others);
    }
    return true;
  }

  /** Creates the Job, and tells whether it has ended, well or not. */
  private async isCleaned(cluster: RayCluster): Promise<boolean> {
    const { name, namespace } = cluster.metadata;
    const labelSelector = `ray.io/cluster=${name},ray.io/node-type=redis-cleanup`;
    const [job] = await this.client.list("batch/v1", "Job", { namespace, labelSelector });
    if (job !== undefined) {
      return ["Complete", "Failed"].some((type) => conditionOf(job, type)?.status === "True");
    }
    try {
      const created = await this.client.create(buildRedisCleanupJob(cluster), {
        fieldManager: FIELD_MANAGER,
      });
      const note = `Created Redis cleanup Job ${namespace}/${created.metadata.name}`;
      await this.events.record(cluster, "Normal", "CreatedRedisCleanupJob", "Create", note);
    } catch (error) {
      if (!(error instanceof ApiError && error.isAlreadyExists)) throw error;
    }
    return false;
  }

  /** A PUT of the whole object, as the real operator does it, and not a patch: see {@link writtenByGo}. */
  private async setFinalizers(cluster: RayCluster, finalizers: string[]): Promise<void> {
    const metadata = { ...cluster.metadata, finalizers };
    await this.client.replace(
      { ...cluster, metadata, spec: writtenByGo(cluster.spec) },
      { fieldManager: FIELD_MANAGER },
    );
  }
}
