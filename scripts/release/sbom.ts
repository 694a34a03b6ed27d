import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Metafile } from "esbuild";
import { PLUGIN_NAME } from "../bundle/bundle";
import { packageFolders } from "../bundle/licenses";

const run = promisify(execFile);

/** The parts of a CycloneDX document that are touched here. */
export interface Sbom {
  bomFormat: "CycloneDX";
  serialNumber: string;
  metadata: { timestamp?: string; component: SbomComponent };
  components: SbomComponent[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

export interface SbomComponent {
  "bom-ref": string;
  type: string;
  name: string;
  version: string;
  purl: string;
}

/**
 * What `npm install` of this package brings along, from package-lock.json. The times and random numbers that npm puts in are
 * left out, so that the same lock gives the same document.
 */
export async function packageSbom(root: string): Promise<Sbom> {
  const { stdout } = await run(
    "npm",
    // Not `--omit dev`: that leaves out what is a dependency both for development and of a dependency.
    ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx"],
    { cwd: root, maxBuffer: 64 * 1024 * 1024, shell: process.platform === "win32" },
  );
  const { packages } = await readJson<Lock>(path.join(root, "package-lock.json"));
  const { name } = await readJson<{ name: string }>(path.join(root, "package.json"));
  const shipped = Object.entries(packages).flatMap(([folder, { version, dev, devOptional }]) =>
    folder === "" || dev || devOptional
      ? []
      : [`${folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length)}@${version}`],
  );
  // npm names the package after its folder.
  return restricted(JSON.parse(stdout) as Sbom, shipped, { name });
}

/**
 * What is in the bundled plugin: of the packages in package-lock.json those with code in the bundle.
 * @throws when a bundled package is not in the lock file
 */
export async function pluginSbom(root: string, sbom: Sbom, metafile: Metafile): Promise<Sbom> {
  const bundled = await Promise.all(packageFolders(metafile).map((folder) => reference(root, folder)));
  const known = new Set(sbom.components.map((component) => component["bom-ref"]));
  const missing = bundled.filter((ref) => !known.has(ref));
  if (missing.length > 0) {
    throw new Error(`package-lock.json lacks what is in the bundle: ${missing.join(", ")}; run 'npm ci'`);
  }
  return restricted(sbom, bundled, { name: PLUGIN_NAME, type: "application" });
}

/** The part of package-lock.json that is read here. */
interface Lock {
  packages: Record<string, { version: string; dev?: boolean; devOptional?: boolean }>;
}

/** A document of some of the packages, with the serial number that follows from what is in it. */
function restricted(sbom: Sbom, refs: string[], changed: Partial<SbomComponent>): Sbom {
  const { component } = sbom.metadata;
  const kept = new Set([component["bom-ref"], ...refs]);
  return numbered({
    ...sbom,
    metadata: { component: { ...component, ...changed } },
    components: sbom.components.filter((other) => kept.has(other["bom-ref"])),
    dependencies: sbom.dependencies
      .filter(({ ref }) => kept.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) })),
  });
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, "utf8")) as T;
}

async function reference(root: string, folder: string): Promise<string> {
  const { name, version } = await readJson<SbomComponent>(path.join(root, folder, "package.json"));
  return `${name}@${version}`;
}

/** Gives a document a serial number that follows from what is in it. */
function numbered(sbom: Sbom): Sbom {
  const digest = createHash("sha256")
    .update(JSON.stringify({ ...sbom, serialNumber: "" }))
    .digest("hex");
  // The version and variant of RFC 9562's free form, UUIDv8.
  const uuid = digest.replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
    (_all, a: string, b: string, c: string, d: string, e: string) => `${a}-${b}-8${c}-8${d}-${e}`,
  );
  return { ...sbom, serialNumber: `urn:uuid:${uuid}` };
}
