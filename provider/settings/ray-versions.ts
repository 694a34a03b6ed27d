/** Whether a version of three numbers comes before another. */
export function isBefore(version: string, other: string): boolean {
  const [a = [], b = []] = [version, other].map((text) => text.split(".").map(Number));
  const index = [0, 1, 2].find((at) => a[at] !== b[at]);
  return index !== undefined && (a[index] ?? 0) < (b[index] ?? 0);
}
