import { passes, type Figure } from "./figure";

const HEADINGS = ["Figure", "Measured", "Budget", ""] as const;

/** The figures as lines of a table: name, value, budget, whether it is kept, and below each the parts of the value. */
export function renderTable(figures: readonly Figure[]): string[] {
  const rows = figures.map(cells);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(...[HEADINGS, ...rows].map((row) => row[column]?.length ?? heading.length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [
    line(HEADINGS),
    line(widths.map((width) => "-".repeat(width))),
    ...figures.flatMap((figure, index) => [line(rows[index] ?? []), ...partsOf(figure)]),
  ];
}

function cells(figure: Figure): string[] {
  const { name, value, unit, budget } = figure;
  const bound = "atMost" in budget ? `at most ${budget.atMost}` : `at least ${budget.atLeast}`;
  const measured = Number.isFinite(value) ? `${number(value)} ${unit}` : number(value);
  return [name, measured, `${bound} ${unit}`, passes(figure) ? "passed" : "MISSED"];
}

function partsOf({ parts }: Figure): string[] {
  const texts = Object.entries(parts).map(([name, value]) => `${name} ${number(value)}`);
  return texts.length === 0 ? [] : [`  ${texts.join(", ")}`];
}

/** Three digits are as many as a measurement bears. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return "not measured";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
