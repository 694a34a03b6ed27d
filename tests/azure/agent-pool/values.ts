/** A value as text; nothing for nothing. */
export function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

/** A value as a list of strings; empty for nothing. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

/** A value as a map of strings; empty for nothing. */
export function textMap(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, text(item)]));
}

/** A value as a number. */
export function count(value: unknown, otherwise = 0): number {
  return typeof value === "number" ? value : otherwise;
}
