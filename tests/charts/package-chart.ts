import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import * as tar from "tar";
import { parse, stringify } from "yaml";

export interface PackageOptions {
  /** Folder of the CRD files. Defaults to {@link defaultCrdFolder}. */
  crds?: string;
}

/** A chart as a Helm repository offers it. */
export interface PackagedChart {
  name: string;
  version: string;
  /** Path of the `.tgz`. */
  file: string;
  /** Where the CRD files came from. */
  crdFolder: string;
  /** SHA-256 of each CRD file, in hexadecimal, by file name. */
  crdDigests: Record<string, string>;
}

/** The repository's root: this file lies in `tests/charts`, or compiled in `bin/tests/charts`. */
const ROOT = resolve(__dirname, basename(resolve(__dirname, "../..")) === "bin" ? "../../.." : "../..");

/** Where the small charts lie. */
export const CHARTS = join(ROOT, "tests", "charts");

const CHART_FOLDER = join(CHARTS, "kuberay-operator");

/** KubeRay's own CRD files, where they lie beside the repository. */
const SHARED_CRDS = join(ROOT, "..", "shared", "data", "kuberay-1.7.0-crds");

/** The project's small CRDs, which describe what it uses of KubeRay's. */
const OWN_CRDS = join(CHARTS, "crds");

/** Every archive of one content has the same bytes: files are sorted, times and owners left out. */
const FIXED_TIME = new Date("2020-01-01T00:00:00Z");

/** KubeRay's own CRD files when they are there, else the project's. */
export function defaultCrdFolder(): string {
  return existsSync(SHARED_CRDS) ? SHARED_CRDS : OWN_CRDS;
}

/**
 * Makes a Helm repository in `directory`: the stand-in chart of the KubeRay operator as `.tgz`, with its CRDs in
 * `crds/`, and the `index.yaml`. Equal content gives equal bytes. Addresses in the index are relative.
 */
export async function packageChart(directory: string, options: PackageOptions = {}): Promise<PackagedChart> {
  const crdFolder = options.crds ?? defaultCrdFolder();
  const { name, version } = parse(await readFile(join(CHART_FOLDER, "Chart.yaml"), "utf8")) as ChartMetadata;
  const file = join(directory, `${name}-${version}.tgz`);
  await mkdir(directory, { recursive: true });
  const staging = await mkdtemp(join(tmpdir(), "aks-ray-chart-"));
  try {
    await copyFolder(CHART_FOLDER, join(staging, name));
    const crds = (await readdir(crdFolder)).filter((entry) => /\.ya?ml$/.test(entry)).sort();
    if (crds.length === 0) throw new Error(`${crdFolder} holds no CRD file (*.yaml)`);
    await mkdir(join(staging, name, "crds"));
    for (const crd of crds) await copyFile(join(crdFolder, crd), join(staging, name, "crds", crd));
    const archive = await pack(staging, await listFiles(staging));
    await replaceFile(file, archive);
    await replaceFile(join(directory, "index.yaml"), Buffer.from(index({ name, version, file, archive })));
    return { name, version, file, crdFolder, crdDigests: await digests(crdFolder, crds) };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

interface ChartMetadata {
  name: string;
  version: string;
}

async function copyFolder(from: string, to: string): Promise<void> {
  for (const file of await listFiles(from)) {
    await mkdir(resolve(to, file, ".."), { recursive: true });
    await copyFile(join(from, file), join(to, file));
  }
}

/** The folder's files, as sorted paths relative to it. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
}

async function pack(cwd: string, files: string[]): Promise<Buffer> {
  const options = { cwd, gzip: true, portable: true, noDirRecurse: true, mtime: FIXED_TIME };
  const chunks: Buffer[] = [];
  for await (const chunk of tar.create(options, files)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function index(chart: ChartMetadata & { file: string; archive: Buffer }): string {
  const entry = {
    apiVersion: "v2",
    name: chart.name,
    version: chart.version,
    created: FIXED_TIME.toISOString(),
    digest: sha256(chart.archive),
    urls: [basename(chart.file)],
  };
  return stringify({
    apiVersion: "v1",
    generated: FIXED_TIME.toISOString(),
    entries: { [chart.name]: [entry] },
  });
}

async function digests(folder: string, files: string[]): Promise<Record<string, string>> {
  const pairs = files.map(async (file) => [file, sha256(await readFile(join(folder, file)))] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** A reader sees the old file or the new one, never half of it. */
async function replaceFile(path: string, content: Buffer): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, content);
  await rename(draft, path);
}
