import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory } from "../cluster/paths";

/** A virtual environment with Ray. */
export interface RayInstallation {
  version: string;
  /** Folder with `ray` and `python`. */
  bin: string;
}

/** Between two signs of life of an installation. */
const HEARTBEAT_MILLISECONDS = 10_000;

/**
 * Installs Ray from PyPI (about 400 MB) into the user's cache, once for each version.
 *
 * @throws Error with the reason when there is no Python 3, or no wheel for it
 */
export async function installRay(version: string, log: (line: string) => void): Promise<RayInstallation> {
  const folder = join(cacheDirectory(), `ray-${version}`);
  const bin = join(folder, "bin");
  const complete = join(folder, "complete");
  if (existsSync(complete)) return { version, bin };
  await rm(folder, { recursive: true, force: true });
  await mkdir(cacheDirectory(), { recursive: true, mode: 0o700 });
  log(`Installing Ray ${version} from PyPI into ${folder}; this takes about half a minute.`);
  const began = Date.now();
  const timer = setInterval(
    () => log(`Installing Ray ${version} (${Math.round((Date.now() - began) / 1000)} s).`),
    HEARTBEAT_MILLISECONDS,
  );
  try {
    await run("python3", ["-m", "venv", folder]);
    await run(join(bin, "pip"), [
      "install",
      "--quiet",
      "--disable-pip-version-check",
      `ray[default]==${version}`,
    ]);
  } finally {
    clearInterval(timer);
  }
  await writeFile(complete, "");
  return { version, bin };
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
