import { alternate } from "./alternate";
import type { BenchStack } from "./bench-stack";
import type { Figure } from "./figure";
import { median, medianRatio } from "./median";

const ROUNDS = 5;

/** Preview of a stack with 50 GPU pools against one with 25: growth has to be linear. */
export async function measurePoolsPreview(stack: BenchStack, log: (line: string) => void): Promise<Figure> {
  const preview = (pools: number) => async () => {
    const { seconds, summary } = await stack.preview(settingsWith(pools));
    if (summary.create < pools)
      throw new Error(`a preview of ${pools} pools shows ${summary.create} creates`);
    return seconds;
  };
  const measured = await alternate(
    ROUNDS,
    { fifty: preview(50), half: preview(25), one: preview(1) },
    (round, rounds) => log(`preview with 50, 25 and 1 pools: round ${round} of ${rounds}`),
  );
  return {
    name: "Preview with 50 pools against 25",
    value: medianRatio(measured.fifty, measured.half),
    unit: "times",
    budget: { atMost: 2.2 },
    parts: {
      "50 pools (s)": median(measured.fifty),
      "25 pools (s)": median(measured.half),
      "1 pool (s)": median(measured.one),
    },
  };
}

/** Settings of the root stack with so many pools. */
export function settingsWith(pools: number): { gpuPools: Record<string, object> } {
  const names = Array.from({ length: pools }, (_, index) => `pool${index + 1}`);
  const pool = { vmSize: "Standard_NC4as_T4_v3", minNodes: 0, maxNodes: 1 };
  return { gpuPools: Object.fromEntries(names.map((name) => [name, pool])) };
}
