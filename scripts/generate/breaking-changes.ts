import { isDeepStrictEqual } from "node:util";

/** The parts of a Pulumi package schema that programs depend on. */
export interface ComparedSchema {
  version?: string;
  resources?: Record<string, ComparedResource>;
  types?: Record<string, ComparedType>;
}

interface ComparedResource {
  inputProperties?: Properties;
  requiredInputs?: string[];
  properties?: Properties;
  required?: string[];
}

interface ComparedType {
  type: string;
  properties?: Properties;
  required?: string[];
  enum?: { value: unknown }[];
}

type Properties = Record<string, ComparedProperty>;

interface ComparedProperty {
  description?: string;
  deprecationMessage?: string;
  secret?: boolean;
  plain?: boolean;
  [part: string]: unknown;
}

/** A change that programs, or the stacks of those who have them, notice. */
export interface BreakingChange {
  /** `NAME` of a component or type, or `NAME.PROPERTY`. */
  path: string;
  what: string;
}

/** What of the released schema is gone, has another type or has become required. */
export function breakingChanges(released: ComparedSchema, current: ComparedSchema): BreakingChange[] {
  return [
    ...compareEach(released.resources, current.resources, "the component", compareResource),
    ...compareEach(released.types, current.types, "the type", compareType),
  ];
}

function compareEach<T>(
  before: Record<string, T> = {},
  after: Record<string, T> = {},
  kind: string,
  compare: (name: string, before: T, after: T) => BreakingChange[],
): BreakingChange[] {
  return Object.entries(before).flatMap(([token, old]) => {
    const name = token.split(":").pop() ?? token;
    const now = after[token];
    return now === undefined ? [{ path: name, what: `${kind} is gone` }] : compare(name, old, now);
  });
}

function compareResource(name: string, before: ComparedResource, after: ComparedResource): BreakingChange[] {
  return [
    ...compareProperties(name, "the argument", before.inputProperties, after.inputProperties),
    ...newlyRequired(name, before.requiredInputs, after.requiredInputs),
    ...compareProperties(name, "the output", before.properties, after.properties),
    ...(before.required ?? [])
      .filter((output) => output in (after.properties ?? {}) && !after.required?.includes(output))
      .map((output) => ({ path: `${name}.${output}`, what: "the output may now be absent" })),
  ];
}

function compareType(name: string, before: ComparedType, after: ComparedType): BreakingChange[] {
  if (before.type !== after.type) {
    return [{ path: name, what: `the type is '${after.type}', was '${before.type}'` }];
  }
  const values = after.enum?.map(({ value }) => value);
  return [
    ...compareProperties(name, "the field", before.properties, after.properties),
    ...newlyRequired(name, before.required, after.required),
    ...(before.enum ?? [])
      .filter(({ value }) => values !== undefined && !values.includes(value))
      .map(({ value }) => ({ path: name, what: `the value '${String(value)}' is gone` })),
  ];
}

function newlyRequired(name: string, before: string[] = [], after: string[] = []): BreakingChange[] {
  return after
    .filter((property) => !before.includes(property))
    .map((property) => ({ path: `${name}.${property}`, what: "is now required" }));
}

function compareProperties(
  name: string,
  kind: string,
  before: Properties = {},
  after: Properties = {},
): BreakingChange[] {
  return Object.entries(before).flatMap(([property, old]) => {
    const path = `${name}.${property}`;
    const now = after[property];
    if (now === undefined) return [{ path, what: `${kind} is gone` }];
    return [
      ...(isDeepStrictEqual(typeOf(old), typeOf(now)) ? [] : [{ path, what: `${kind} has another type` }]),
      ...(now.plain === true && old.plain !== true
        ? [{ path, what: `${kind} takes no Input any more` }]
        : []),
      ...(old.secret === true && now.secret !== true ? [{ path, what: `${kind} is no longer secret` }] : []),
    ];
  });
}

/** What a property is, without its texts, and without what is compared on its own. */
function typeOf(property: ComparedProperty): unknown {
  const texts = ["description", "deprecationMessage", "secret", "plain"];
  return Object.fromEntries(Object.entries(property).filter(([part]) => !texts.includes(part)));
}

/** Those changes that no line under "Breaking" names, as `PATH` in code. */
export function unannounced(changes: BreakingChange[], announced: string[]): BreakingChange[] {
  return changes.filter(({ path }) => !announced.some((line) => line.includes(`\`${path}\``)));
}
