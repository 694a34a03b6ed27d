import type { ApiClient } from "../kubernetes/api";
import type { EventRecorder } from "./events";
import { createIfAbsent, deleteIfPresent, FIELD_MANAGER, getIfPresent } from "./objects";
import { buildOwnedCluster } from "./owned-cluster";
import { OPERATOR_VERSION } from "./pods";
import { KUBERAY_VERSION, MAKER_KIND, MAKER_NAME, RAY_API_VERSION, type RayCluster } from "./ray-cluster";
import type { RayService } from "./ray-service";
import { specHash } from "./spec-hash";

const HASH = "ray.io/hash-without-replicas-and-workers-to-delete";
const GROUPS = "ray.io/num-worker-groups";

/** The clusters of a RayService: KubeRay v1.7.0 rayservice_controller.go, reconcileRayCluster and cleanUpRayClusterInstance. */
export class ServiceClusters {
  /** When a cluster that has been taken over from may go, by its UID. */
  private readonly deletions = new Map<string, number>();

  constructor(
    private readonly client: ApiClient,
    private readonly events: EventRecorder,
  ) {}

  list({ metadata }: RayService): Promise<RayCluster[]> {
    const { namespace } = metadata;
    const labelSelector = `${MAKER_NAME}=${metadata.name},${MAKER_KIND}=RayService`;
    return this.client.list(RAY_API_VERSION, "RayCluster", { namespace, labelSelector }) as Promise<
      RayCluster[]
    >;
  }

  async get({ metadata }: RayService, name: string | undefined): Promise<RayCluster | undefined> {
    const found = await getIfPresent(this.client, RAY_API_VERSION, "RayCluster", name, metadata.namespace);
    return found as RayCluster | undefined;
  }

  async create(service: RayService, name: string): Promise<RayCluster | undefined> {
    if (await createIfAbsent(this.client, buildServiceCluster(service, name))) {
      const note = `Created the RayCluster ${service.metadata.namespace}/${name}`;
      await this.events.record(service, "Normal", "CreatedRayCluster", "Create", note);
    }
    return this.get(service, name);
  }

  /** Worker groups that are added behind the others come without another cluster. */
  async extend(service: RayService, cluster: RayCluster): Promise<void> {
    if (isCurrent(service, cluster) || !isExtended(service, cluster)) return;
    const goal = buildServiceCluster(service, cluster.metadata.name);
    const { labels, annotations } = goal.metadata as RayCluster["metadata"];
    const metadata = { ...cluster.metadata, labels, annotations };
    const spec = goal["spec"] as RayCluster["spec"];
    await this.client.replace({ ...cluster, metadata, spec }, { fieldManager: FIELD_MANAGER });
  }

  /** Deletes clusters that neither serve nor come up, after their delay; resolves with true while there are any. */
  async cleanUp(service: RayService): Promise<boolean> {
    const { spec, status, metadata } = service;
    const isDeleted = metadata.deletionTimestamp !== undefined;
    const kept = [status?.activeServiceStatus?.rayClusterName, status?.pendingServiceStatus?.rayClusterName];
    const others = (await this.list(service)).filter(
      (cluster) => isDeleted || !kept.includes(cluster.metadata.name),
    );
    for (const cluster of others) {
      const key = cluster.metadata.uid ?? "";
      const due = this.deletions.get(key) ?? Date.now() + 1000 * (spec.rayClusterDeletionDelaySeconds ?? 60);
      this.deletions.set(key, due);
      if (isDeleted || Date.now() >= due) await deleteIfPresent(this.client, cluster);
    }
    return others.length > 0;
  }
}

/** The cluster as the service now wants it: constructRayClusterForRayService. */
export function buildServiceCluster(service: RayService, name: string) {
  const spec = service.spec.rayClusterConfig;
  return buildOwnedCluster(service, name, spec, {
    annotations: {
      [HASH]: specHash(spec),
      [GROUPS]: String(spec.workerGroupSpecs?.length ?? 0),
      [OPERATOR_VERSION]: KUBERAY_VERSION,
    },
  });
}

/** Whether the cluster needs no successor: it is as wanted, but for groups that `extend` adds. */
export function isUpToDate(service: RayService, cluster: RayCluster): boolean {
  return isCurrent(service, cluster) || isExtended(service, cluster);
}

/** Numbers of workers do not count, so a change of them alone reaches no cluster. */
function isCurrent({ spec }: RayService, { metadata }: RayCluster): boolean {
  return metadata.annotations?.[HASH] === specHash(spec.rayClusterConfig);
}

function isExtended({ spec }: RayService, { metadata }: RayCluster): boolean {
  const groups = spec.rayClusterConfig.workerGroupSpecs ?? [];
  const known = Number(metadata.annotations?.[GROUPS]);
  const workerGroupSpecs = groups.slice(0, known);
  return (
    groups.length >= known &&
    metadata.annotations?.[HASH] === specHash({ ...spec.rayClusterConfig, workerGroupSpecs })
  );
}
