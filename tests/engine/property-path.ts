import { isMap, Secret, type PropertyMap, type PropertyValue } from "./values";

/** The way to a property: keys and array indices; `"*"` stands for every key or index at its place. */
export type PropertyPath = (string | number)[];

/** Parses `root.array[0]["a.b"][*].field`. Throws an Error that says what is wrong. */
export function parsePropertyPath(text: string): PropertyPath {
  const path: PropertyPath = [];
  const pattern = /\.?\[(?:"((?:\\"|[^"])*)"|(\*|-?\d+))\]|\.?([^.[]+)/y;
  if (text.startsWith(".")) throw pathError(text, "it must start with a name or an index");
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw pathError(text, `a name or [index] was expected at position ${at}`);
    const [, quoted, index, name] = match;
    if (quoted !== undefined) path.push(quoted.replaceAll('\\"', '"'));
    else if (index !== undefined) path.push(index === "*" ? "*" : Number(index));
    else path.push(name ?? "");
  }
  return path;
}

function pathError(text: string, reason: string): Error {
  return new Error(`invalid property path ${JSON.stringify(text)}: ${reason}`);
}

/** Writes a path as Pulumi does. */
export function formatPropertyPath(path: PropertyPath): string {
  return path
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      if (/^\w+$/.test(key)) return index === 0 ? key : `.${key}`;
      return `["${key.replaceAll('"', '\\"')}"]`;
    })
    .join("");
}

/** The value at a path, or undefined. Secrets on the way are not looked into. */
export function getProperty(root: PropertyMap, path: PropertyPath): PropertyValue | undefined {
  let value: PropertyValue | undefined = root;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === "number") value = value[key];
    else if (isMap(value) && typeof key === "string") value = value[key];
    else return undefined;
  }
  return value;
}

/** Whether `other` is at or below `path`. */
export function containsPath(path: PropertyPath, other: PropertyPath): boolean {
  return path.length <= other.length && path.every((key, index) => key === "*" || key === other[index]);
}

/**
 * Sets what lies at `path` in `news` back to what it is in `olds`, as `ignoreChanges` asks. Returns false where
 * the path leads through something that was added or removed. `news` is changed in place.
 */
export function resetProperty(path: PropertyPath, olds: PropertyMap, news: PropertyMap): boolean {
  return reset(path, { value: olds, secret: false }, { value: news, secret: false });
}

/** A value on the way along a path, and whether it lies inside a secret. */
interface Cursor {
  value: PropertyValue | undefined;
  secret: boolean;
}

function open(cursor: Cursor): Cursor {
  let { value, secret } = cursor;
  while (value instanceof Secret) {
    value = value.element;
    secret = true;
  }
  return { value, secret };
}

function reset(path: PropertyPath, oldCursor: Cursor, newCursor: Cursor): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return false;
  const olds = open(oldCursor);
  const news = open(newCursor);
  if (key === "*") return resetEvery(rest, olds, news);
  return typeof key === "number" ? resetIndex(key, rest, olds, news) : resetKey(key, rest, olds, news);
}

function resetIndex(index: number, rest: PropertyPath, olds: Cursor, news: Cursor): boolean {
  if (index < 0) return false;
  const [oldItems, newItems] = [olds.value, news.value];
  if (!Array.isArray(oldItems) || !Array.isArray(newItems)) {
    return !Array.isArray(oldItems) && !Array.isArray(newItems);
  }
  const [hasOld, hasNew] = [index < oldItems.length, index < newItems.length];
  if (rest.length === 0 && !hasOld && !hasNew) return true;
  if (!hasOld || !hasNew) return false;
  if (rest.length > 0) {
    return reset(rest, { ...olds, value: oldItems[index] }, { ...news, value: newItems[index] });
  }
  newItems[index] = carried(oldItems[index] ?? null, olds, news);
  return true;
}

function resetKey(key: string, rest: PropertyPath, olds: Cursor, news: Cursor): boolean {
  const oldMap = isMap(olds.value) ? olds.value : undefined;
  const newMap = isMap(news.value) ? news.value : undefined;
  const oldValue = oldMap?.[key];
  if (rest.length === 0) {
    if (oldValue === undefined) {
      if (newMap !== undefined) delete newMap[key];
      return true;
    }
    if (newMap === undefined) return false;
    newMap[key] = carried(oldValue, olds, news);
    return true;
  }
  if (oldMap === undefined || newMap === undefined) return oldMap === newMap;
  const newValue = newMap[key];
  if (oldValue !== undefined && newValue === undefined) return false;
  if (oldValue === undefined && newValue === undefined) return true;
  return reset(rest, { ...olds, value: oldValue }, { ...news, value: newValue });
}

function resetEvery(rest: PropertyPath, olds: Cursor, news: Cursor): boolean {
  const [oldValue, newValue] = [olds.value, news.value];
  if (Array.isArray(newValue)) {
    if (!Array.isArray(oldValue)) return rest.length === 0;
    for (let index = 0; index < Math.min(oldValue.length, newValue.length); index++) {
      const done = resetIndex(index, rest, olds, news);
      if (!done && rest.length > 0) return false;
    }
    return oldValue.length === newValue.length;
  }
  if (!isMap(newValue)) return false;
  if (!isMap(oldValue)) return rest.length === 0;
  if (rest.length === 0) {
    for (const key of Object.keys(newValue)) if (!(key in oldValue)) delete newValue[key];
    for (const [key, value] of Object.entries(oldValue)) newValue[key] = carried(value, olds, news);
    return true;
  }
  return Object.keys(oldValue).every((key) => key in newValue && resetKey(key, rest, olds, news));
}

/** An old value, made secret where it was inside a secret and its new place is not. */
function carried(value: PropertyValue, olds: Cursor, news: Cursor): PropertyValue {
  return olds.secret && !news.secret ? new Secret(value) : value;
}
