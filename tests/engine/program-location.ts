import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

/** Where a program runs, and what of it. */
export interface ProgramLocation {
  /** Working directory of the program and of every plugin. */
  workingDirectory: string;
  /** `.`, which leaves the choice to package.json, or a file's name. */
  entry: string;
}

/**
 * Finds a program as Pulumi's engine does (pkg/engine/project.go, getPwdMain, v3.259): a `main` that is a folder becomes
 * the working directory, and its nearest package.json names the entry; of a file, the folder becomes the working directory.
 *
 * @throws Error when `main` is not there
 */
export function locateProgram(folder: string, main: string | undefined): ProgramLocation {
  if (main === undefined) return { workingDirectory: folder, entry: "." };
  const path = resolve(folder, main);
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) throw new Error(`project 'main' could not be read: there is no ${path}`);
  return info.isDirectory()
    ? { workingDirectory: path, entry: "." }
    : { workingDirectory: dirname(path), entry: basename(path) };
}
