import type { DeployResult, Operation } from "../engine";

const WORDS: [keyof DeployResult["summary"], string][] = [
  ["create", "created"],
  ["update", "updated"],
  ["replace", "replaced"],
  ["delete", "deleted"],
  ["same", "unchanged"],
  ["read", "read"],
];

const PREVIEW_WORDS: Record<string, string> = {
  created: "to create",
  updated: "to update",
  replaced: "to replace",
  deleted: "to delete",
};

/** The end of a run as lines: messages by resource, outputs, and what was done. */
export function renderReport(result: DeployResult, operation: Operation, showSecrets: boolean): string[] {
  return [
    ...renderDiagnostics(result),
    ...renderOutputs(result.outputs, showSecrets),
    ...renderSummary(result, operation),
  ];
}

/** Outputs, one a line; secrets only on request. */
export function renderOutputs(outputs: DeployResult["outputs"], showSecrets: boolean): string[] {
  const names = Object.keys(outputs).sort();
  if (names.length === 0) return [];
  const width = Math.max(...names.map((name) => name.length));
  const text = ({ value, secret }: DeployResult["outputs"][string]): string => {
    if (secret && !showSecrets) return "[secret]";
    if (value === undefined) return "(known after up)";
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  return ["Outputs:", ...names.map((name) => `    ${name.padEnd(width)}: ${text(outputs[name]!)}`), ""];
}

function renderDiagnostics({ diagnostics }: DeployResult): string[] {
  const shown = diagnostics.filter(({ severity }) => severity !== "debug");
  if (shown.length === 0) return [];
  return [
    "Diagnostics:",
    ...shown.map(({ severity, message, urn }) => {
      const name = urn.split("::").slice(2).join(" ").replace(/^.*\$/, "");
      return `  ${name ? `${name}: ` : ""}${severity.replace("info#err", "error")}: ${message.trimEnd()}`;
    }),
    "",
  ];
}

function renderSummary(
  { summary, seconds, failed, interrupted }: DeployResult,
  operation: Operation,
): string[] {
  const preview = operation === "preview";
  const lines = WORDS.filter(([key]) => summary[key] > 0).map(
    ([key, word]) => `    ${summary[key]} ${preview ? (PREVIEW_WORDS[word] ?? word) : word}`,
  );
  const changed = summary.create + summary.update + summary.replace + summary.delete;
  const verdict = interrupted
    ? "Interrupted. The next `up` goes on from here."
    : failed
      ? "Failed. Mend what the diagnostics say; the next `up` goes on from here."
      : changed === 0
        ? "Nothing to change."
        : "";
  return ["Resources:", ...lines, "", `Duration: ${seconds.toFixed(1)}s`, ...(verdict ? [verdict] : [])];
}
