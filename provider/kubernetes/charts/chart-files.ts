import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import * as path from "node:path";
import * as tar from "tar";

/** Files of a Helm chart by path inside it, such as `templates/role.yaml`. */
export type ChartFiles = ReadonlyMap<string, Buffer>;

/** Largest archive and chart that are read, far above KubeRay's 0.4 MB and 4.3 MB, so that a bad server cannot fill the disk. */
const MAX_CHART_BYTES = 64 * 1024 * 1024;

/** Reads a chart from its folder or from its `.tgz` archive. */
export async function readChart(location: string): Promise<ChartFiles> {
  return (await stat(location)).isDirectory() ? readFolder(location) : unpackChart(await readFile(location));
}

/** Unpacks a chart archive in memory. The one folder at its top is dropped; links and devices are left out. */
export async function unpackChart(archive: Buffer): Promise<ChartFiles> {
  const files = new Map<string, Buffer>();
  let total = 0;
  const parser = new tar.Parser({
    strict: true,
    onReadEntry(entry) {
      const name = path.posix.normalize(entry.path).split("/").slice(1).join("/");
      total += entry.size ?? 0;
      if (entry.type !== "File" || name === "" || name.startsWith("..") || total > MAX_CHART_BYTES)
        return entry.resume();
      const chunks: Buffer[] = [];
      entry.on("data", (chunk: Buffer) => chunks.push(chunk));
      entry.on("end", () => files.set(name, Buffer.concat(chunks)));
    },
  });
  await new Promise<void>((resolve, reject) => {
    parser.on("end", resolve);
    parser.on("error", reject);
    parser.end(archive);
  });
  if (total > MAX_CHART_BYTES) throw new Error(`the archive holds more than ${MAX_CHART_BYTES} bytes`);
  return files;
}

/** How often another program may get in between, all of them writing other files than these, before that is an error. */
const ATTEMPTS = 10;

/**
 * Writes a chart into a folder, unless it holds the same files already. Several programs may do so at once: the
 * folder appears whole or not at all, and what one of them has written the others leave as it is.
 */
export async function writeChart(folder: string, files: ChartFiles): Promise<void> {
  if (await holdsFiles(folder, files)) return;
  const parent = path.dirname(folder);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(path.join(parent, ".draft-"));
  try {
    const chart = path.join(draft, "new");
    for (const [name, content] of files) {
      await mkdir(path.dirname(path.join(chart, name)), { recursive: true });
      await writeFile(path.join(chart, name), content);
    }
    await moveIn(chart, folder, files, path.join(draft, "old"));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Moves a whole chart to its place; one with other files that stands there moves aside first. */
async function moveIn(chart: string, folder: string, files: ChartFiles, aside: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(chart, folder);
    } catch (error) {
      if (await holdsFiles(folder, files)) return;
      if (attempt === ATTEMPTS) throw error;
      // Gone already when another program has moved it.
      await rename(folder, `${aside}-${attempt}`).catch(() => undefined);
    }
  }
}

async function holdsFiles(folder: string, files: ChartFiles): Promise<boolean> {
  try {
    const present = await readFolder(folder);
    return (
      present.size === files.size && [...files].every(([name, content]) => present.get(name)?.equals(content))
    );
  } catch {
    return false;
  }
}

async function readFolder(folder: string): Promise<ChartFiles> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files.set(path.relative(folder, file).split(path.sep).join("/"), await readFile(file));
  }
  return files;
}
