/** A value that is not known yet: it depends on something that a preview does not create. */
export class Unknown {
  readonly isUnknown = true;
}

/** The one unknown value. */
export const UNKNOWN = new Unknown();

/** A value that is encrypted in state and hidden in output. */
export class Secret {
  constructor(readonly element: PropertyValue) {}
}

/** A value together with the resources it came from; only inputs and outputs of remote components have these. */
export class OutputValue {
  constructor(
    readonly element: PropertyValue,
    readonly known: boolean,
    readonly secret: boolean,
    readonly dependencies: readonly string[],
  ) {}
}

/** A reference to a resource. `id` is undefined for components and `UNKNOWN` for a resource not created yet. */
export class ResourceReference {
  constructor(
    readonly urn: string,
    readonly id: string | Unknown | undefined,
    readonly packageVersion: string,
  ) {}
}

/** What a property of a resource may be. Assets and archives stay maps with Pulumi's signature key. */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | PropertyValue[]
  | PropertyMap
  | Unknown
  | Secret
  | OutputValue
  | ResourceReference;

/** The properties of a resource, or a nested object among them. */
export interface PropertyMap {
  [key: string]: PropertyValue;
}

/** Whether the value is a plain map (not a secret, an output, a reference, an array or null). */
export function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Unknown) &&
    !(value instanceof Secret) &&
    !(value instanceof OutputValue) &&
    !(value instanceof ResourceReference)
  );
}

/** Whether any value inside satisfies the predicate; the value itself counts. */
export function some(value: PropertyValue, predicate: (value: PropertyValue) => boolean): boolean {
  if (predicate(value)) return true;
  if (Array.isArray(value)) return value.some((item) => some(item, predicate));
  if (value instanceof Secret) return some(value.element, predicate);
  if (value instanceof OutputValue) return value.known && some(value.element, predicate);
  return isMap(value) && Object.values(value).some((item) => some(item, predicate));
}

export function containsUnknowns(value: PropertyValue): boolean {
  return some(
    value,
    (item) =>
      item instanceof Unknown ||
      (item instanceof OutputValue && !item.known) ||
      (item instanceof ResourceReference && item.id instanceof Unknown),
  );
}

export function containsSecrets(value: PropertyValue): boolean {
  return some(value, (item) => item instanceof Secret || (item instanceof OutputValue && item.secret));
}

/** A deep copy in which `replace` may substitute values from the inside out. */
export function transform(
  value: PropertyValue,
  replace: (value: PropertyValue) => PropertyValue,
): PropertyValue {
  if (Array.isArray(value)) return replace(value.map((item) => transform(item, replace)));
  if (value instanceof Secret) return replace(new Secret(transform(value.element, replace)));
  if (value instanceof OutputValue) {
    const element = transform(value.element, replace);
    return replace(new OutputValue(element, value.known, value.secret, value.dependencies));
  }
  return replace(isMap(value) ? transformMap(value, replace) : value);
}

/** `transform` for each property of a map. */
export function transformMap(
  map: PropertyMap,
  replace: (value: PropertyValue) => PropertyValue,
): PropertyMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, transform(value, replace)]));
}

/** A copy that shares nothing mutable with the original. */
export function copyMap(map: PropertyMap): PropertyMap {
  return transformMap(map, (value) => value);
}

/** A copy with every secret and output replaced by what is inside. */
export function unwrapSecrets(map: PropertyMap): PropertyMap {
  return transformMap(map, plain);
}

function plain(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return value.element;
  if (value instanceof OutputValue) return value.known ? value.element : UNKNOWN;
  return value;
}

/** A copy with output values replaced by unknowns, secrets or their plain values; their dependencies are lost. */
export function downgradeOutputValues(map: PropertyMap): PropertyMap {
  return transformMap(map, (value) => {
    if (!(value instanceof OutputValue)) return value;
    const element = value.known ? value.element : UNKNOWN;
    return value.secret ? new Secret(element) : element;
  });
}

/** Adds to `into` the URNs that output values inside depend on. */
export function collectDependencies(value: PropertyValue, into: Set<string>): void {
  some(value, (item) => {
    if (item instanceof OutputValue) item.dependencies.forEach((urn) => into.add(urn));
    return false;
  });
}

/**
 * Deep equality as Pulumi sees it: a missing key equals null, a secret equals only a secret, an unknown equals an
 * unknown.
 */
export function equal(left: PropertyValue | undefined, right: PropertyValue | undefined): boolean {
  if (left === undefined || left === null) return right === undefined || right === null;
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equal(item, right[index]))
    );
  }
  if (left instanceof Secret) return right instanceof Secret && equal(left.element, right.element);
  if (left instanceof OutputValue) {
    return (
      right instanceof OutputValue &&
      left.known === right.known &&
      left.secret === right.secret &&
      equal(left.element, right.element)
    );
  }
  if (left instanceof ResourceReference) {
    return right instanceof ResourceReference && left.urn === right.urn && left.id === right.id;
  }
  return isMap(left) && isMap(right) && equalMaps(left, right);
}

export function equalMaps(left: PropertyMap, right: PropertyMap): boolean {
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => equal(left[key], right[key]));
}

/**
 * Marks what a provider returned as secret wherever the value sent under the same key was, for providers that
 * do not understand secrets. Maps are followed key by key; an array with one secret inside becomes secret whole.
 */
export function annotateSecrets(returned: PropertyMap, sent: PropertyMap): PropertyMap {
  const result: PropertyMap = { ...returned };
  for (const [key, value] of Object.entries(returned)) {
    const original = sent[key];
    if (original === undefined) continue;
    if (isMap(value) && isMap(original)) {
      result[key] = annotateSecrets(value, original);
    } else if (!(value instanceof Secret) && containsSecrets(original)) {
      result[key] = new Secret(value);
    }
  }
  return result;
}

/** Text of a value for messages, in braces as Pulumi writes it; secrets are hidden. */
export function describe(value: PropertyValue | undefined): string {
  if (value === undefined) return "{<nil>}";
  const shown = transform(value, (item) => {
    if (item instanceof Secret || (item instanceof OutputValue && item.secret)) return "[secret]";
    if (item instanceof Unknown || item instanceof OutputValue) return "[unknown]";
    return item instanceof ResourceReference ? item.urn : item;
  });
  return `{${typeof shown === "string" ? shown : JSON.stringify(shown)}}`;
}
