import type { StackResource } from "./resources";

/** Where a resource stands: its column says how many others have to be there before it. */
export interface Place {
  resource: StackResource;
  column: number;
  row: number;
}

/** A dependency that follows from no others: `to` waits for `from`. */
export interface Edge {
  from: string;
  to: string;
}

/** Resources in columns, each behind all it depends on, and the dependencies between them. */
export function layOut(resources: readonly StackResource[]): { places: Place[]; edges: Edge[] } {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const columns = new Map<string, number>();
  const columnOf = (urn: string): number => {
    const known = columns.get(urn);
    if (known !== undefined) return known;
    const above = byUrn.get(urn)?.dependencies ?? [];
    const column = above.length === 0 ? 0 : Math.max(...above.map(columnOf)) + 1;
    columns.set(urn, column);
    return column;
  };
  for (const { urn } of resources) columnOf(urn);
  return { places: inRows(resources, columns), edges: directEdges(resources, byUrn) };
}

/** Within a column, resources stand near what they depend on, so that few lines cross. */
function inRows(resources: readonly StackResource[], columns: ReadonlyMap<string, number>): Place[] {
  const rows = new Map<string, number>();
  const places: Place[] = [];
  const last = Math.max(-1, ...columns.values());
  for (let column = 0; column <= last; column++) {
    const weighted = resources
      .filter(({ urn }) => columns.get(urn) === column)
      .map((resource) => ({
        resource,
        weight: mean(resource.dependencies.map((urn) => rows.get(urn) ?? 0)),
      }));
    weighted.sort(
      (one, other) => one.weight - other.weight || one.resource.name.localeCompare(other.resource.name),
    );
    weighted.forEach(({ resource }, row) => {
      rows.set(resource.urn, row);
      places.push({ resource, column, row });
    });
  }
  return places;
}

function mean(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value) / values.length;
}

/** Leaves out what can be reached by way of another dependency. */
function directEdges(resources: readonly StackResource[], byUrn: ReadonlyMap<string, StackResource>): Edge[] {
  const reached = new Map<string, Set<string>>();
  const below = (urn: string): Set<string> => {
    const known = reached.get(urn);
    if (known !== undefined) return known;
    const dependencies = byUrn.get(urn)?.dependencies ?? [];
    const all = new Set(dependencies.flatMap((other) => [other, ...below(other)]));
    reached.set(urn, all);
    return all;
  };
  return resources.flatMap(({ urn, dependencies }) =>
    dependencies
      .filter((from) => !dependencies.some((other) => other !== from && below(other).has(from)))
      .map((from) => ({ from, to: urn })),
  );
}
