import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { repositoryRoot } from "./home";
import { UserError } from "./user-error";

/** A Pulumi project: what its Pulumi.yaml says that matters here. */
export interface Project {
  /** Absolute path of its folder. */
  dir: string;
  name: string;
  /** `nodejs`, `yaml`, `python` … */
  runtime: string;
  /** Whether Pulumi compiles the program's TypeScript. */
  typescript: boolean;
  main?: string;
  /** The declared configuration: keys with their defaults, undefined where there is none. */
  config: Record<string, unknown>;
}

interface ProjectFile {
  name?: string;
  runtime?: string | { name?: string; options?: { typescript?: boolean } };
  main?: string;
  config?: Record<string, { default?: unknown; value?: unknown } | string | null>;
}

/**
 * Reads the project in `program`, a folder as typed, from the folder `from`; the repository's own when absent.
 *
 * @throws UserError when there is none
 */
export function readProject(program: string | undefined, from: string): Project {
  const dir = program === undefined ? repositoryRoot() : resolve(from, program);
  const file = join(dir, "Pulumi.yaml");
  if (!existsSync(dir) || !statSync(dir).isDirectory()) {
    throw new UserError(`PROGRAM: there is no folder '${program}'`, "Name a folder with a Pulumi.yaml.", 2);
  }
  if (!existsSync(file)) {
    throw new UserError(
      `PROGRAM: '${program}' holds no Pulumi.yaml`,
      "Name a folder with a Pulumi.yaml, such as examples/typescript.",
      2,
    );
  }
  const { name, runtime, main, config } = parseProject(file);
  if (name === undefined || runtime === undefined) {
    throw new UserError(`${file}: 'name' and 'runtime' are needed`, "", 2);
  }
  const declared = typeof runtime === "string" ? { name: runtime } : runtime;
  return {
    dir,
    name,
    runtime: declared.name ?? "",
    typescript: declared.options?.typescript ?? true,
    main,
    config: Object.fromEntries(Object.entries(config ?? {}).map(([key, entry]) => [key, defaultOf(entry)])),
  };
}

function parseProject(file: string): ProjectFile {
  try {
    return (parse(readFileSync(file, "utf8")) ?? {}) as ProjectFile;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new UserError(`${file}: ${error.message}`, "", 2);
    throw error;
  }
}

/** A declaration is an object with `default` or `value`, or the value itself. */
function defaultOf(entry: { default?: unknown; value?: unknown } | string | null): unknown {
  return typeof entry === "object" && entry !== null ? (entry.value ?? entry.default) : (entry ?? undefined);
}
