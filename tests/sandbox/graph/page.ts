import { layOut } from "./layout";
import type { StackResource } from "./resources";
import { escaped, graphSvg, timelineSvg } from "./svg";
import type { TimelineStep } from "./timeline";

const STYLE = `
  body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; color: #1c2733; background: #fff; }
  h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
  .scroll { overflow-x: auto; border: 1px solid #d5dde5; border-radius: 8px; padding: 8px; }
  svg text { font-family: system-ui, sans-serif; fill: #1c2733; }
  svg .name { font-size: 12px; font-weight: 600; } svg .type { font-size: 11px; fill: #55636f; }
  svg .edge { fill: none; stroke: #93a3b1; stroke-width: 1.2; } svg .tick { stroke: #e1e7ec; }
  svg .azure rect { fill: #cfe6fb; stroke: #3b82c4; } svg .kubernetes rect { fill: #d7e0fb; stroke: #4563c9; }
  svg .other rect { fill: #e8e8e8; stroke: #8a8a8a; } svg .failed rect { fill: #f8c9c9; stroke: #c43b3b; }
`;

/** One page that needs no other file and runs no script: the resources with their dependencies, and the last `up`. */
export function graphPage(
  title: string,
  resources: readonly StackResource[],
  timeline: readonly TimelineStep[] | undefined,
): string {
  const { places, edges } = layOut(resources);
  const steps =
    timeline === undefined
      ? "<p>A state holds no times of steps; <code>npm start -- up</code> in the sandbox notes them.</p>"
      : `<div class="scroll">\n${timelineSvg(timeline)}\n</div>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${resources.length} resources, ${edges.length} dependencies. A column holds what can be made once the columns to its left are there; lines that follow from others are left out. Point at a box for its component.</p>
<div class="scroll">
${graphSvg(places, edges)}
</div>
<h2>The last up</h2>
${steps}
</body>
</html>
`;
}
