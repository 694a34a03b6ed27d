import type { Edge, Place } from "./layout";
import { shortType } from "./resources";
import type { TimelineStep } from "./timeline";

const BOX = { width: 240, height: 42 };
const GAP = { x: 70, y: 14 };
const MARGIN = 20;

/** Text as it may stand between tags and in attributes. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A class for the style sheet by who makes the resource. */
function kind(type: string): string {
  if (type.startsWith("azure-native:")) return "azure";
  return type.startsWith("kubernetes:") ? "kubernetes" : "other";
}

/** The resources as boxes, columns from left to right, with a line from each to what waits for it. */
export function graphSvg(places: readonly Place[], edges: readonly Edge[]): string {
  const at = new Map(
    places.map(({ resource, column, row }) => [
      resource.urn,
      { x: MARGIN + column * (BOX.width + GAP.x), y: MARGIN + row * (BOX.height + GAP.y) },
    ]),
  );
  const width =
    extent(
      places.map(({ column }) => column),
      BOX.width + GAP.x,
    ) - GAP.x;
  const height =
    extent(
      places.map(({ row }) => row),
      BOX.height + GAP.y,
    ) - GAP.y;
  const lines = edges.flatMap(({ from, to }) => {
    const start = at.get(from);
    const end = at.get(to);
    if (start === undefined || end === undefined) return [];
    const x1 = start.x + BOX.width;
    const y1 = start.y + BOX.height / 2;
    const y2 = end.y + BOX.height / 2;
    const middle = (x1 + end.x) / 2;
    return `<path class="edge" d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${end.x} ${y2}"/>`;
  });
  const boxes = places.map(({ resource }) => {
    const { x, y } = at.get(resource.urn) ?? { x: 0, y: 0 };
    const title = [...resource.within, `${resource.type} ${resource.name}`].join("\n");
    return [
      `<g class="resource ${kind(resource.type)}"><title>${escaped(title)}</title>`,
      `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
      `<text class="name" x="${x + 10}" y="${y + 18}">${escaped(cut(resource.name, 28))}</text>`,
      `<text class="type" x="${x + 10}" y="${y + 33}">${escaped(cut(shortType(resource.type), 32))}</text></g>`,
    ].join("");
  });
  return svg("Resources and their dependencies", width, height, [...lines, ...boxes]);
}

const ROW = 22;
const LABELS = 300;
const BARS = 700;
const AXIS = 26;

/** The steps as bars, from the start of the deployment to its end. */
export function timelineSvg(steps: readonly TimelineStep[]): string {
  const total = Math.max(0.001, ...steps.map(({ began, seconds }) => began + seconds));
  const x = (seconds: number): number => round(LABELS + (seconds / total) * BARS);
  const bottom = AXIS + steps.length * ROW;
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((part) => {
    const seconds = part * total;
    return [
      `<line class="tick" x1="${x(seconds)}" y1="${AXIS - 6}" x2="${x(seconds)}" y2="${bottom}"/>`,
      `<text class="type" x="${x(seconds)}" y="14" text-anchor="middle">${seconds.toFixed(1)} s</text>`,
    ];
  });
  const bars = steps.map(({ urn, op, began, seconds, failed }, row) => {
    const [, , types = "", name = ""] = urn.split("::");
    const type = types.split("$").pop() ?? "";
    const y = AXIS + row * ROW;
    const width = Math.max(2, round((seconds / total) * BARS));
    const outcome = `${seconds.toFixed(1)} s${failed ? ", failed" : ""}`;
    return [
      `<g class="step ${kind(type)}${failed ? " failed" : ""}"><title>${escaped(`${op} ${type} ${name}: ${outcome}`)}</title>`,
      `<text class="name" x="0" y="${y + 15}">${escaped(cut(`${shortType(type)} ${name}`, 44))}</text>`,
      `<rect x="${x(began)}" y="${y + 3}" width="${width}" height="${ROW - 6}" rx="3"/>`,
      `<text class="type" x="${x(began) + width + 6}" y="${y + 15}">${outcome}</text></g>`,
    ].join("");
  });
  return svg("Timeline of the last up", LABELS + BARS + 100, bottom + 8, [...ticks, ...bars]);
}

function svg(label: string, width: number, height: number, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(label)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    ...content,
    "</svg>",
  ].join("\n");
}

function extent(indexes: number[], step: number): number {
  return 2 * MARGIN + (Math.max(0, ...indexes) + 1) * step;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
