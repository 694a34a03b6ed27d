import type { BatchScheduler, BatchSchedulerInstallArgs, OperatorArgs } from "../args";
import { chartSource, checkChartSource, type ChartSource } from "./chart-source";
import { defined } from "./defined";
import { joinPath, type Faults } from "./faults";
import { checkNewNamespace } from "./ray-rules";
import {
  KAI_CHART,
  KAI_VERSION,
  VOLCANO_REPOSITORY,
  VOLCANO_VERSION,
  YUNIKORN_REPOSITORY,
  YUNIKORN_VERSION,
} from "./versions";

/** A scheduler with a Helm chart of its own. */
export type InstallableScheduler = Exclude<BatchScheduler, "scheduler-plugins">;

/** A scheduler to install, validated and with its defaults. */
export interface BatchSchedulerSettings {
  scheduler: InstallableScheduler;
  /** As the chart's own versions are written: with a leading `v` for KAI, without for the others. */
  version: string;
  namespace: string;
  /** A Helm repository or the address in a registry, or a path. */
  chart: ChartSource;
  /** KAI's queue. */
  queueName?: string;
  values: Record<string, unknown>;
}

/** The queue that each chart makes, or knows by itself. */
export const DEFAULT_QUEUES = { volcano: "default", "kai-scheduler": "default-queue" } as const;

const DEFAULTS: Readonly<
  Record<InstallableScheduler, { version: string; namespace: string; repository: string }>
> = {
  volcano: { version: VOLCANO_VERSION, namespace: "volcano-system", repository: VOLCANO_REPOSITORY },
  yunikorn: { version: YUNIKORN_VERSION, namespace: "yunikorn", repository: YUNIKORN_REPOSITORY },
  "kai-scheduler": { version: KAI_VERSION, namespace: "kai-scheduler", repository: KAI_CHART },
};

function isInstallable(scheduler: BatchScheduler): scheduler is InstallableScheduler {
  return Object.hasOwn(DEFAULTS, scheduler);
}

/** Namespace of a scheduler that is installed. */
export function schedulerNamespace(
  scheduler: BatchScheduler | undefined,
  install: BatchSchedulerInstallArgs | undefined,
): string | undefined {
  if (scheduler === undefined || install === undefined || !isInstallable(scheduler)) return undefined;
  return install.namespace ?? DEFAULTS[scheduler].namespace;
}

/** Checks the scheduler that comes with an operator, whose path is `at`, and whose namespace it must not share. */
export function checkBatchSchedulerInstall(
  { batchScheduler, scheduler, install }: OperatorArgs,
  operatorNamespace: string,
  at: string,
  faults: Faults,
): void {
  if (scheduler === undefined || (install ?? "helm") !== "helm") return;
  const path = joinPath(at, "scheduler");
  if (batchScheduler === undefined) {
    faults.add(
      path,
      "has no effect without 'batchScheduler', which names the scheduler: give that, or remove it",
    );
    return;
  }
  checkInstall(batchScheduler, scheduler, operatorNamespace, path, faults);
}

/** Checks what is to be installed of the named scheduler. */
export function checkInstall(
  batchScheduler: BatchScheduler,
  install: BatchSchedulerInstallArgs,
  operatorNamespace: string,
  path: string,
  faults: Faults,
): void {
  if (!isInstallable(batchScheduler)) {
    faults.add(
      path,
      `cannot install '${batchScheduler}': use one of ${Object.keys(DEFAULTS).join(", ")}, or install it yourself and remove this`,
    );
    return;
  }
  checkNewNamespace(install.namespace, joinPath(path, "namespace"), faults);
  if (schedulerNamespace(batchScheduler, install) === operatorNamespace) {
    faults.add(
      joinPath(path, "namespace"),
      `must differ from the operator's namespace, '${operatorNamespace}'; each is created`,
    );
  }
  if (install.queueName !== undefined && batchScheduler !== "kai-scheduler") {
    faults.add(joinPath(path, "queueName"), `belongs to KAI, not to '${batchScheduler}': remove it`);
  }
  const place = batchScheduler === "kai-scheduler" ? "registry" : "repository";
  checkChartSource(install.chart, joinPath(path, "chart"), faults, place);
}

/** Settings of sound arguments; undefined where no scheduler is installed. */
export function batchSchedulerSettings({
  batchScheduler,
  scheduler: install,
}: OperatorArgs): BatchSchedulerSettings | undefined {
  if (batchScheduler === undefined || install === undefined || !isInstallable(batchScheduler))
    return undefined;
  const { version, repository } = DEFAULTS[batchScheduler];
  const bare = (install.version ?? version).replace(/^v/, "");
  return defined<BatchSchedulerSettings>({
    scheduler: batchScheduler,
    version: batchScheduler === "kai-scheduler" ? `v${bare}` : bare,
    namespace: install.namespace ?? DEFAULTS[batchScheduler].namespace,
    chart: chartSource(install.chart, repository),
    queueName:
      batchScheduler === "kai-scheduler" ? (install.queueName ?? DEFAULT_QUEUES[batchScheduler]) : undefined,
    values: install.values ?? {},
  });
}
