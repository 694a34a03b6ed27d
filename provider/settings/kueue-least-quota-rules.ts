import type { HeadArgs, QueueArgs, WorkerGroupArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { HEAD_QUOTA, makesQueues } from "./kueue-quota-rules";
import { formatAmount, parseAmount } from "./resource-amounts";

/** What a part of a RayCluster requests at least, in cores, bytes and pieces, and who that is. */
interface LeastNeed {
  pods: string;
  amounts: Record<string, number>;
}

/** Needs of the head and of worker groups by name; without those of which nobody knows before their pods are built. */
export type LeastNeeds = Record<string, LeastNeed>;

/** What the head's own container requests. A pod template may say otherwise. */
export function leastNeedOfHead(
  head: HeadArgs,
  { cpu, memoryGiB }: Required<Pick<HeadArgs, "cpu" | "memoryGiB">>,
): LeastNeeds {
  if (head.podTemplate !== undefined) return {};
  const amounts = { cpu: head.cpu ?? cpu, memory: (head.memoryGiB ?? memoryGiB) * 2 ** 30 };
  return { [HEAD_QUOTA]: { pods: "the head requests", amounts } };
}

/** What the least workers of groups request, each by its own container. */
export function leastNeedsOfGroups(groups: Record<string, WorkerGroupArgs>): LeastNeeds {
  return Object.fromEntries(
    Object.entries(groups).flatMap(([name, group]) => {
      if (group.podTemplate !== undefined) return [];
      const workers = (group.replicas ?? group.minReplicas ?? 0) * (group.numOfHosts ?? 1);
      const amounts = {
        cpu: group.cpu * workers,
        memory: group.memoryGiB * workers * 2 ** 30,
        ...(group.gpus && { [group.gpuResource ?? "nvidia.com/gpu"]: group.gpus * workers }),
      };
      return [
        [
          name,
          {
            pods: workers === 1 ? "the least worker requests" : `the least ${workers} workers request`,
            amounts,
          },
        ],
      ];
    }),
  );
}

/**
 * Checks that a ClusterQueue has, with all that it may borrow, what its RayCluster needs to start. Kueue would hold back head and
 * workers together, for good (kubernetes-sigs/kueue, pkg/scheduler/flavorassigner). The needs are asked for where there are quotas.
 */
export function checkLeastQuotas(
  queue: QueueArgs | undefined,
  needsOf: () => LeastNeeds,
  path: string,
  faults: Faults,
): void {
  const { cohort, quotas, ...kueue } = queue?.kueue ?? {};
  if (queue?.manager !== "kueue" || quotas === undefined || !makesQueues(kueue)) return;
  const needs = needsOf();
  for (const [group, { nominal = {}, borrowingLimit = {} }] of Object.entries(quotas)) {
    for (const [resource, text] of Object.entries(nominal)) {
      const limit = cohort === undefined ? "0" : borrowingLimit[resource];
      const most = limit === undefined ? undefined : (parseAmount(text) ?? NaN) + (parseAmount(limit) ?? NaN);
      const { amounts, pods } = needs[group] ?? { amounts: {}, pods: "" };
      const need = amounts[resource] ?? 0;
      if (most === undefined || !(need > most + 1e-9)) continue;
      const remedy =
        cohort === undefined
          ? "raise it, or give 'cohort' to borrow the rest"
          : "raise it, or 'borrowingLimit'";
      faults.add(
        joinPath(path, "kueue", "quotas", group, "nominal", resource),
        `'${text}'${cohort === undefined ? "" : ` with a 'borrowingLimit' of '${limit}'`} is less than the ${formatAmount(resource, need)} that ${pods}, so Kueue would never admit the cluster: ${remedy}`,
      );
    }
  }
}
