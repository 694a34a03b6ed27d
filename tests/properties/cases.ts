import * as fc from "fast-check";

/** Cases of all property tests together, unless the environment says otherwise. */
const CASES = 500;

/**
 * How many cases a property gets: its share of `AKS_RAY_CASES`, of 500 without it. A failure shows the seed and the
 * smallest case that fast-check found; `AKS_RAY_SEED` repeats a run.
 */
export function parameters<T>(share: number): fc.Parameters<T> {
  const cases = Number(process.env["AKS_RAY_CASES"] ?? CASES);
  const seed = process.env["AKS_RAY_SEED"];
  return {
    numRuns: Math.max(1, Math.round(cases * share)),
    ...(seed !== undefined && { seed: Number(seed) }),
  };
}

/** Milliseconds that a property may take: a long run takes long. */
export function timeout(): number {
  return 60_000 + Number(process.env["AKS_RAY_CASES"] ?? CASES) * 200;
}
