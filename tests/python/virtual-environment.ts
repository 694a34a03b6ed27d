import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "../cluster/paths";
import { withSignsOfLife } from "../signs-of-life";

/** Packages of Python in a folder of their own. */
export interface VirtualEnvironment {
  /** The folder's name in the user's cache; another one for other packages or versions. */
  name: string;
  /** As pip takes them, with versions. */
  packages: string[];
  /** What they are, and how long they take, for people. */
  what: string;
  takes: string;
}

/**
 * Installs packages from PyPI into the user's cache, once.
 *
 * @returns the folder with `python` and the packages' programs
 * @throws Error with the reason when there is no Python 3, or no wheel for it
 */
export async function installPython(
  { name, packages, what, takes }: VirtualEnvironment,
  log: (line: string) => void,
): Promise<string> {
  const folder = join(cacheDirectory(), name);
  const bin = join(folder, "bin");
  const complete = join(folder, "complete");
  if (existsSync(complete)) return bin;
  await rm(folder, { recursive: true, force: true });
  await mkdir(cacheDirectory(), { recursive: true, mode: 0o700 });
  log(`Installing ${what} from PyPI into ${folder}; this takes about ${takes}.`);
  const install = async () => {
    await run("python3", ["-m", "venv", folder]);
    await run(join(bin, "pip"), ["install", "--quiet", "--disable-pip-version-check", ...packages]);
  };
  await withSignsOfLife(`Installing ${what}`, install, log);
  await writeFile(complete, "");
  return bin;
}

async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | string | null>((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    child.once("close", resolve);
  });
  if (code !== 0)
    throw new Error(`${command} ${args[0]}: ${errors.trim().split("\n").at(-1) || String(code)}`);
}
