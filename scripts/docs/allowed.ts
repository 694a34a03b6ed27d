/** The part of a JSON Schema that says what a value may be. */
interface Range {
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  properties?: ArgsDefinitions;
}

/** JSON Schemas by name. */
export type ArgsDefinitions = Record<string, Range | undefined>;

/** Writes the range of a number, to stand behind its type: `, 0 to 1000`; empty without one. */
export function allowed(range: Range | undefined): string {
  const { minimum, exclusiveMinimum, maximum } = range ?? {};
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  if (exclusiveMinimum !== undefined) return `, above ${exclusiveMinimum}`;
  return maximum === undefined ? "" : `, at most ${maximum}`;
}
