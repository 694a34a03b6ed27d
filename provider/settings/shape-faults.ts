import type { ErrorObject } from "ajv";
import { closest, distance } from "fastest-levenshtein";
import type { JsonSchema } from "./args-schema";
import { joinPath, type Fault } from "./faults";
import { misplacedKey } from "./misplaced-keys";

/**
 * Turns an error of the JSON Schema validator into a fault in our words.
 *
 * @param keys path of the checked value's part that the error is about
 * @param reveal whether the sentence may show the value; not for values known only later, which can be secret
 */
export function shapeFault(error: ErrorObject, path: string, reveal = true): Fault {
  const value = reveal ? `, not ${describe(error.data)}` : "";
  const schema = error.parentSchema as JsonSchema;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = error.params.additionalProperty as string;
      return {
        propertyPath: joinPath(path, key),
        reason: unknownKey(path, key, Object.keys(schema.properties ?? {})),
      };
    }
    case "required": {
      const key = error.params.missingProperty as string;
      const meaning = schema.properties?.[key]?.description ?? "";
      return {
        propertyPath: joinPath(path, key),
        reason: `must be given: ${lowerFirst(firstSentence(meaning))}`,
      };
    }
    case "type":
      return { propertyPath: path, reason: `must be ${typeInWords(error.params.type as string)}${value}` };
    case "enum":
      return {
        propertyPath: path,
        reason: `must be ${oneOf(error.params.allowedValues as unknown[])}${value}`,
      };
    case "minimum":
      return { propertyPath: path, reason: `must be at least ${error.params.limit as number}${value}` };
    case "maximum":
      return { propertyPath: path, reason: `must be at most ${error.params.limit as number}${value}` };
    case "exclusiveMinimum":
      return { propertyPath: path, reason: `must be more than ${error.params.limit as number}${value}` };
    case "minLength":
      return { propertyPath: path, reason: `must not be empty` };
    case "pattern":
      return {
        propertyPath: path,
        reason: `must be ${patternInWords(path, error.params.pattern as string)}${value}`,
      };
    default:
      return { propertyPath: path, reason: error.message ?? `breaks the rule '${error.keyword}'` };
  }
}

/** Quotes names and joins them as alternatives: `'a'`, `'a' or 'b'`, `'a', 'b' or 'c'`. */
export function oneOf(values: readonly unknown[]): string {
  const quoted = values.map((value) => `'${String(value)}'`);
  return quoted.length > 1
    ? `${quoted.slice(0, -1).join(", ")} or ${quoted[quoted.length - 1]}`
    : (quoted[0] ?? "");
}

/** The known name that an unknown one was probably meant to be; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const byLowerCase = new Map(known.map((candidate) => [candidate.toLowerCase(), candidate]));
  const best = closest(name.toLowerCase(), [...byLowerCase.keys()]);
  return distance(name.toLowerCase(), best) <= Math.max(2, name.length / 3)
    ? byLowerCase.get(best)
    : undefined;
}

function unknownKey(path: string, key: string, known: readonly string[]): string {
  const misplaced = misplacedKey(path, key, known);
  if (misplaced !== undefined) return misplaced;
  const meant = nearest(key, known);
  return meant === undefined
    ? `is not known here; known are ${known.map((name) => `'${name}'`).join(", ")}`
    : `is not known here; did you mean '${meant}'?`;
}

function typeInWords(type: string): string {
  const words: Record<string, string> = {
    string: "a string",
    number: "a number",
    integer: "a whole number",
    boolean: "true or false",
    object: "an object",
    array: "a list",
  };
  return words[type] ?? type;
}

/** Says what a value is without printing more of it than needed. */
function describe(value: unknown): string {
  if (typeof value === "string") return `the string ${JSON.stringify(value)}`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

const PATTERNS: Readonly<Record<string, string>> = {
  namespace: "a Kubernetes namespace (lower-case letters, digits and '-', at most 63 characters)",
  kubernetesVersion: "a version such as '1.36' or '1.36.3'",
  version: "a version such as '2.60.0'",
  clusterName:
    "a name of letters, digits, '-' and '_' that starts and ends with a letter or digit, at most 63 characters",
  maxSurge: "a number of nodes such as '2', or a percentage from '1%' to '100%'",
  rotationPollInterval: "a time such as '90s', '2m' or '1h'",
  dnsPrefix: "letters, digits and '-' that start and end with a letter or digit, at most 54 characters",
};

function patternInWords(path: string, pattern: string): string {
  return PATTERNS[/[^.[\]"]*$/.exec(path)?.[0] ?? ""] ?? `of the form ${pattern}`;
}

function firstSentence(text: string): string {
  return (/^.*?(?=\.(?:\s|$))/s.exec(text)?.[0] ?? text).replace(/`/g, "'");
}

/** Names keep their capital. */
const NAME = /^(Azure|Entra|Ray|Kubernetes|Helm)\b/;

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) && !NAME.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
