import { isMap, UNKNOWN, type CheckFailure, type PropertyMap } from "../../plugin";
import { objectType, resourceSchema, type ObjectType, type PropertyType } from ".";
import { isFractional, limitOf } from "./limits";

/** Inputs that azure-native adds by itself. */
const ADDED_INPUTS = new Set(["azureApiVersion", "__createBeforeDelete"]);

/**
 * The failures that azure-native's Check reports for a resource's inputs: types, required properties, patterns,
 * lengths and ranges (pulumi-azure-native provider.go, validateType and validateProperty; it does not check
 * enumerations, Azure does). Stricter than the original in one point: a property that the type does not have is
 * refused, where azure-native drops it silently.
 */
export function checkInputs(token: string, inputs: PropertyMap): CheckFailure[] {
  const schema = resourceSchema(token);
  if (schema === undefined) return [];
  const failures: CheckFailure[] = [];
  checkObject("", schema.inputs, inputs, {
    token,
    fail: (property, reason) => failures.push({ property, reason }),
  });
  return failures;
}

interface Context {
  token: string;
  fail(property: string, reason: string): void;
}

function checkObject(base: string, type: ObjectType, value: PropertyMap, context: Context): void {
  const at = (name: string) => (base === "" ? name : `${base}.${name}`);
  for (const name of type.required) {
    if (value[name] === undefined || value[name] === null) {
      context.fail(at(name), `missing required property '${at(name)}'`);
    }
  }
  for (const [name, item] of Object.entries(value)) {
    const expected = type.properties[name];
    if (expected !== undefined) {
      checkValue(at(name), expected, item, context);
    } else if (!(base === "" && ADDED_INPUTS.has(name))) {
      const known = Object.keys(type.properties).join(", ");
      context.fail(at(name), `'${at(name)}' is not a property of this type, which has: ${known}`);
    }
  }
}

function checkValue(path: string, type: PropertyType, value: unknown, context: Context): void {
  if (value === UNKNOWN || value === null || value === undefined || type === "any") return;
  if (typeof type === "object" && "ref" in type) {
    if (!isMap(value)) return mismatch(path, "object", value, context);
    return checkObject(path, objectType(type.ref), value, context);
  }
  if (typeof type === "object" && "map" in type) {
    if (!isMap(value)) return mismatch(path, "object", value, context);
    for (const [key, item] of Object.entries(value)) checkValue(`${path}.${key}`, type.map, item, context);
    return;
  }
  if (typeof type === "object" && "array" in type) {
    if (!Array.isArray(value)) return mismatch(path, "array", value, context);
    value.forEach((item, index) => checkValue(`${path}[${index}]`, type.array, item, context));
    return;
  }
  const primitive = typeof type === "object" ? "string" : type;
  if (typeof value !== primitive) {
    const wanted = primitive === "number" && !isFractional(path) ? "integer" : primitive;
    return mismatch(path, wanted, value, context);
  }
  checkLimit(path, value, context);
}

function mismatch(path: string, wanted: string, value: unknown, context: Context): void {
  const got = Array.isArray(value) ? "an array" : isMap(value) ? "an object" : `a ${typeof value}`;
  context.fail(path, `'${path}' should be of type '${wanted}' but got ${got}`);
}

function checkLimit(path: string, value: unknown, context: Context): void {
  const {
    minLength = 0,
    maxLength = Infinity,
    pattern,
    minimum,
    maximum,
  } = limitOf(context.token, path) ?? {};
  const fail = (reason: string) => context.fail(path, `'${path}' ${reason}`);
  if (typeof value === "string") {
    const length = value.length;
    if (length < minLength) fail(`is too short (${length}): at least ${minLength} characters required`);
    if (length > maxLength) fail(`is too long (${length}): at most ${maxLength} characters allowed`);
    if (pattern !== undefined && !pattern.test(value)) fail(`does not match expression '${pattern.source}'`);
  }
  if (typeof value === "number") {
    if (!isFractional(path) && !Number.isInteger(value)) fail(`must be an integer but got ${value}`);
    if (minimum !== undefined && value < minimum) fail(`is too low (${value} < ${minimum})`);
    if (maximum !== undefined && value > maximum) fail(`is too high (${value} > ${maximum})`);
  }
}
