import type { RaySettings } from "../../settings";
import { clusterReplacedOnChanges } from "../ray-cluster/replaced-on-changes";

/** Labels and annotations of a RayCluster. */
export interface QueueMetadata {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** Label by which KubeRay turns gang scheduling on; its presence counts, not its value (v1.7.0, constant.go). */
const GANG = "ray.io/gang-scheduling-enabled";

/**
 * Builds what KubeRay's integrations (v1.7.0, controllers/ray/batchscheduler) and Kueue (docs, "Run A RayCluster") read from a
 * RayCluster.
 */
export function buildQueueMetadata({ queue, clusterName }: RaySettings): QueueMetadata {
  if (queue === undefined) return { labels: {}, annotations: {} };
  const { manager, name, gangScheduling, priorityClassName } = queue;
  const gang: Record<string, string> = gangScheduling ? { [GANG]: "true" } : {};
  switch (manager) {
    case "kueue":
      return {
        labels: labels({
          "kueue.x-k8s.io/queue-name": name,
          "kueue.x-k8s.io/priority-class": priorityClassName,
        }),
        annotations: queue.elastic ? { "kueue.x-k8s.io/elastic-job": "true" } : {},
      };
    case "volcano":
      return {
        labels: labels({ "volcano.sh/queue-name": name, "ray.io/priority-class-name": priorityClassName }),
        annotations: {},
      };
    case "yunikorn":
      return {
        labels: labels({
          "yunikorn.apache.org/app-id": clusterName,
          "yunikorn.apache.org/queue": name,
          ...gang,
        }),
        annotations: {},
      };
    case "kai-scheduler":
      return { labels: labels({ "kai.scheduler/queue": name }), annotations: {} };
    case "scheduler-plugins":
      return { labels: gang, annotations: {} };
  }
}

function labels(candidates: Record<string, string | undefined>): Record<string, string> {
  const given = Object.entries(candidates).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(given);
}

/**
 * What replaces the RayCluster. Kueue writes labels, annotations and node selectors into the pods' templates when it admits a RayCluster
 * (kubernetes-sigs/kueue, raycluster_controller.go, `RunWithPodSetsInfo`). An update of ours would take them away again, since the list of worker
 * groups is replaced as a whole, and KubeRay would make all pods anew beside their admission. So another RayCluster is admitted anew.
 */
export function rayClusterReplacements(settings: RaySettings) {
  const replaceOnChanges =
    settings.queue?.manager === "kueue" ? ["spec", "metadata"] : clusterReplacedOnChanges(settings);
  return { replaceOnChanges, deleteBeforeReplace: true };
}
