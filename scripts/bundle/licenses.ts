import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import type { Metafile } from "esbuild";

/** The license of each package whose code is in a bundle, which their terms ask to go with it. */
export async function licenseTexts(root: string, metafile: Metafile): Promise<string> {
  const texts = await Promise.all(
    packageFolders(metafile).map((folder) => licenseText(path.join(root, folder))),
  );
  return `${texts.join(`\n${"-".repeat(80)}\n\n`)}\n`;
}

/** Folders below the repository's root, in order of their names. */
export function packageFolders(metafile: Metafile): string[] {
  const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const folders = bundled.flatMap(
    (file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  return [...new Set(folders)].sort();
}

async function licenseText(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(path.join(folder, "package.json"), "utf8"),
  ) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$|-)/i.test(entry));
  const text = file === undefined ? "" : `\n\n${(await readFile(path.join(folder, file), "utf8")).trim()}`;
  return `${name} ${version}\nLicense: ${license ?? "see its text"}${text}`;
}
