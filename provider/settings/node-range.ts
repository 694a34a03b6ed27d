import type { NodeRange } from "./types";

/** Arguments that say how many nodes a pool has. */
export interface NodeCounts {
  nodes?: number;
  minNodes?: number;
  maxNodes?: number;
}

/** How many nodes a pool has; `fallback` where it says nothing of the lowest or highest number. */
export function nodeRange(
  { nodes, minNodes, maxNodes }: NodeCounts,
  fallback: { min: number; max: number },
): NodeRange {
  if (nodes !== undefined) return { autoscaling: false, min: nodes, max: nodes };
  return { autoscaling: true, min: minNodes ?? fallback.min, max: maxNodes ?? fallback.max };
}
