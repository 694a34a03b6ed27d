import { escaped } from "../../tests/sandbox/graph/svg";
import { passes, type Figure } from "./figure";
import { number } from "./table";

const ROW = 24;
const NAMES = 420;
/** Pixels that stand for the whole of a budget. */
const BUDGET = 300;
const WIDTH = NAMES + BUDGET * 1.5 + 190;

/** The figures as bars of an SVG: how much of its budget each takes; the line is where the budgets end. */
export function renderChart(figures: readonly Figure[]): string {
  const rows = figures.map((figure, index) => row(figure, 34 + index * ROW));
  const height = 34 + figures.length * ROW + 6;
  const line = NAMES + BUDGET;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${line}" y="18" text-anchor="middle" fill="#555">budget</text>`,
    ...rows,
    `<line x1="${line}" x2="${line}" y1="24" y2="${height - 6}" stroke="#555" stroke-dasharray="4 3"/>`,
    "</svg>",
    "",
  ].join("\n");
}

function row(figure: Figure, y: number): string {
  const { name, value, unit } = figure;
  const share = shareOf(figure);
  const width = Math.round(BUDGET * Math.min(1.5, Number.isFinite(share) ? share : 1.5));
  const colour = passes(figure) ? "#4a8f5c" : "#c0392b";
  const text = Number.isFinite(value) ? `${number(value)} ${unit}` : number(value);
  return [
    `<text x="${NAMES - 8}" y="${y + 12}" text-anchor="end">${escaped(name)}</text>`,
    `<rect x="${NAMES}" y="${y}" width="${width}" height="16" fill="${colour}"/>`,
    `<text x="${NAMES + width + 6}" y="${y + 12}">${escaped(text)}</text>`,
  ].join("\n");
}

/** 1 is all of the budget. */
function shareOf({ value, budget }: Figure): number {
  return "atMost" in budget ? value / budget.atMost : budget.atLeast / value;
}
