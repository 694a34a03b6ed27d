import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { parsePropertyPath, type PropertyPath } from "../engine/property-path";
import { nearest } from "./nearest";
import type { Project } from "./project";
import { UserError } from "./user-error";

/** A stack's configuration by full key; texts, or what JSON can say. */
export type Configuration = Record<string, unknown>;

/** What the sandbox sets where neither the user nor the project does. */
const AZURE_DEFAULTS: Configuration = {
  "azure-native:location": "westeurope",
  "azure-native:subscriptionId": "00000000-0000-4000-8000-000000000000",
};

/** Where configuration comes from, the later winning: defaults, Pulumi.yaml, the file, the command line. */
export interface ConfigurationSources {
  project: Project;
  /** Path of a YAML file with `config:`, from `from`; without it the project's Pulumi.sandbox.yaml where there is one. */
  file?: string;
  /** `key=value` each; a key may be a path into an object. */
  assignments: readonly string[];
  from: string;
}

/**
 * Puts a stack's configuration together.
 *
 * @throws UserError for a file that cannot be read, a malformed assignment, or a key the project does not declare
 */
export function readConfiguration({ project, file, assignments, from }: ConfigurationSources): Configuration {
  const configuration: Configuration = { ...AZURE_DEFAULTS };
  const assign = (entries: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(entries)) {
      if (value !== undefined) configuration[qualified(project, key)] = value;
    }
  };
  assign(project.config);
  assign(readFile(project, file, from));
  for (const assignment of assignments) setPath(project, configuration, assignment);
  checkKeys(project, configuration);
  return configuration;
}

/** The configuration as an engine takes it: text, JSON for what is structured. */
export function asText(configuration: Configuration): Record<string, string> {
  return Object.fromEntries(
    Object.entries(configuration).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

function qualified(project: Project, key: string): string {
  return key.includes(":") ? key : `${project.name}:${key}`;
}

function readFile(project: Project, file: string | undefined, from: string): Record<string, unknown> {
  const path = file === undefined ? join(project.dir, "Pulumi.sandbox.yaml") : resolve(from, file);
  if (!existsSync(path)) {
    if (file === undefined) return {};
    throw new UserError(`--config-file: there is no file '${file}'`, "", 2);
  }
  let document: unknown;
  try {
    document = parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UserError(`${path}: ${(error as Error).message}`, "", 2);
  }
  const { config } = (document ?? {}) as { config?: unknown };
  if (!isObject(config)) {
    throw new UserError(
      `${path}: has no object 'config'`,
      "Write it as Pulumi.STACK.yaml: config: {KEY: VALUE}.",
      2,
    );
  }
  const encrypted = Object.entries(config).find(([, value]) => isObject(value) && "secure" in value);
  if (encrypted !== undefined) {
    throw new UserError(
      `${path}: '${encrypted[0]}' is encrypted, and the sandbox has no key for it`,
      `Give it on the command line: --config ${encrypted[0]}=VALUE`,
      2,
    );
  }
  return config;
}

function setPath(project: Project, configuration: Configuration, assignment: string): void {
  const equals = assignment.indexOf("=");
  if (equals < 1) {
    throw new UserError(
      `--config: '${assignment}' is not KEY=VALUE`,
      "Such as: --config settings.gpuPools.t4.maxNodes=3",
      2,
    );
  }
  const [key, ...path] = splitKey(assignment.slice(0, equals));
  if (path.includes("*")) throw new UserError(`--config: '*' cannot be set in '${assignment}'`, "", 2);
  const name = qualified(project, String(key));
  const text = assignment.slice(equals + 1);
  // Pulumi keeps a whole value as the text that it is, and reads numbers and booleans below a path.
  configuration[name] =
    path.length === 0 ? text : withValue(parsed(configuration[name]), path, valueOf(text), assignment);
}

function splitKey(key: string): PropertyPath {
  // A namespace may hold what a path may not.
  const colon = key.indexOf(":");
  try {
    const [first = "", ...rest] = parsePropertyPath(key.slice(colon + 1));
    return [`${key.slice(0, colon + 1)}${first}`, ...rest];
  } catch (error) {
    throw new UserError(`--config: ${(error as Error).message}`, "", 2);
  }
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Numbers, booleans, objects and lists as JSON writes them; anything else is text. */
function valueOf(text: string): unknown {
  if (!/^(-?(0|[1-9]\d*)(\.\d+)?|true|false|[[{].*)$/s.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A copy of `base` in which `path` leads to `value`. */
function withValue(base: unknown, path: PropertyPath, value: unknown, assignment: string): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === "number") {
    const list: unknown[] =
      base === undefined ? [] : Array.isArray(base) ? [...(base as unknown[])] : mismatch(assignment, key);
    if (key > list.length) mismatch(assignment, key);
    list[key] = withValue(list[key], rest, value, assignment);
    return list;
  }
  if (base !== undefined && !isObject(base)) mismatch(assignment, key);
  return {
    ...(base as object | undefined),
    [key]: withValue((base as Configuration | undefined)?.[key], rest, value, assignment),
  };
}

function mismatch(assignment: string, key: string | number): never {
  throw new UserError(`--config: '${assignment}': there is nothing that '${key}' could be set in`, "", 2);
}

/** A typing error in a key would be read by nobody. */
function checkKeys(project: Project, configuration: Configuration): void {
  const declared = Object.keys(project.config);
  if (declared.length === 0) return;
  for (const key of Object.keys(configuration)) {
    const [namespace = "", name = ""] = key.split(":", 2);
    if (namespace !== project.name || declared.includes(name)) continue;
    const known = nearest(name, declared);
    const hint = known === undefined ? `It declares: ${declared.join(", ")}.` : `Did you mean '${known}'?`;
    throw new UserError(
      `configuration: '${name}' is not known to ${join(project.dir, "Pulumi.yaml")}`,
      hint,
      2,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
