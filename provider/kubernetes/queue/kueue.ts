import type { helm } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KueueSettings, RaySettings, Taint, WorkerGroupSettings } from "../../settings";
import { milliCpu, memoryMiB } from "../../settings/quantities";
import { buildChartRelease } from "../chart-release";
import { MANAGED_BY } from "../namespace";

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

/** A kind of nodes, with what may be used of it. */
interface Flavor {
  name: string;
  /** The worker group; empty for the head. */
  group: string[];
  nodeLabels?: Record<string, string>;
  nodeTaints?: Taint[];
  quotas: Record<string, pulumi.Input<string>>;
}

/**
 * Builds the queues of a RayCluster: a flavor for each worker group, with labels and taints of its nodes, and one for the head. The
 * head's comes first and has no labels, so that the head, which selects no nodes, takes it, and workers, which do, cannot.
 */
export function buildKueueQueues(settings: RaySettings, namespace: pulumi.Input<string>) {
  const { clusterName, queue, workerGroups } = settings;
  const resources = [
    "cpu",
    "memory",
    ...new Set(workerGroups.flatMap(({ gpuResource }) => gpuResource || [])),
  ];
  const prefix = `${settings.namespace}-${clusterName}`;
  const flavors = [headFlavor(prefix, settings), ...workerGroups.map((group) => groupFlavor(prefix, group))];
  const metadata = (name: string) => ({ name, labels: MANAGED_BY });
  return {
    flavors: flavors.map(({ name, group, nodeLabels, nodeTaints }) => ({
      group,
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
        resourceGroups: [
          {
            coveredResources: resources,
            flavors: flavors.map(({ name, quotas }) => ({
              name,
              resources: resources.map((resource) => ({
                name: resource,
                nominalQuota: quotas[resource] ?? "0",
              })),
            })),
          },
        ],
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

/** The head, and the autoscaler beside it. */
function headFlavor(prefix: string, { head, autoscaler }: RaySettings): Flavor {
  const { cpu = "0", memory = "0Mi" } = autoscaler ?? {};
  return {
    name: prefix,
    group: [],
    quotas: {
      cpu: pulumi.output(cpu).apply((beside) => `${Math.ceil(head.cpu * 1000) + (milliCpu(beside) ?? 0)}m`),
      memory: pulumi
        .output(memory)
        .apply((beside) => `${Math.ceil(head.memoryGiB * 1024) + Math.ceil(memoryMiB(beside) ?? 0)}Mi`),
    },
  };
}

function groupFlavor(prefix: string, group: WorkerGroupSettings): Flavor {
  const { name, nodeSelector, tolerations, replicas, numOfHosts, cpu, memoryGiB, gpus, gpuResource } = group;
  const workers = replicas.max * numOfHosts;
  const nodeTaints = tolerations.filter(({ value }) => value !== "");
  return {
    name: `${prefix}-${name}`,
    group: [name],
    ...(Object.keys(nodeSelector).length > 0 && { nodeLabels: nodeSelector }),
    ...(nodeTaints.length > 0 && { nodeTaints }),
    quotas: {
      cpu: `${Math.ceil(cpu * 1000) * workers}m`,
      memory: `${Math.round(memoryGiB * 1024) * workers}Mi`,
      ...(gpus > 0 && { [gpuResource]: String(gpus * workers) }),
    },
  };
}
