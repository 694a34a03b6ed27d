type Version = [major: number, minor: number, patch: number];

/**
 * Whether a version lies in a range of the form that Pulumi takes: comparisons (`>=3.5.0`, `!3.7.7`, `3.0.0`, a bare
 * version meaning equality) that all hold when separated by spaces, of which one group must hold when separated by `||`.
 */
export function satisfiesRange(version: string, range: string): boolean {
  const parsed = parseVersion(version);
  return range.split("||").some((group) =>
    group
      .trim()
      .split(/\s+(?=[<>=!\d])/)
      .every((comparison) => satisfies(parsed, comparison.trim(), range)),
  );
}

function satisfies(version: Version, comparison: string, range: string): boolean {
  const match = /^(>=|<=|>|<|==?|!=?|)\s*(\d+\.\d+\.\d+\S*)$/.exec(comparison);
  if (match === null) throw new Error(`invalid version range ${JSON.stringify(range)}: ${comparison}`);
  const [, operator, operand] = match;
  const order = compareVersions(version, parseVersion(operand ?? ""));
  switch (operator) {
    case ">=":
      return order >= 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case "!":
    case "!=":
      return order !== 0;
    default:
      return order === 0;
  }
}

function parseVersion(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text.split(/[-+]/, 1)[0]?.split(".").map(Number) ?? [];
  return [major, minor, patch];
}

function compareVersions(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}
