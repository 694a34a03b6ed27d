/** A measured value and the most or least that it may be. */
export interface Figure {
  /** What was measured, in a few words. */
  name: string;
  value: number;
  /** Of value and budget, such as `MB`; `times` for a ratio. */
  unit: string;
  budget: Budget;
  /** The measured parts of the value, such as both sides of a ratio, by name and with their unit in it. */
  parts: Record<string, number>;
}

/** A bound that itself still passes. */
export type Budget = { atMost: number } | { atLeast: number };

/** Whether the figure keeps its budget. A value that could not be measured (NaN) does not. */
export function passes({ value, budget }: Pick<Figure, "value" | "budget">): boolean {
  return "atMost" in budget ? value <= budget.atMost : value >= budget.atLeast;
}

/** 0 where all figures keep their budgets, else 1; no figures at all keep none. */
export function exitCode(figures: readonly Figure[]): 0 | 1 {
  return figures.length > 0 && figures.every(passes) ? 0 : 1;
}
