import type { KueueArgs, KueueQuotaArgs, ResourceAmounts } from "../args";
import { joinPath, type Faults } from "./faults";
import { parseAmount } from "./resource-amounts";

/** Key of the head's quota. Kueue gives its pod set the same name, so no worker group has it. */
export const HEAD_QUOTA = "head";

/**
 * Kueue puts every Job of a namespace without a queue into the LocalQueue of this name, so also the Job that proves readiness
 * (kubernetes-sigs/kueue, jobframework/defaults.go, `ApplyDefaultLocalQueue`).
 */
const QUEUE_OF_ALL_JOBS = "default";

/** Whether the queues of a Kueue are made here. */
export function makesQueues({ createQueues, install }: KueueArgs): boolean {
  return createQueues ?? install ?? false;
}

/** Checks what the ClusterQueue has, borrows and lends; `path` is that of Kueue's arguments. */
export function checkKueueQuotas(
  kueue: KueueArgs,
  workerGroups: string[],
  path: string,
  faults: Faults,
): void {
  for (const key of ["cohort", "quotas", "reclaimWithinCohort"] as const) {
    if (kueue[key] === undefined || makesQueues(kueue)) continue;
    faults.add(
      joinPath(path, key),
      "has no effect without 'createQueues: true': set that, or say it of the ClusterQueue that is there",
    );
  }
  if (kueue.reclaimWithinCohort !== undefined)
    needsCohort(kueue, joinPath(path, "reclaimWithinCohort"), faults);
  const groups = [HEAD_QUOTA, ...workerGroups];
  for (const [group, quota] of Object.entries(kueue.quotas ?? {})) {
    const at = joinPath(path, "quotas", group);
    if (!groups.includes(group)) {
      faults.add(at, `'${group}' is no worker group: use one of ${groups.join(", ")}`);
    }
    checkQuota(kueue, quota, at, faults);
  }
}

/** kubernetes-sigs/kueue, clusterqueue_webhook.go and its definition: limits need a cohort, and only what is there can be lent. */
function checkQuota(kueue: KueueArgs, quota: KueueQuotaArgs, path: string, faults: Faults): void {
  for (const key of ["nominal", "borrowingLimit", "lendingLimit"] as const) {
    if (quota[key] === undefined) continue;
    if (key !== "nominal") needsCohort(kueue, joinPath(path, key), faults);
    checkAmounts(quota[key], joinPath(path, key), faults);
  }
  for (const [resource, lent] of Object.entries(quota.lendingLimit ?? {})) {
    const nominal = quota.nominal?.[resource];
    if (nominal === undefined || (parseAmount(lent) ?? 0) <= (parseAmount(nominal) ?? Infinity)) continue;
    faults.add(
      joinPath(path, "lendingLimit", resource),
      `must be at most 'nominal' (${nominal}), not '${lent}': a queue lends of its own`,
    );
  }
}

function checkAmounts(amounts: ResourceAmounts, path: string, faults: Faults): void {
  for (const [resource, amount] of Object.entries(amounts)) {
    if (parseAmount(amount) !== undefined) continue;
    faults.add(
      joinPath(path, resource),
      `'${amount}' is no amount of '${resource}': write a Kubernetes quantity such as '4', '500m' or '64Gi'`,
    );
  }
}

function needsCohort({ cohort }: KueueArgs, path: string, faults: Faults): void {
  if (cohort !== undefined) return;
  faults.add(
    path,
    "has no effect without 'cohort', whose queues borrow from each other: give that, or remove it",
  );
}

/** Checks the name of a LocalQueue that is made here. */
export function checkLocalQueueName(name: string | undefined, path: string, faults: Faults): void {
  if (name !== QUEUE_OF_ALL_JOBS) return;
  faults.add(
    path,
    `cannot be '${name}' with 'kueue.createQueues': Kueue would put every Job of the namespace into it, and so hold back the one that proves readiness; use another name`,
  );
}
