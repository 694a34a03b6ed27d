import { layOut } from "../../tests/sandbox/graph/layout";
import type { StackResource } from "../../tests/sandbox/graph/resources";

export const BOX = { width: 184, height: 40 };
export const GAP = { x: 14, y: 26 };
const PADDING = { x: 16, top: 38, bottom: 16 };

export interface Box {
  resource: StackResource;
  x: number;
  y: number;
}

/** A frame with the resources of one stage of the flow. */
export interface Panel {
  title: string;
  x: number;
  y: number;
  width: number;
  height: number;
  boxes: Box[];
}

/**
 * Puts resources into a frame, each below all it depends on there.
 *
 * @param across how many stand side by side at most
 */
export function panel(
  title: string,
  resources: readonly StackResource[],
  across: number,
  at: { x: number; y: number },
): Panel {
  const here = new Set(resources.map(({ urn }) => urn));
  const { places } = layOut(
    resources.map((resource) => ({
      ...resource,
      dependencies: resource.dependencies.filter((urn) => here.has(urn)),
    })),
  );
  const last = Math.max(-1, ...places.map(({ column }) => column));
  const rows = Array.from({ length: last + 1 }, (_, rank) =>
    places.filter(({ column }) => column === rank).map(({ resource }) => resource),
  ).flatMap((rank) => chunks(rank, across));
  const widest = Math.max(1, ...rows.map(({ length }) => length));
  const boxes = rows.flatMap((row, line) =>
    row.map((resource, index) => ({
      resource,
      x: at.x + PADDING.x + (rowWidth(widest) - rowWidth(row.length)) / 2 + index * (BOX.width + GAP.x),
      y: at.y + PADDING.top + line * (BOX.height + GAP.y),
    })),
  );
  return {
    title,
    ...at,
    width: 2 * PADDING.x + rowWidth(widest),
    height: PADDING.top + rows.length * (BOX.height + GAP.y) - GAP.y + PADDING.bottom,
    boxes,
  };
}

function rowWidth(boxes: number): number {
  return boxes * (BOX.width + GAP.x) - GAP.x;
}

/** Parts of a list of about the same length, none longer than `most`. */
function chunks<T>(list: readonly T[], most: number): T[][] {
  const count = Math.ceil(list.length / most);
  const length = Math.ceil(list.length / count);
  return Array.from({ length: count }, (_, index) => list.slice(index * length, (index + 1) * length));
}
