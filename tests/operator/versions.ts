/** Compares two versions such as `2.52.0` number by number; suffixes after the numbers do not count. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parseVersion(left) ?? [], parseVersion(right) ?? []];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The numbers of a version; undefined where it has no two of them (apimachinery's ParseGeneric). */
export function parseVersion(version: string): number[] | undefined {
  const match = /^v?(\d+(?:\.\d+)+)/.exec(version);
  return match?.[1]?.split(".").map(Number);
}
