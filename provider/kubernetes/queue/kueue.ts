import type { helm } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { KueueSettings, QueueSettings, RaySettings, Taint, WorkerGroupSettings } from "../../settings";
import { HEAD_QUOTA } from "../../settings/kueue-quota-rules";
import { buildChartRelease } from "../chart-release";
import { MANAGED_BY } from "../namespace";
import { buildResourceGroup } from "./cluster-queue";

/** Seconds for Kueue to become available; a fresh node first pulls its image. */
const TIMEOUT_SECONDS = 600;

/** Gate of Kueue for RayClusters that scale (Kueue docs, "Run A RayCluster"). */
const ELASTIC_GATE = "ElasticJobsViaWorkloadSlices";

/** API of Kueue's queues from 0.15 on (kubernetes-sigs/kueue, apis/kueue/v1beta2). */
const API_VERSION = "kueue.x-k8s.io/v1beta2";

/** Builds the release of Kueue; its chart upgrades its own custom resource definitions, which are templates. */
export function buildKueueRelease(
  settings: KueueSettings,
  elastic: boolean,
  namespace: pulumi.Input<string>,
): helm.v3.ReleaseArgs {
  const values = elastic
    ? { controllerManager: { featureGates: [{ name: ELASTIC_GATE, enabled: true }] } }
    : {};
  return buildChartRelease(settings, { name: "kueue", namespace, timeout: TIMEOUT_SECONDS, values });
}

/** A kind of nodes. */
interface Flavor {
  name: string;
  /** The worker group, or `head`. */
  group: string;
  /** Whether it is there already. */
  existing: boolean;
  nodeLabels?: Record<string, string>;
  nodeTaints?: Taint[];
}

/**
 * Builds the queues of a RayCluster: a flavor for each worker group, with labels and taints of its nodes, and one for the head. The
 * head's comes first and has no labels, so that the head, which selects no nodes, takes it, and workers, which do, cannot.
 */
export function buildKueueQueues(settings: RaySettings, namespace: pulumi.Input<string>) {
  const { clusterName, queue, workerGroups } = settings;
  const prefix = `${settings.namespace}-${clusterName}`;
  const flavors = [headFlavor(prefix), ...workerGroups.map((group) => groupFlavor(prefix, group))].map(
    (flavor) => orExisting(flavor, queue),
  );
  const parts = flavors.map(({ group, name }) => ({ group, flavor: name }));
  const metadata = (name: string) => ({ name, labels: MANAGED_BY });
  return {
    flavors: flavors
      .filter(({ existing }) => !existing)
      .map(({ name, group, nodeLabels, nodeTaints }) => ({
        group: group === HEAD_QUOTA ? [] : [group],
        flavor: {
          apiVersion: API_VERSION,
          kind: "ResourceFlavor",
          metadata: metadata(name),
          spec: { ...(nodeLabels && { nodeLabels }), ...(nodeTaints && { nodeTaints }) },
        },
      })),
    clusterQueue: {
      apiVersion: API_VERSION,
      kind: "ClusterQueue",
      metadata: metadata(prefix),
      spec: {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
        resourceGroups: [buildResourceGroup(settings, parts)],
        ...(queue?.cohort && {
          cohortName: queue.cohort.name,
          preemption: { reclaimWithinCohort: queue.cohort.reclaim },
        }),
      },
    },
    localQueue: {
      apiVersion: API_VERSION,
      kind: "LocalQueue",
      metadata: { ...metadata(queue?.name ?? ""), namespace },
      spec: { clusterQueue: prefix },
    },
  };
}

function headFlavor(prefix: string): Flavor {
  return { name: prefix, group: HEAD_QUOTA, existing: false };
}

function groupFlavor(prefix: string, { name, nodeSelector, tolerations }: WorkerGroupSettings): Flavor {
  const nodeTaints = tolerations.filter(({ value }) => value !== "");
  return {
    name: `${prefix}-${name}`,
    group: name,
    existing: false,
    ...(Object.keys(nodeSelector).length > 0 && { nodeLabels: nodeSelector }),
    ...(nodeTaints.length > 0 && { nodeTaints }),
  };
}

/** The flavor that the user names in place of one that is made. */
function orExisting(flavor: Flavor, queue: QueueSettings | undefined): Flavor {
  const name = queue?.quotas?.[flavor.group]?.flavor;
  return name === undefined ? flavor : { name, group: flavor.group, existing: true };
}
