import { alternate } from "./alternate";
import type { BenchStack } from "./bench-stack";
import type { Figure } from "./figure";
import { median, medianRatio } from "./median";

const ROUNDS = 5;

/** A cluster may have 100 pools, one of them the system pool (https://learn.microsoft.com/azure/aks/quotas-skus-regions). */
const MOST_POOLS = 99;

/** Preview of a stack with 100 GPU pools against one with 50, and with 50 against 25: growth has to be linear. */
export async function measurePoolsPreview(stack: BenchStack, log: (line: string) => void): Promise<Figure[]> {
  const preview = (pools: number) => async () => {
    const { seconds, summary } = await stack.preview(settingsWith(pools));
    if (summary.create < pools)
      throw new Error(`a preview of ${pools} pools shows ${summary.create} creates`);
    return seconds;
  };
  const measured = await alternate(
    ROUNDS,
    { most: preview(MOST_POOLS), fifty: preview(50), half: preview(25) },
    (round, rounds) => log(`preview with ${MOST_POOLS}, 50 and 25 pools: round ${round} of ${rounds}`),
  );
  const against = (more: [number, number[]], fewer: [number, number[]]): Figure => ({
    name: `Preview with ${more[0]} pools against ${fewer[0]}`,
    value: medianRatio(more[1], fewer[1]),
    unit: "times",
    budget: { atMost: 2.2 },
    parts: { [`${more[0]} pools (s)`]: median(more[1]), [`${fewer[0]} pools (s)`]: median(fewer[1]) },
  });
  return [
    against([MOST_POOLS, measured.most], [50, measured.fifty]),
    against([50, measured.fifty], [25, measured.half]),
  ];
}

/** Settings of the root stack with so many pools. */
export function settingsWith(pools: number): { gpuPools: Record<string, object> } {
  const names = Array.from({ length: pools }, (_, index) => `pool${index + 1}`);
  const pool = { vmSize: "Standard_NC4as_T4_v3", minNodes: 0, maxNodes: 1 };
  return { gpuPools: Object.fromEntries(names.map((name) => [name, pool])) };
}
