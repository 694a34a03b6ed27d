import { chmod, copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { create } from "tar";
import { PLUGIN_NAME, type PluginBundle } from "../bundle/bundle";

/** A machine that plugins are made for, as Go names operating systems and processors. */
export interface Target {
  os: "linux" | "darwin" | "windows";
  arch: "amd64" | "arm64";
}

export const TARGETS: readonly Target[] = (["linux", "darwin", "windows"] as const).flatMap((os) =>
  (["amd64", "arm64"] as const).map((arch) => ({ os, arch })),
);

/**
 * The name under which the engine asks for a plugin at its `pluginDownloadURL`.
 * Source: standardAssetName in pulumi/pulumi, sdk/go/common/workspace/plugins.go.
 */
export function archiveName(version: string, target: Target): string {
  return `${PLUGIN_NAME}-v${version}-${target.os}-${target.arch}.tar.gz`;
}

/**
 * What of the bundle a target needs, with the modes of the files. The plugin is JavaScript, so targets differ in the launcher
 * alone: on Windows the engine looks for `.exe` and `.cmd`, elsewhere for no suffix.
 * Source: getCandidateExtensions in pulumi/pulumi, sdk/go/common/workspace/plugins.go.
 */
export function archiveContents({ os }: Target): Record<string, number> {
  return {
    LICENSE: 0o644,
    "THIRD-PARTY-LICENSES.txt": 0o644,
    "plugin.js": 0o644,
    [os === "windows" ? `${PLUGIN_NAME}.cmd` : PLUGIN_NAME]: 0o755,
  };
}

/**
 * Packs the bundle for each target. The same bundle gives the same bytes: names in order, and no times, owners or umask.
 * @returns the archives' paths
 */
export async function packPlugin(bundle: PluginBundle, version: string, out: string): Promise<string[]> {
  const archives: string[] = [];
  for (const target of TARGETS) {
    const archive = path.join(out, archiveName(version, target));
    await pack(bundle.folder, archiveContents(target), archive);
    archives.push(archive);
  }
  return archives;
}

async function pack(folder: string, contents: Record<string, number>, file: string): Promise<void> {
  const staging = await mkdtemp(path.join(os.tmpdir(), "aks-ray-archive-"));
  try {
    const names = Object.keys(contents).sort();
    await mkdir(path.dirname(file), { recursive: true });
    for (const name of names) {
      await copyFile(path.join(folder, name), path.join(staging, name));
      await chmod(path.join(staging, name), contents[name] ?? 0o644);
    }
    await create(
      { cwd: staging, file, gzip: { level: 9 }, portable: true, noPax: true, mtime: new Date(0) },
      names,
    );
  } finally {
    await rm(staging, { recursive: true });
  }
}
