import type { ApiClient } from "../kubernetes/api";
import { isNotFound } from "../kubernetes/api-error";
import { conditionOf, stringAt, type KubernetesObject } from "../kubernetes/objects";
import { uniqueName } from "../kubernetes/values";
import type { EventRecorder } from "./events";
import {
  buildHeadPod,
  buildWorkerPod,
  OPERATOR_VERSION,
  SPEC_HASH,
  type PodToCreate,
  type WorkerPlace,
} from "./pods";
import {
  desiredPods,
  isAutoscaling,
  KUBERAY_VERSION,
  type RayCluster,
  type WorkerGroupSpec,
} from "./ray-cluster";
import { deletionNote, terminatedState } from "./pod-end";
import { specHash } from "./spec-hash";
import { ReplicaFailure } from "./status";

const FIELD_MANAGER = "kuberay-operator";

const REPLICA_INDEX = "ray.io/worker-group-replica-index";
const REPLICA_NAME = "ray.io/worker-group-replica-name";

/** Creates and deletes the pods of RayClusters: KubeRay v1.7.0 raycluster_controller.go, reconcilePods. */
export class PodReconciler {
  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
  ) {}

  list({ metadata }: RayCluster): Promise<KubernetesObject[]> {
    const labelSelector = `ray.io/cluster=${metadata.name}`;
    return this.client.list("v1", "Pod", { namespace: metadata.namespace, labelSelector });
  }

  async reconcile(cluster: RayCluster): Promise<void> {
    const pods = await this.list(cluster);
    if (isConditionTrue(cluster, "RayClusterSuspending")) {
      const note = `Deleted Pods for RayCluster ${place(cluster)} due to suspension`;
      await this.deleteAll(cluster, pods, note);
      return;
    }
    if (isConditionTrue(cluster, "RayClusterSuspended") || cluster.spec.suspend) return;
    const hash = specHash(cluster.spec);
    const heads = pods.filter((pod) => labelOf(pod, "ray.io/node-type") === "head");
    if (await this.isRecreateDue(cluster, heads[0], hash)) {
      const why = "due to spec change with Recreate upgradeStrategy";
      await this.deleteAll(cluster, pods, `Deleted all Pods for RayCluster ${place(cluster)} ${why}`);
      return;
    }
    await this.reconcileHead(cluster, heads, hash);
    for (const group of cluster.spec.workerGroupSpecs ?? []) {
      const isMember = (pod: KubernetesObject) =>
        labelOf(pod, "ray.io/group") === group.groupName && labelOf(pod, "ray.io/node-type") === "worker";
      await this.reconcileGroup(cluster, group, pods.filter(isMember));
    }
  }

  /** After a change of the operator's version the hash is only rewritten, so that an upgrade restarts nothing. */
  private async isRecreateDue(
    cluster: RayCluster,
    head: KubernetesObject | undefined,
    hash: string,
  ): Promise<boolean> {
    if (cluster.spec.upgradeStrategy?.type !== "Recreate" || head === undefined) return false;
    const annotations = head.metadata.annotations ?? {};
    const version = annotations[OPERATOR_VERSION];
    if (version !== undefined && version !== KUBERAY_VERSION) {
      const patch = { metadata: { annotations: { [SPEC_HASH]: hash, [OPERATOR_VERSION]: KUBERAY_VERSION } } };
      await this.client.patch(head, patch, { fieldManager: FIELD_MANAGER });
      return false;
    }
    return annotations[SPEC_HASH] !== undefined && annotations[SPEC_HASH] !== hash;
  }

  private async deleteAll(cluster: RayCluster, pods: KubernetesObject[], note: string): Promise<void> {
    const active = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    await this.deletePods(active, "FailedDeleteAllPods");
    await this.events.record(cluster, "Normal", "DeletedPod", "Delete", note);
  }

  private async reconcileHead(cluster: RayCluster, heads: KubernetesObject[], hash: string): Promise<void> {
    const [head, ...more] = heads;
    if (more.length > 0) {
      const names = heads.map(({ metadata }) => metadata.name).join(" ");
      throw new Error(`${heads.length} head pods found [${names}]. Please delete extra head pods`);
    }
    if (head === undefined) {
      await this.create(cluster, buildHeadPod(cluster, hash), "head");
    } else if (isOver(head)) {
      await this.deletePods([head], "FailedDeleteHeadPod");
      await this.events.record(cluster, "Normal", "DeletedHeadPod", "Delete", deletionNote("head", head));
      throw new Error(`The head Pod ${head.metadata.name} is over; a new one follows`);
    }
  }

  private async reconcileGroup(
    cluster: RayCluster,
    group: WorkerGroupSpec,
    pods: KubernetesObject[],
  ): Promise<void> {
    if (group.suspend) {
      return this.deletePods(
        pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined),
        "FailedDeleteWorkerPod",
      );
    }
    if ((group.numOfHosts ?? 1) > 1) return this.reconcileReplicas(cluster, group, pods);
    const over = pods.filter(isOver);
    if (over.length > 0) {
      await this.deleteWorkers(cluster, over);
      throw new Error(`delete ${over.length} unhealthy worker Pods`);
    }
    // What the autoscaler wants gone goes, whatever the number of replicas.
    const unwanted = new Set(group.scaleStrategy?.workersToDelete);
    await this.deleteWorkers(
      cluster,
      pods.filter(({ metadata }) => unwanted.has(metadata.name)),
      (pod) => `Deleted pod ${place(pod)}`,
    );
    const running = pods.filter(({ metadata }) => !unwanted.has(metadata.name));
    const missing = desiredPods(group) - running.length;
    const used = new Set(running.map((pod) => labelOf(pod, REPLICA_INDEX)));
    for (let created = 0, replicaIndex = 0; created < missing; replicaIndex++) {
      if (used.has(String(replicaIndex))) continue;
      await this.createWorker(cluster, group, { replicaIndex, hostIndex: 0 });
      created++;
    }
    // With autoscaling on, Ray's autoscaler alone decides which workers go.
    if (missing < 0 && !isAutoscaling(cluster.spec)) {
      const surplus = running.slice(0, -missing);
      await this.deleteWorkers(cluster, surplus, (pod) => `Deleted Pod ${place(pod)}`);
    }
  }

  /** A group with several hosts comes and goes by whole replicas: reconcileMultiHostWorkerGroup. */
  private async reconcileReplicas(
    cluster: RayCluster,
    group: WorkerGroupSpec,
    pods: KubernetesObject[],
  ): Promise<void> {
    const hosts = group.numOfHosts ?? 1;
    const replicas = new Map<string, KubernetesObject[]>();
    for (const pod of pods) {
      const name = labelOf(pod, REPLICA_NAME) ?? "";
      replicas.set(name, [...(replicas.get(name) ?? []), pod]);
    }
    const unwanted = new Set(group.scaleStrategy?.workersToDelete);
    for (const [name, members] of replicas) {
      const isUnwanted = members.some((pod) => unwanted.has(pod.metadata.name));
      if (members.length >= hosts && !members.some(isOver) && !isUnwanted) continue;
      await this.deleteWorkers(cluster, members);
      throw new Error(`cleaned up replica ${name} of worker group ${group.groupName}`);
    }
    const missing = desiredPods(group) / hosts - replicas.size;
    const used = new Set([...replicas.values()].map(([pod]) => pod && labelOf(pod, REPLICA_INDEX)));
    for (let created = 0, replicaIndex = 0; created < missing; replicaIndex++) {
      if (used.has(String(replicaIndex))) continue;
      const replicaName = uniqueName(`${group.groupName}-`);
      for (let hostIndex = 0; hostIndex < hosts; hostIndex++) {
        await this.createWorker(cluster, group, { replicaIndex, hostIndex, replicaName });
      }
      created++;
    }
    if (missing < 0 && !isAutoscaling(cluster.spec)) {
      for (const members of [...replicas.values()].slice(0, -missing))
        await this.deleteWorkers(cluster, members);
    }
  }

  private createWorker(cluster: RayCluster, group: WorkerGroupSpec, where: WorkerPlace): Promise<void> {
    return this.create(cluster, buildWorkerPod(cluster, group, where), "worker");
  }

  private async create(cluster: RayCluster, pod: PodToCreate, nodeType: "head" | "worker"): Promise<void> {
    const type = nodeType === "head" ? "Head" : "Worker";
    try {
      const created = await this.client.create(pod, { fieldManager: FIELD_MANAGER });
      const note = `Created ${nodeType} Pod ${place(created)}`;
      await this.events.record(cluster, "Normal", `Created${type}Pod`, "Create", note);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const note = `Failed to create ${nodeType} Pod for the cluster ${place(cluster)}, ${reason}`;
      await this.events.record(cluster, "Warning", `FailedToCreate${type}Pod`, "Create", note);
      throw new ReplicaFailure(`FailedCreate${type}Pod`, `FailedCreate${type}Pod\n${reason}`);
    }
  }

  private async deleteWorkers(
    cluster: RayCluster,
    pods: KubernetesObject[],
    describe = (pod: KubernetesObject) => deletionNote("worker", pod),
  ): Promise<void> {
    await this.deletePods(pods, "FailedDeleteWorkerPod");
    for (const pod of pods) {
      await this.events.record(cluster, "Normal", "DeletedWorkerPod", "Delete", describe(pod));
    }
  }

  private async deletePods(pods: KubernetesObject[], reason: ReplicaFailure["reason"]): Promise<void> {
    for (const pod of pods) {
      try {
        await this.client.delete(pod);
      } catch (error) {
        if (!isNotFound(error)) throw new ReplicaFailure(reason, `${reason}\n${String(error)}`);
      }
    }
  }
}

function place({ metadata }: KubernetesObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function labelOf(pod: KubernetesObject, label: string): string | undefined {
  return pod.metadata.labels?.[label];
}

function isConditionTrue(cluster: RayCluster, type: string): boolean {
  return conditionOf(cluster, type)?.status === "True";
}

/** A pod that will not run again: KubeRay v1.7.0, shouldDeletePod. */
function isOver(pod: KubernetesObject): boolean {
  const phase = stringAt(pod, "status", "phase");
  if (phase === "Failed" || phase === "Succeeded") return true;
  const terminated = terminatedState(pod) !== undefined;
  return phase === "Running" && terminated && stringAt(pod, "spec", "restartPolicy") === "Never";
}
