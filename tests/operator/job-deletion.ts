import type { ApiClient } from "../kubernetes/api";
import type { EventRecorder } from "./events";
import { deleteIfPresent, FIELD_MANAGER, getIfPresent } from "./objects";
import { RAY_API_VERSION, type RayCluster } from "./ray-cluster";
import { selectsCluster, type DeletionRule, type RayJob } from "./ray-job";

/** Policies by their weight; of several that are due the heaviest is carried out: selectMostImpactfulRule. */
const WEIGHT: Record<DeletionRule["policy"], number> = {
  DeleteNone: 0,
  DeleteWorkers: 1,
  DeleteCluster: 2,
  DeleteSelf: 3,
};

/** Deletes what is to go once a RayJob has ended: KubeRay v1.7.0 rayjob_controller.go. */
export class JobDeletion {
  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
  ) {}

  /** Resolves with the milliseconds after which the next deletion is due. A cluster that is not the job's stays, whatever rules say. */
  async afterEnd(job: RayJob): Promise<number | undefined> {
    const { spec, status } = job;
    if (selectsCluster(spec)) return undefined;
    const rules = spec.deletionStrategy?.deletionRules ?? shutdownRules(job);
    const matching = rules.filter(({ condition: { jobStatus, jobDeploymentStatus } }) =>
      jobStatus === undefined
        ? jobDeploymentStatus === undefined || jobDeploymentStatus === status?.jobDeploymentStatus
        : jobStatus === status?.jobStatus,
    );
    const ended = Date.parse(status?.endTime ?? "");
    const wait = ({ condition }: DeletionRule) => ended + 1000 * (condition.ttlSeconds ?? 0) - Date.now();
    const due = matching
      .filter((rule) => wait(rule) <= 0)
      .sort((a, b) => WEIGHT[b.policy] - WEIGHT[a.policy]);
    if (due[0] !== undefined) await this.carryOut(job, due[0].policy);
    const later = matching.map(wait).filter((milliseconds) => milliseconds > 0);
    return later.length === 0 ? undefined : Math.min(...later);
  }

  /** Resolves with true when the cluster is gone. */
  async deleteCluster(job: RayJob): Promise<boolean> {
    const cluster = await this.clusterOf(job);
    const gone = await deleteIfPresent(this.client, cluster);
    if (cluster !== undefined && cluster.metadata.deletionTimestamp === undefined) {
      const note = `Deleted cluster ${cluster.metadata.namespace}/${cluster.metadata.name}`;
      await this.events.record(job, "Normal", "DeletedRayCluster", "Delete", note);
    }
    return gone;
  }

  private async carryOut(job: RayJob, policy: DeletionRule["policy"]): Promise<void> {
    if (policy === "DeleteSelf") await this.client.delete(job);
    else if (policy === "DeleteCluster") await this.deleteCluster(job);
    else if (policy === "DeleteWorkers") await this.suspendWorkers(job);
  }

  private async suspendWorkers(job: RayJob): Promise<void> {
    const cluster = await this.clusterOf(job);
    const groups = cluster?.spec.workerGroupSpecs ?? [];
    if (cluster === undefined || groups.every(({ suspend }) => suspend)) return;
    const workerGroupSpecs = groups.map((group) => ({ ...group, suspend: true }));
    const changed = { ...cluster, spec: { ...cluster.spec, workerGroupSpecs } };
    await this.client.replace(changed, { fieldManager: FIELD_MANAGER });
  }

  private async clusterOf({ metadata, status }: RayJob): Promise<RayCluster | undefined> {
    const name = status?.rayClusterName;
    const found = await getIfPresent(this.client, RAY_API_VERSION, "RayCluster", name, metadata.namespace);
    return found as RayCluster | undefined;
  }
}

/** `shutdownAfterJobFinishes` as a rule for every end. */
function shutdownRules({ spec }: RayJob): DeletionRule[] {
  if (!spec.shutdownAfterJobFinishes) return [];
  return [{ policy: "DeleteCluster", condition: { ttlSeconds: spec.ttlSecondsAfterFinished ?? 0 } }];
}
