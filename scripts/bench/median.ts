/**
 * The middle value, or the mean of the two in the middle.
 *
 * @throws Error for no values
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error("there is no median of no values");
  return (lower + upper) / 2;
}

/**
 * How many times the value of its own round each value is, in the median. What else the machine does weighs on both
 * sides of a round and so cancels out, as it would not between two medians.
 */
export function medianRatio(values: readonly number[], bases: readonly number[]): number {
  if (values.length !== bases.length) {
    throw new Error(`${values.length} values cannot be paired with ${bases.length}`);
  }
  return median(values.map((value, round) => value / (bases[round] ?? NaN)));
}
