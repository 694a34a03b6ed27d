import type { Json, SerializedResource } from "../../../tests/engine/state-format";
import { SIGNATURE_KEY } from "../../../tests/engine/wire";

/** A resource that the program has made already, and the variable that holds it. */
export interface Known {
  variable: string;
  resource: SerializedResource;
}

/**
 * The source text of an input. What equals an output of a resource it depends on is written as that output, as a person
 * would; everything else as it stands.
 *
 * @throws Error when the input depends on a resource and nothing in it tells how, or when it holds a secret
 */
export function inputSource(value: Json, dependencies: readonly Known[], path: string): string {
  const used = new Set<Known>();
  const source = write(value, dependencies, path, used);
  const missing = dependencies.filter((dependency) => !used.has(dependency));
  if (missing.length > 0 && used.size === 0) {
    throw new Error(`${path}: nothing in it is an output of ${missing.map(nameOf).join(" or ")}`);
  }
  return source;
}

function write(value: Json, dependencies: readonly Known[], path: string, used: Set<Known>): string {
  if (typeof value === "string") {
    for (const dependency of dependencies) {
      const output = outputPath(dependency.resource, value);
      if (output === undefined) continue;
      used.add(dependency);
      return `${dependency.variable}.${output}`;
    }
    return JSON.stringify(value);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => write(item, dependencies, `${path}[${index}]`, used)).join(", ")}]`;
  }
  if (SIGNATURE_KEY in value) throw new Error(`${path}: a secret cannot be written into a program`);
  const fields = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${write(item, dependencies, `${path}.${key}`, used)}`,
  );
  return `{ ${fields.join(", ")} }`;
}

/** Where the resource has this text: as a name, as its id, or as another output that is no part of a list. */
function outputPath({ id, outputs }: SerializedResource, text: string): string | undefined {
  if (text === "") return undefined;
  const paths = textPaths(outputs ?? {}).filter((entry) => entry.text === text);
  const name = paths.find((entry) => entry.path === "name" || entry.path === "metadata.name");
  return name?.path ?? (id === text ? "id" : paths[0]?.path);
}

function textPaths(value: Json, path = ""): { path: string; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([key]) => /^[A-Za-z_]\w*$/.test(key))
    .flatMap(([key, item]) => textPaths(item, path === "" ? key : `${path}.${key}`));
}

function nameOf({ resource }: Known): string {
  return resource.urn.split("::").slice(2).join(" ");
}
