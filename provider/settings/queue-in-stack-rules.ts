import type { AksRayClusterArgs, BatchScheduler, OperatorArgs, QueueArgs } from "../args";
import { WORKLOAD_GATE } from "./feature-gate-rules";
import type { Faults } from "./faults";
import { installOf } from "./operator-install-rules";

/** The scheduler that the operator has to work with for a queue; Kueue needs none. */
function schedulerOf(queue: QueueArgs | undefined): BatchScheduler | undefined {
  return queue === undefined || queue.manager === "kueue" ? undefined : queue.manager;
}

/** The operator, told of the scheduler that the queue needs. */
export function withBatchScheduler(operator: OperatorArgs, queue: QueueArgs | undefined): OperatorArgs {
  const batchScheduler = schedulerOf(queue);
  if (installOf(operator) !== "helm" || batchScheduler === undefined) return operator;
  return { ...operator, batchScheduler };
}

/** The operator hands pods to one scheduler, so a queue of another would have no effect; with Kueue both would hold them back. */
export function checkBatchSchedulerFor({ operator = {}, queue }: AksRayClusterArgs, faults: Faults): void {
  if (queue?.manager === undefined) return;
  const needed = schedulerOf(queue);
  const { batchScheduler } = operator;
  if (needed !== undefined && operator.featureGates?.[WORKLOAD_GATE]) {
    faults.add(
      "queue.manager",
      `'${needed}' excludes the operator's feature gate '${WORKLOAD_GATE}', which is a scheduler itself: remove one of the two`,
    );
  }
  if (installOf(operator) === "extension" && needed !== undefined) {
    faults.add(
      "queue.manager",
      `'${needed}' needs an operator that works with it, and that of 'operator.install: extension' is Azure's: use 'kueue', or 'helm'`,
    );
  } else if (installOf(operator) === "none" && needed !== undefined && batchScheduler === undefined) {
    faults.add(
      "operator.batchScheduler",
      `must be '${needed}', since 'queue.manager' needs it: have the operator that is there work with it, and say so here`,
    );
  } else if (batchScheduler !== undefined && batchScheduler !== needed) {
    faults.add(
      "operator.batchScheduler",
      `is '${batchScheduler}', and 'queue.manager' is '${queue.manager}': remove it, which follows the queue`,
    );
  }
}
