import { conditionOf, numberAt, valueAt, type KubernetesObject } from "../objects";
import type { Readiness } from "./readiness";
import { theObject, type Verdict } from "./wait";

export const WAIT_FOR = "pulumi.com/waitFor";

type Check = (live: KubernetesObject) => boolean;

/**
 * The readiness that a `pulumi.com/waitFor` annotation asks for: `condition=TYPE[=STATUS]` or
 * `jsonpath={.path}[=VALUE]`, one or a JSON list of them. Throws on anything else.
 */
export function waitForReadiness(annotation: string): Readiness {
  const expressions = readList(annotation);
  if (expressions.length === 0) throw new Error("at least one condition must be specified");
  const checks = expressions.map((expression): [string, Check] => [expression, readExpression(expression)]);
  return {
    targets: (object) => [theObject(object)],
    judge: (object, seen): Verdict => {
      const live = seen[0]?.get(object.metadata.name) ?? object;
      const open = checks.find(([, check]) => !check(live));
      return open === undefined
        ? { state: "ready" }
        : { state: "waiting", message: `Waiting for ${open[0]}` };
    },
    problems: () => [],
  };
}

function readList(annotation: string): string[] {
  try {
    const list: unknown = JSON.parse(annotation);
    if (Array.isArray(list)) return list.map(String);
  } catch {
    // A single expression is no JSON.
  }
  return [annotation];
}

function readExpression(expression: string): Check {
  const [prefix, rest] = split(expression);
  if (prefix === "condition") return conditionCheck(...split(rest));
  if (prefix === "jsonpath") return jsonPathCheck(rest);
  throw new Error(`expected a "jsonpath=" or "condition=" prefix, got "${expression}"`);
}

function split(text: string): [string, string] {
  const at = text.indexOf("=");
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** kubectl's rule: the condition counts only once the controller has observed the newest generation. */
function conditionCheck(type: string, status: string): Check {
  return (live) => {
    const condition = conditionOf(live, type);
    if (condition === undefined) return false;
    const observed =
      numberAt(condition, ["observedGeneration"], -1) >= 0
        ? numberAt(condition, ["observedGeneration"])
        : numberAt(live, ["status", "observedGeneration"], Infinity);
    if (observed < (live.metadata.generation ?? 0)) return false;
    return condition.status.toLowerCase() === (status || "True").toLowerCase();
  };
}

const PATH = /^\{((?:\.[\w-]+|\[\d+\])+)\}(?:=(.*))?$/;

function jsonPathCheck(text: string): Check {
  const match = PATH.exec(text);
  if (match === null)
    throw new Error(`unsupported JSONPath "${text}": give {.field[0].field}, with =value or without`);
  const [, path, value] = match;
  const steps = [...(path ?? "").matchAll(/\.([\w-]+)|\[(\d+)\]/g)].map(
    ([, key, index]) => key ?? Number(index),
  );
  return (live) => {
    const found = valueAt(live, ...steps);
    if (found === undefined || found === null) return false;
    return value === undefined || String(found) === value.replace(/^(["'])(.*)\1$/, "$2");
  };
}
