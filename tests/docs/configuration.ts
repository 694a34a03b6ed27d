/** The settings that `pulumi config set --path 'settings.PATH' VALUE` commands make, with numbers and booleans as the CLI reads them. */
export function applyAssignments(commands: readonly string[]): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const command of commands) {
    const [, place = "", value = ""] =
      /^pulumi config set --path 'settings\.([\w.[\]]+)' (\S+)$/.exec(command) ?? [];
    if (place !== "") assign(settings, place.split(/[.[\]]+/).filter(Boolean), parsed(value));
  }
  return settings;
}

function assign(parent: Record<string, unknown>, [key = "", ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    parent[key] = value;
    return;
  }
  const below = (parent[key] ??= /^\d+$/.test(rest[0] ?? "") ? [] : {}) as Record<string, unknown>;
  assign(below, rest, value);
}

/** Whole numbers and booleans are taken out of their text. Source: Value.coerceObject in pulumi/pulumi, sdk/go/common/resource/config/value.go. */
function parsed(value: string): unknown {
  if (/^(true|false)$/.test(value)) return value === "true";
  return /^(0|[1-9]\d*)$/.test(value) ? Number(value) : value;
}
