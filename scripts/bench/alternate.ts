/**
 * Measures each variant once a round, so that the load of a machine shared with others falls on all of them alike. Every
 * other round runs backwards: a load that grows steadily then favours neither.
 */
export async function alternate<Variant extends string, Measurement>(
  rounds: number,
  variants: Readonly<Record<Variant, () => Promise<Measurement>>>,
  onRound: (round: number, rounds: number) => void = () => undefined,
): Promise<Record<Variant, Measurement[]>> {
  const names = Object.keys(variants) as Variant[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as Measurement[]])) as Record<
    Variant,
    Measurement[]
  >;
  for (let round = 1; round <= rounds; round++) {
    onRound(round, rounds);
    for (const name of round % 2 === 1 ? names : [...names].reverse()) {
      measured[name].push(await variants[name]());
    }
  }
  return measured;
}
