import * as pulumi from "@pulumi/pulumi";
import {
  definitionPlace,
  placeBelow,
  schemaErrors,
  type ArgsDefinition,
  type SchemaPlace,
} from "./args-schema";
import { faultsError, joinPath, type Faults } from "./faults";
import { shapeFault } from "./shape-faults";

/** Stands in the checked copy for what cannot be checked yet. */
const LATER = null;

/**
 * Checks the shape of arguments: known keys, types, ranges, patterns. Values that are known only later (outputs and
 * promises, where they are allowed) are checked by the same rules as soon as they are known. Keys that hold null count
 * as absent, since other languages send it.
 *
 * @returns a copy that is safe to read as its type: without nulls and without what is at fault, and with outputs that
 * fail when their value breaks a rule. Secrets stay secret.
 */
export function checkInputs<T extends object>(
  args: T | undefined,
  definition: ArgsDefinition,
  faults: Faults,
): T {
  const check = new ShapeCheck(faults);
  const { copy, view } = check.walk(args ?? {}, definitionPlace(definition), []);
  const sound = check.withoutFaults(copy, view, definitionPlace(definition).pointer);
  return (isRecord(sound) ? sound : {}) as T;
}

/** A value twice: as it is passed on, and as the validator sees it. */
interface Copies {
  copy: unknown;
  view: unknown;
}

type Keys = readonly (string | number)[];

class ShapeCheck {
  /** Paths that the validator must not judge, as JSON pointers. */
  private readonly later = new Set<string>();

  constructor(private readonly faults: Faults) {}

  walk(value: unknown, place: SchemaPlace | undefined, keys: Keys): Copies {
    if (isEventual(value)) return this.walkEventual(value, place, keys);
    if (place === undefined || isFree(place)) return { copy: value, view: value };
    if (Array.isArray(value)) {
      const items = value.map((item, index) => this.walk(item, placeBelow(place, index), [...keys, index]));
      return { copy: items.map(({ copy }) => copy), view: items.map(({ view }) => view) };
    }
    if (!isRecord(value)) return { copy: value, view: value };
    const entries = Object.entries(value)
      .map(([key, item]) => ({ key, item, below: placeBelow(place, key) }))
      .filter(({ item, below }) => item !== undefined && (item !== null || (below && isFree(below))))
      .map(({ key, item, below }) => ({ key, ...this.walk(item, below, [...keys, key]) }));
    return {
      copy: Object.fromEntries(entries.map(({ key, copy }) => [key, copy])),
      view: Object.fromEntries(entries.map(({ key, view }) => [key, view])),
    };
  }

  /** Removes from the copy what the validator finds at fault, and notes the faults. */
  withoutFaults(copy: unknown, view: unknown, pointer: string): unknown {
    let sound = copy;
    for (const error of schemaErrors(view, pointer)) {
      if (this.later.has(error.instancePath)) continue;
      const keys = readPointer(error.instancePath, view);
      const fault = shapeFault(error, joinPath("", ...keys));
      this.faults.add(fault.propertyPath || "args", fault.reason);
      const unknown =
        error.keyword === "additionalProperties" ? [error.params.additionalProperty as string] : [];
      if (error.keyword !== "required") sound = without(sound, [...keys, ...unknown]);
    }
    return sound;
  }

  private walkEventual(value: Eventual, place: SchemaPlace | undefined, keys: Keys): Copies {
    const path = joinPath("", ...keys);
    this.later.add(writePointer(keys));
    if (place === undefined || isFree(place)) return { copy: value, view: LATER };
    if (place.schema["x-input"]) return { copy: checkLater(value, place.pointer, path), view: LATER };
    this.faults.add(
      path,
      "must be a plain value, since it decides which resources exist or how large they are; an output, a promise or a secret cannot stand here",
    );
    return { copy: undefined, view: LATER };
  }
}

/** Checks an output's value once it is known. */
function checkLater(value: Eventual, pointer: string, path: string): pulumi.Output<unknown> {
  return eventually(value).apply((known) => {
    if (known === null || known === undefined) return undefined;
    const errors = schemaErrors(known, pointer);
    if (errors.length === 0) return known;
    const faults = errors.map((error) => {
      return shapeFault(error, joinPath(path, ...readPointer(error.instancePath, known)), false);
    });
    throw faultsError("a value that became known only now", faults);
  });
}

/**
 * Checks a field by a rule of its own: now, or once it is known. In that case the field, which must be of a copy that
 * `checkInputs` returned, gets an output that fails when the value breaks the rule.
 *
 * @param path path of the owner
 * @param rule returns the reason of a fault, or undefined
 */
export function checkField<Key extends string>(
  owner: { [K in Key]?: pulumi.Input<string> } | undefined,
  key: Key,
  path: string,
  faults: Faults,
  rule: (value: string) => string | undefined,
): void {
  if (owner === undefined) return;
  const value = checkValue(owner[key], joinPath(path, key), faults, rule);
  if (value !== undefined) owner[key] = value;
}

/** Checks each item of a list as `checkField` checks a field. */
export function checkItems(
  list: pulumi.Input<string>[] | undefined,
  path: string,
  faults: Faults,
  rule: (value: string) => string | undefined,
): void {
  list?.forEach((item, index) => {
    const value = checkValue(item, joinPath(path, index), faults, rule);
    if (value !== undefined) list[index] = value;
  });
}

/** Applies a rule now, or returns an output that applies it once the value is known. */
function checkValue(
  value: pulumi.Input<string> | undefined,
  at: string,
  faults: Faults,
  rule: (value: string) => string | undefined,
): pulumi.Output<string> | undefined {
  if (value === undefined || faults.touch(at)) return undefined;
  if (isEventual(value))
    return eventually(value).apply((known) => ruled(known as string | undefined, at, rule));
  const reason = rule(value as string);
  if (reason !== undefined) faults.add(at, reason);
  return undefined;
}

function ruled(
  known: string | null | undefined,
  path: string,
  rule: (value: string) => string | undefined,
): string {
  const reason = known === null || known === undefined ? undefined : rule(known);
  if (reason !== undefined)
    throw faultsError("a value that became known only now", [{ propertyPath: path, reason }]);
  return known as string;
}

type Eventual = pulumi.Output<unknown> | Promise<unknown>;

function eventually(value: Eventual): pulumi.Output<unknown> {
  return pulumi.output(value) as pulumi.Output<unknown>;
}

/** Whether a value is known only later. */
export function isEventual(value: unknown): value is Eventual {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** Kubernetes objects and chart values are not ours to describe. */
function isFree({ schema }: SchemaPlace): boolean {
  const described = schema.type !== undefined || schema.$ref !== undefined;
  return !described;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function writePointer(keys: Keys): string {
  return keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Keys of a JSON pointer; whether a number is an index depends on the value. */
function readPointer(pointer: string, value: unknown): (string | number)[] {
  const keys: (string | number)[] = [];
  let inner = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    keys.push(Array.isArray(inner) ? Number(key) : key);
    inner = isRecord(inner)
      ? inner[key]
      : Array.isArray(inner)
        ? (inner as unknown[])[Number(key)]
        : undefined;
  }
  return keys;
}

/** A copy without the value at a path; a list goes as a whole when one of its items does. */
function without(value: unknown, [key, ...rest]: Keys): unknown {
  if (key === undefined || !isRecord(value)) return undefined;
  const inner = rest.length > 0 ? without(value[key], rest) : undefined;
  const others = Object.entries(value).filter(([other]) => other !== String(key));
  return { ...Object.fromEntries(others), ...(inner !== undefined && { [key]: inner }) };
}
