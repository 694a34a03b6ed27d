import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";

export const CHECKSUMS = "SHA256SUMS";

/** Writes the SHA-256 digest of each file in a folder, for `sha256sum --check SHA256SUMS`. */
export async function writeChecksums(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== CHECKSUMS).sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(path.join(folder, name));
      return `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`;
    }),
  );
  await writeFile(path.join(folder, CHECKSUMS), lines.join(""));
}
