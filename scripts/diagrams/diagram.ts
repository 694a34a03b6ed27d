import { layOut } from "../../tests/sandbox/graph/layout";
import { shortType, type StackResource } from "../../tests/sandbox/graph/resources";
import { escaped } from "../../tests/sandbox/graph/svg";
import { BOX, panel, type Box, type Panel } from "./panels";
import type { StackGraph } from "./stack-graph";
import type { DrawnStack } from "./stacks";

const MARGIN = 12;
const BETWEEN = 44;
const LINE = 18;

const STYLE = `
text { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1c2733; font-size: 12px; }
.title { font-size: 14px; font-weight: 700; } .name { font-weight: 600; } .type { font-size: 11px; fill: #55636f; }
.panel { fill: #f6f8fa; stroke: #d5dde5; } .edge { fill: none; stroke: #7b8c9a; stroke-width: 1.3; }
.azure rect { fill: #cfe6fb; stroke: #3b82c4; } .kubernetes rect { fill: #d7e0fb; stroke: #4563c9; }
`;

/** A stack as a picture: its arguments and Azure's resources on the left, those of the cluster on the right, its outputs below. */
export function diagram({ title, args }: DrawnStack, { resources, outputs }: StackGraph): string {
  const isAzure = ({ type }: StackResource): boolean => type.startsWith("azure-native:");
  const given = Object.entries(args).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && Object.keys(value).length > 0
      ? Object.keys(value).map((key) => `${name}.${key}`)
      : [name],
  );
  const argsHeight = 38 + given.length * LINE;
  const below = MARGIN + argsHeight + BETWEEN;
  const azure = panel("azure", resources.filter(isAzure), 2, { x: MARGIN, y: below });
  const kubernetes = panel(
    "kubernetes",
    resources.filter((resource) => !isAzure(resource)),
    3,
    { x: MARGIN + azure.width + BETWEEN, y: MARGIN },
  );
  const width = kubernetes.x + kubernetes.width + MARGIN;
  const columns = Math.floor((width - 2 * MARGIN) / 170);
  const lines = Math.ceil(outputs.length / columns);
  const bottom = Math.max(azure.y + azure.height, kubernetes.y + kubernetes.height) + BETWEEN;
  const height = bottom + 38 + lines * LINE + MARGIN;
  const middle = azure.x + azure.width / 2;
  const underneath = kubernetes.x + kubernetes.width / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(title)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<style>${STYLE}</style>`,
    `<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8Z" fill="#7b8c9a"/></marker></defs>`,
    `<rect width="${width}" height="${height}" rx="10" fill="#ffffff"/>`,
    frame("args", MARGIN, MARGIN, azure.width, argsHeight),
    ...given.map((name, line) => word(name, MARGIN + 16, MARGIN + 44 + line * LINE)),
    arrow(middle, MARGIN + argsHeight, middle, azure.y),
    frame(azure.title, azure.x, azure.y, azure.width, azure.height),
    frame(kubernetes.title, kubernetes.x, kubernetes.y, kubernetes.width, kubernetes.height),
    ...edges(resources, [azure, kubernetes]),
    ...azure.boxes.map((box) => drawn(box, "azure")),
    ...kubernetes.boxes.map((box) => drawn(box, "kubernetes")),
    arrow(underneath, kubernetes.y + kubernetes.height, underneath, bottom),
    frame("outputs", MARGIN, bottom, width - 2 * MARGIN, 38 + lines * LINE),
    ...outputs.map((name, index) =>
      word(
        name,
        MARGIN + 16 + Math.floor(index / lines) * ((width - 2 * MARGIN) / columns),
        bottom + 44 + (index % lines) * LINE,
      ),
    ),
    "</svg>",
    "",
  ].join("\n");
}

/** Lines from each resource to what waits for it: downwards within a frame, sideways between frames. */
function edges(resources: readonly StackResource[], panels: readonly Panel[]): string[] {
  const boxes = panels.flatMap((each, side) => each.boxes.map((box) => ({ ...box, side })));
  const at = new Map(boxes.map((box) => [box.resource.urn, box]));
  return layOut(resources).edges.flatMap(({ from, to }) => {
    const start = at.get(from);
    const end = at.get(to);
    if (start === undefined || end === undefined) return [];
    return start.side === end.side
      ? curve(start.x + BOX.width / 2, start.y + BOX.height, end.x + BOX.width / 2, end.y)
      : sideways(start, end);
  });
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const middle = (y1 + y2) / 2;
  return path(`M${x1} ${y1}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`);
}

function sideways(start: Box, end: Box): string {
  const x1 = start.x + BOX.width;
  const y1 = start.y + BOX.height / 2;
  const y2 = end.y + BOX.height / 2;
  const middle = (x1 + end.x) / 2;
  return path(`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${end.x} ${y2}`);
}

function arrow(x1: number, y1: number, x2: number, y2: number): string {
  return path(`M${x1} ${y1}L${x2} ${y2}`);
}

function path(commands: string): string {
  return `<path class="edge" marker-end="url(#head)" d="${commands}"/>`;
}

function frame(title: string, x: number, y: number, width: number, height: number): string {
  return [
    `<rect class="panel" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    `<text class="title" x="${x + 16}" y="${y + 24}">${title}</text>`,
  ].join("");
}

function word(text: string, x: number, y: number): string {
  return `<text x="${Math.round(x)}" y="${y}">${escaped(text)}</text>`;
}

function drawn({ resource, x, y }: Box, kind: string): string {
  const type = resource.type === "pulumi:providers:kubernetes" ? "Provider" : shortType(resource.type);
  return [
    `<g class="${kind}"><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    `<text class="name" x="${x + 9}" y="${y + 17}">${escaped(resource.name)}</text>`,
    `<text class="type" x="${x + 9}" y="${y + 32}">${escaped(cut(type))}</text></g>`,
  ].join("");
}

/** As much of a type as a box has room for. */
function cut(type: string): string {
  return type.length <= 28 ? type : `${type.slice(0, 27)}…`;
}
