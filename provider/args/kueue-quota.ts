/**
 * Amounts of resources, such as `{ "nvidia.com/gpu": "4", memory: "256Gi" }`: Kubernetes quantities by resource. CPUs are cores (`8`) or
 * thousandths of one (`500m`), memory is in bytes or with a unit (`64Gi`).
 */
export type ResourceAmounts = Record<string, string>;

/** Whose RayClusters Kueue suspends so that a queue gets back what others of its cohort have borrowed. */
export type ReclaimWithinCohort = "Never" | "LowerPriority" | "Any";

/** What a ClusterQueue has of the nodes of the head or of a worker group. */
export interface KueueQuotaArgs {
  /**
   * Name of a ResourceFlavor that is there already, with the labels and taints of these nodes. Queues share what they have of the same flavor
   * only. Defaults to a flavor of this queue's own, which is made.
   * @pattern ^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$
   */
  flavor?: string;
  /**
   * What the queue has for itself; resources that are left out keep their default. Refused where it is less, with what may be borrowed from a
   * `cohort`, than the head or the least workers request: the RayCluster would never start. Defaults to what the head requests, or the most workers of the group.
   */
  nominal?: ResourceAmounts;
  /** What it may borrow beyond that from the cohort, which is needed. Defaults to no limit. */
  borrowingLimit?: ResourceAmounts;
  /** What it lends to the cohort of its own, at most `nominal`. Needs `cohort`. Defaults to all that it does not use. */
  lendingLimit?: ResourceAmounts;
}
