import type {
  AksRayClusterArgs,
  BatchScheduler,
  BatchSchedulerInstallArgs,
  OperatorArgs,
  QueueArgs,
} from "../args";
import { checkInstall, DEFAULT_QUEUES } from "./batch-scheduler";
import { defined } from "./defined";
import { WORKLOAD_GATE } from "./feature-gate-rules";
import { joinPath, type Faults } from "./faults";
import { OPERATOR_NAMESPACE } from "./operator";
import { installOf } from "./operator-install-rules";

/** The scheduler that the operator has to work with for a queue; Kueue needs none. */
function schedulerOf(queue: QueueArgs | undefined): BatchScheduler | undefined {
  return queue === undefined || queue.manager === "kueue" ? undefined : queue.manager;
}

/** The operator, told of the scheduler that the queue needs. */
export function withBatchScheduler(operator: OperatorArgs, queue: QueueArgs | undefined): OperatorArgs {
  const batchScheduler = schedulerOf(queue);
  if (installOf(operator) !== "helm" || batchScheduler === undefined) return operator;
  return defined<OperatorArgs>({ ...operator, batchScheduler, scheduler: schedulerFor(queue) });
}

/** The scheduler to install, with the queue that KAI's chart makes. */
function schedulerFor(queue: QueueArgs | undefined): BatchSchedulerInstallArgs | undefined {
  if (queue?.scheduler === undefined || queue.manager !== "kai-scheduler") return queue?.scheduler;
  const queueName = queue.scheduler.queueName ?? queue.name;
  return defined<BatchSchedulerInstallArgs>({ ...queue.scheduler, queueName });
}

/** The queue of the RayCluster, beside an operator that has brought the scheduler. */
export function queueInStack(queue: QueueArgs | undefined): QueueArgs | undefined {
  if (queue?.scheduler === undefined) return queue;
  const { scheduler, ...rest } = queue;
  const { manager, name, createQueue } = queue;
  if (manager === "volcano") {
    const named = name !== undefined && name !== DEFAULT_QUEUES.volcano;
    return { ...rest, createQueue: createQueue ?? named };
  }
  if (manager !== "kai-scheduler") return rest;
  return { ...rest, name: name ?? scheduler.queueName ?? DEFAULT_QUEUES[manager] };
}

/** Checks the scheduler that comes before the operator. */
function checkQueueScheduler({ operator = {}, queue }: AksRayClusterArgs, faults: Faults): void {
  const path = joinPath("queue", "scheduler");
  if (operator.scheduler !== undefined && queue?.manager !== undefined) {
    faults.add(
      "operator.scheduler",
      "is the scheduler of the queue: give it as 'queue.scheduler', and remove this",
    );
  }
  if (queue?.scheduler === undefined || queue.manager === undefined || queue.manager === "kueue") return;
  if (installOf(operator) !== "helm") {
    faults.add(
      path,
      `comes with an operator that is installed by Helm, and 'operator.install' is '${installOf(operator)}': install the scheduler yourself, and remove this`,
    );
    return;
  }
  checkInstall(queue.manager, queue.scheduler, operator.namespace ?? OPERATOR_NAMESPACE, path, faults);
  const { name, scheduler } = queue;
  if (name !== undefined && scheduler.queueName !== undefined && name !== scheduler.queueName) {
    faults.add(
      joinPath(path, "queueName"),
      `is '${scheduler.queueName}', and 'queue.name' is '${name}': remove it, which follows the queue`,
    );
  }
}

/** The operator hands pods to one scheduler, so a queue of another would have no effect; with Kueue both would hold them back. */
export function checkBatchSchedulerFor({ operator = {}, queue }: AksRayClusterArgs, faults: Faults): void {
  if (queue?.manager === undefined) return;
  checkQueueScheduler({ operator, queue }, faults);
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
