import { equalValues, isMap, UNKNOWN, type DiffKind, type PropertyDiff, type PropertyMap } from "../plugin";
import { stringAt } from "./objects";
import { parseQuantity } from "./quantity";
import { copy } from "./values";

/**
 * Brings an object of a built-in kind into the form in which the server stores it, as far as inputs and stored
 * object would differ without meaning anything: a Secret's `stringData` becomes `data`, read-only fields go.
 */
export function normalize(inputs: PropertyMap): PropertyMap {
  const object = copyKnown(inputs);
  if (isMap(object.metadata)) {
    for (const field of ["creationTimestamp", "generation", "managedFields", "resourceVersion", "uid"]) {
      delete object.metadata[field];
    }
  }
  if (object.kind === "Secret" && object.apiVersion === "v1" && isMap(object.stringData)) {
    const encoded = Object.entries(object.stringData).map(([key, value]): [string, unknown] => [
      key,
      typeof value === "string" ? Buffer.from(value).toString("base64") : value,
    ]);
    object.data = { ...(isMap(object.data) ? object.data : {}), ...Object.fromEntries(encoded) };
    delete object.stringData;
  }
  if (object.kind === "CustomResourceDefinition") delete object.status;
  return object;
}

/** `structuredClone` refuses the symbol that stands for an unknown. */
function copyKnown(value: PropertyMap): PropertyMap {
  const clone = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(clone);
    if (isMap(item))
      return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, clone(inner)]));
    return typeof item === "object" ? copy(item) : item;
  };
  return clone(value) as PropertyMap;
}

/** Whether the API server ships the kind itself and so stores canonical quantities and omits empty values. */
export function isBuiltIn(object: unknown): boolean {
  const apiVersion = stringAt(object, "apiVersion") ?? "";
  const [group] = apiVersion.split("/");
  return !apiVersion.includes("/") || !group?.includes(".") || group.endsWith(".k8s.io");
}

/** The maps of a built-in object whose values are quantities. */
const QUANTITY_MAPS = /(^|\.)(limits|requests|hard|capacity|overhead|sizeLimit)(\.[^.]+|\["[^"]+"\])?$/;

/** Every path at which `after` differs from `before`, e.g. `spec.template.spec.containers[0].image`. */
export function comparePaths(
  before: PropertyMap,
  after: PropertyMap,
  builtIn: boolean,
): Map<string, "add" | "delete" | "update"> {
  const changes = new Map<string, "add" | "delete" | "update">();

  const same = (path: string, left: unknown, right: unknown): boolean => {
    // An empty object is as good as none, also to the real provider's merge patch.
    if (isEmptyMap(left) && isEmptyMap(right)) return true;
    if (!builtIn) return equalValues(left, right);
    if (isEmpty(left) && isEmpty(right)) return true;
    if (QUANTITY_MAPS.test(path)) {
      const quantity = parseQuantity(left);
      if (quantity !== undefined && quantity === parseQuantity(right)) return true;
    }
    return equalValues(left, right);
  };

  const compare = (path: string, left: unknown, right: unknown): void => {
    if (right === UNKNOWN) {
      changes.set(path, left === undefined ? "add" : "update");
    } else if (isMap(left) && isMap(right)) {
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
        compare(joinPath(path, key), left[key], right[key]);
      }
    } else if (Array.isArray(left) && Array.isArray(right)) {
      for (let index = 0; index < Math.max(left.length, right.length); index++) {
        compare(`${path}[${index}]`, left[index], right[index]);
      }
    } else if (!same(path, left, right)) {
      changes.set(path, left === undefined ? "add" : right === undefined ? "delete" : "update");
    }
  };

  compare("", before, after);
  return changes;
}

function isEmptyMap(value: unknown): boolean {
  return value === undefined || (isMap(value) && Object.keys(value).length === 0);
}

/** Values that the server leaves out of an object of a built-in kind. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "" || value === 0) return true;
  if (Array.isArray(value)) return value.every(isEmpty) && value.length === 0;
  return isMap(value) && Object.values(value).every(isEmpty);
}

/** Pulumi's way to write a property path: keys with a dot or bracket are quoted. */
function joinPath(path: string, key: string): string {
  if (/[.["\]]/.test(key)) return `${path}["${key}"]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The diff as Pulumi wants it, with the kinds turned into replacements where the rule says so. */
export function detailedDiff(
  changes: Map<string, "add" | "delete" | "update">,
  forcesNew: (path: string) => boolean,
): Record<string, PropertyDiff> {
  return Object.fromEntries(
    [...changes].map(([path, change]): [string, PropertyDiff] => {
      const kind: DiffKind = forcesNew(path) ? `${change}-replace` : change;
      return [path, { kind, inputDiff: true }];
    }),
  );
}

/** Drops the changes at or below the ignored paths; `[*]` stands for any index. */
export function withoutIgnored<Change>(changes: Map<string, Change>, ignored: string[]): Map<string, Change> {
  const patterns = ignored.map((path) => {
    const escaped = path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\[\\*\\]", "\\[\\d+\\]");
    return new RegExp(`^${escaped}($|[.[])`);
  });
  return new Map([...changes].filter(([path]) => !patterns.some((pattern) => pattern.test(path))));
}
