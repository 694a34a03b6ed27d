import type { EventLog } from "./events";
import { containsPath, formatPropertyPath, parsePropertyPath, resetProperty } from "./property-path";
import type { PropertyPath } from "./property-path";
import type { DiffRequest, DiffResult, PropertyDiff, ResourceManager } from "./resource-manager";
import { copyMap, equal, isMap, unwrapSecrets, type PropertyMap, type PropertyValue } from "./values";

/** A difference about which only the reason is known. */
export function replaceBecause(key: string): DiffResult {
  return { ...NO_DIFF, changes: "some", replaceKeys: [key] };
}

export const NO_DIFF: DiffResult = {
  changes: "none",
  replaceKeys: [],
  changedKeys: [],
  detailedDiff: undefined,
  deleteBeforeReplace: false,
};

/** The inputs with every property that `ignoreChanges` names set back to what it is in the state. */
export function ignoreChanges(
  inputs: PropertyMap,
  oldInputs: PropertyMap,
  ignored: readonly string[],
  urn: string,
  log: EventLog,
): PropertyMap {
  if (ignored.length === 0) return inputs;
  const result = copyMap(inputs);
  const invalid = ignored.filter((text) => {
    const path = tryParse(text);
    return path !== undefined && !resetProperty(path, oldInputs, result);
  });
  if (invalid.length > 0) {
    const paths = JSON.stringify(invalid.join(", "));
    log.report("info", `cannot ignore changes in added or removed elements of the path: ${paths}`, urn);
  }
  return result;
}

function tryParse(text: string): PropertyPath | undefined {
  try {
    return parsePropertyPath(text);
  } catch {
    return undefined;
  }
}

/** Asks the provider how inputs differ; where it does not know, the inputs themselves are compared. */
export async function diffResource(
  manager: ResourceManager,
  request: DiffRequest,
  log: EventLog,
): Promise<DiffResult> {
  const diff = await manager.diff(request);
  if (diff.changes !== "unknown") return diff;
  const { oldInputs, newInputs, ignoreChanges: ignored, urn } = request;
  const news = unwrapSecrets(ignoreChanges(newInputs, oldInputs, ignored, urn, log));
  const detailedDiff = compareMaps(unwrapSecrets(oldInputs), news);
  if (detailedDiff.size === 0) return { ...diff, changes: "none" };
  const changedKeys = [
    ...new Set([...detailedDiff.keys()].map((path) => String(parsePropertyPath(path)[0]))),
  ];
  return { ...diff, changes: "some", changedKeys, detailedDiff };
}

/** How two maps differ, by the paths of the innermost values that do. */
export function compareMaps(olds: PropertyMap, news: PropertyMap): Map<string, PropertyDiff> {
  const result = new Map<string, PropertyDiff>();
  compare(olds, news, [], result);
  return result;
}

function compare(
  old: PropertyValue | undefined,
  value: PropertyValue | undefined,
  path: PropertyPath,
  into: Map<string, PropertyDiff>,
): void {
  if (equal(old, value)) return;
  if (isMap(old) && isMap(value)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(value)])) {
      compare(old[key], value[key], [...path, key], into);
    }
  } else if (Array.isArray(old) && Array.isArray(value)) {
    for (let index = 0; index < Math.max(old.length, value.length); index++) {
      compare(old[index], value[index], [...path, index], into);
    }
  } else {
    const kind =
      old === undefined || old === null ? "add" : value === undefined || value === null ? "delete" : "update";
    into.set(formatPropertyPath(path), { kind, replace: false });
  }
}

/** Lets a change below one of the `replaceOnChanges` paths ask for a replacement. */
export function applyReplaceOnChanges(
  diff: DiffResult,
  replaceOnChanges: readonly string[],
  hasInitErrors: boolean,
): DiffResult {
  if (replaceOnChanges.length === 0 || (diff.changes !== "some" && !hasInitErrors)) return diff;
  const paths = replaceOnChanges.map(parsePropertyPath);
  const covers = (text: string): boolean => {
    const other = tryParse(text);
    return other !== undefined && paths.some((path) => containsPath(path, other));
  };
  const detailedDiff =
    diff.detailedDiff &&
    new Map(
      [...diff.detailedDiff].map(([path, difference]): [string, PropertyDiff] => [
        path,
        covers(path) ? { ...difference, replace: true } : difference,
      ]),
    );
  const replaceKeys = new Set([...diff.replaceKeys, ...diff.changedKeys.filter(covers)]);
  const initError = hasInitErrors && covers("#initerror");
  if (initError) replaceKeys.add("#initerror");
  return { ...diff, changes: initError ? "some" : diff.changes, detailedDiff, replaceKeys: [...replaceKeys] };
}
