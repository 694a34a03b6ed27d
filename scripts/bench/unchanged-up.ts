import { alternate } from "./alternate";
import type { BenchStack, Deployment } from "./bench-stack";
import type { Figure } from "./figure";
import { median, medianRatio } from "./median";

/** Under load a single round is off by a third in either direction. */
const ROUNDS = 15;

/**
 * `up` and preview of the root stack when nothing has changed, against the same resources without components; and the
 * state's size.
 */
export async function measureUnchangedUp(stack: BenchStack, log: (line: string) => void): Promise<Figure[]> {
  log("first up of the root stack");
  await stack.root();
  const { bytes, document } = await stack.state();
  const flat = await stack.flat();
  const against = async (operation: "up" | "preview"): Promise<Figure> => {
    const measured = await alternate(
      ROUNDS,
      { components: () => unchanged(stack.root(operation)), flat: () => unchanged(flat(operation)) },
      (round, rounds) => log(`unchanged ${operation}, with components and flat: round ${round} of ${rounds}`),
    );
    return {
      name: `Unchanged ${operation} against the same resources written flat`,
      value: medianRatio(measured.components, measured.flat),
      unit: "times",
      budget: { atMost: 1.15 },
      parts: { "components (s)": median(measured.components), "flat (s)": median(measured.flat) },
    };
  };
  return [
    await against("up"),
    await against("preview"),
    {
      name: "State of the root stack",
      value: bytes / 1000,
      unit: "KB",
      budget: { atMost: 300 },
      parts: { resources: document.deployment.resources.length },
    },
  ];
}

/** A deployment that changes something would compare two different things. */
export async function unchanged(deployment: Promise<Deployment>): Promise<number> {
  const { seconds, changes } = await deployment;
  if (changes.length > 0) throw new Error(`an up that should change nothing did: ${changes.join("; ")}`);
  return seconds;
}
