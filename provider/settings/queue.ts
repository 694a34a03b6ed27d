import type { KueueQuotaArgs, QueueArgs, QueueManager, ReclaimWithinCohort } from "../args";
import { chartSource, type ChartSource } from "./chart-source";
import { defined } from "./defined";
import { makesQueues } from "./kueue-quota-rules";
import { KUEUE_CHART, KUEUE_VERSION } from "./versions";

/** A Kueue to install, validated and with its defaults. */
export interface KueueSettings {
  /** Without a leading `v`. */
  version: string;
  namespace: string;
  /** Address in a registry, or a path. */
  chart: ChartSource;
  values: Record<string, unknown>;
}

/** What the ClusterQueue shares with others of its cohort. */
export interface CohortSettings {
  name: string;
  reclaim: ReclaimWithinCohort;
}

/** The queue of a RayCluster, validated and with its defaults. */
export interface QueueSettings {
  manager: QueueManager;
  /** Absent where the scheduler has no queues, or decides. */
  name?: string;
  gangScheduling: boolean;
  priorityClassName?: string;
  elastic: boolean;
  /** Present when Kueue is installed. */
  kueue?: KueueSettings;
  createQueues: boolean;
  cohort?: CohortSettings;
  /** What the ClusterQueue has, where the user says so: by worker group, and `head`. */
  quotas?: Record<string, KueueQuotaArgs>;
  /** Present when Volcano's Queue is made. */
  createQueue?: true;
}

/** Name of the LocalQueue, by default. */
export const LOCAL_QUEUE = "ray";

/** Settings of a sound queue. */
export function queueSettings(queue: QueueArgs | undefined, autoscaling: boolean): QueueSettings | undefined {
  if (queue === undefined) return undefined;
  const { manager, kueue = {}, elastic = false } = queue;
  return defined<QueueSettings>({
    manager,
    name: queue.name ?? (manager === "kueue" ? LOCAL_QUEUE : undefined),
    gangScheduling: queue.gangScheduling ?? !(manager === "scheduler-plugins" && autoscaling),
    priorityClassName: queue.priorityClassName,
    elastic,
    kueue: kueue.install
      ? {
          version: (kueue.version ?? KUEUE_VERSION).replace(/^v/, ""),
          namespace: kueue.namespace ?? "kueue-system",
          chart: chartSource(kueue.chart, KUEUE_CHART),
          values: kueue.values ?? {},
        }
      : undefined,
    createQueues: manager === "kueue" && makesQueues(kueue),
    cohort:
      kueue.cohort === undefined
        ? undefined
        : { name: kueue.cohort, reclaim: kueue.reclaimWithinCohort ?? "Any" },
    quotas: kueue.quotas,
    createQueue: queue.createQueue || undefined,
  });
}
