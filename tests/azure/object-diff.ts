import { equalValues, isMap, type DiffResult, type PropertyDiff, type PropertyMap } from "../plugin";

/** Places whose change needs a new resource, as paths with `[]` for any index. */
export type ForceNew = ReadonlySet<string>;

/** Inputs that are compared without regard to case and spaces, as ARM's locations are. */
function equalInput(path: string, left: unknown, right: unknown): boolean {
  if (path === "location" && typeof left === "string" && typeof right === "string") {
    return normalized(left) === normalized(right);
  }
  return equalValues(left, right);
}

function normalized(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}

/**
 * Compares old and new inputs as azure-native does (pulumi-azure-native diff.go): a path for each difference;
 * whether it replaces follows from the type's force-new properties, for their children as well. What has to be
 * replaced is deleted first, unless the resource was named automatically.
 */
export function diffInputs(oldInputs: PropertyMap, news: PropertyMap, forceNew: ForceNew): DiffResult {
  const detailedDiff: Record<string, PropertyDiff> = {};
  compareMaps("", "", oldInputs, news);
  const paths = Object.keys(detailedDiff);
  if (paths.length === 0) return { changes: "none" };
  const top = (path: string) => path.split(/[.[]/)[0] ?? path;
  const replaced = paths.filter((path) => detailedDiff[path]?.kind.endsWith("-replace"));
  const replaces = [...new Set(replaced.map(top))];
  const named = oldInputs["__createBeforeDelete"];
  return {
    changes: "some",
    diffs: [...new Set(paths.map(top))],
    replaces,
    deleteBeforeReplace: typeof named === "boolean" ? !named : replaces.length > 0,
    detailedDiff,
  };

  function record(path: string, place: string, kind: "add" | "delete" | "update"): void {
    const parts = place.split(".");
    const forces = parts.some((_, index) => forceNew.has(parts.slice(0, index + 1).join(".")));
    detailedDiff[path] = { kind: forces ? `${kind}-replace` : kind, inputDiff: true };
  }

  function compareMaps(path: string, place: string, olds: PropertyMap, news: PropertyMap): void {
    const join = (base: string, key: string) => (base === "" ? key : `${base}.${key}`);
    for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
      compare(join(path, key), join(place, key), olds[key] ?? undefined, news[key] ?? undefined);
    }
  }

  function compare(path: string, place: string, left: unknown, right: unknown): void {
    if (path === "__createBeforeDelete" || equalInput(path, left, right)) return;
    if (left === undefined && right === undefined) return;
    if (isMap(left) && isMap(right)) compareMaps(path, place, left, right);
    else if (Array.isArray(left) && Array.isArray(right)) {
      for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
        compare(`${path}[${index}]`, `${place}[]`, left[index], right[index]);
      }
    } else record(path, place, left === undefined ? "add" : right === undefined ? "delete" : "update");
  }
}

/**
 * Carries what changed between two readings of a resource over to its recorded inputs, so that a refresh shows
 * drift without copying every default of Azure's into them (pulumi-azure-native diff.go, applyDiff).
 */
export function applyDrift(inputs: PropertyMap, before: PropertyMap, after: PropertyMap): PropertyMap {
  const result: PropertyMap = { ...inputs };
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (equalValues(before[key], after[key])) continue;
    if (after[key] === undefined) delete result[key];
    else result[key] = key in inputs ? driftedValue(inputs[key], before[key], after[key]) : after[key];
  }
  return result;
}

function driftedValue(input: unknown, before: unknown, after: unknown): unknown {
  if (isMap(input) && isMap(before) && isMap(after)) return applyDrift(input, before, after);
  if (Array.isArray(input) && Array.isArray(before) && Array.isArray(after)) {
    return after.map((item: unknown, index) =>
      index >= input.length || index >= before.length
        ? item
        : driftedValue(input[index], before[index], item),
    );
  }
  return equalValues(before, after) ? input : after;
}
