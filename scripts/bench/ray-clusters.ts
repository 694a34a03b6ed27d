import { alternate } from "./alternate";
import type { BenchStack } from "./bench-stack";
import type { Figure } from "./figure";
import { median, medianRatio } from "./median";
import { unchanged } from "./unchanged-up";

const ROUNDS = 5;

/** What each component has at least: namespace, token, Service, RayCluster and readiness Job. */
const RESOURCES_OF_EACH = 5;

/** `up` of 50 RayClusters on one operator against 25, and the preview that finds nothing to do: growth has to be linear. */
export async function measureRayClusters(stack: BenchStack, log: (line: string) => void): Promise<Figure[]> {
  await stack.addNode();
  const up = async (clusters: number, prefix: string): Promise<number> => {
    log(`first up of ${clusters} RayClusters`);
    const { seconds, summary } = await stack.rayClusters("up", { clusters, prefix });
    if (summary.create < RESOURCES_OF_EACH * clusters)
      throw new Error(`an up of ${clusters} RayClusters made ${summary.create} resources`);
    return seconds;
  };
  const half = await up(25, "half");
  const fifty = await up(50, "all");
  const preview = (clusters: number, prefix: string) => () =>
    unchanged(stack.rayClusters("preview", { clusters, prefix }));
  const measured = await alternate(
    ROUNDS,
    { fifty: preview(50, "all"), half: preview(25, "half") },
    (round, rounds) => log(`preview of 50 and 25 RayClusters: round ${round} of ${rounds}`),
  );
  return [
    {
      name: "First up of 50 RayClusters against 25",
      value: fifty / half,
      unit: "times",
      budget: { atMost: 2.2 },
      parts: { "50 clusters (s)": fifty, "25 clusters (s)": half },
    },
    {
      name: "Unchanged preview of 50 RayClusters against 25",
      value: medianRatio(measured.fifty, measured.half),
      unit: "times",
      budget: { atMost: 2.2 },
      parts: { "50 clusters (s)": median(measured.fifty), "25 clusters (s)": median(measured.half) },
    },
  ];
}
