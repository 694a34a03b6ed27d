import { chmod, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { build, type Metafile } from "esbuild";
import { repositoryRoot } from "../../tests/sandbox/home";
import { compileValidators } from "./compile-validators";
import { leaveOutUnusedModules, resolveSdkModules } from "./sdk-modules";
import { licenseTexts } from "./licenses";
import { leaveOutUnusedResources } from "./unused-resources";

/** Name of the executable that the engine looks for in a plugin's folder. */
export const PLUGIN_NAME = "pulumi-resource-aks-ray";

/** Oldest Node.js that runs the bundle, as `engines` in package.json says. */
const TARGET = "node20.19";

/** The plugin as one file of JavaScript, and what has to lie beside it. */
export interface PluginBundle {
  /** Folder that Pulumi takes as the plugin. */
  folder: string;
  /** The program in it. */
  program: string;
  /** What went into the program. */
  metafile: Metafile;
}

/**
 * Bundles the plugin with the parts of the SDKs that it uses.
 *
 * @param folder folder to write to; made when it is absent
 */
export async function bundlePlugin(folder: string): Promise<PluginBundle> {
  const root = repositoryRoot();
  await mkdir(folder, { recursive: true });
  const program = path.join(folder, "plugin.js");
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [path.join(root, "provider", "main.ts")],
    outfile: program,
    bundle: true,
    metafile: true,
    platform: "node",
    target: TARGET,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "warning",
    plugins: [
      resolveSdkModules(root),
      leaveOutUnusedModules(),
      leaveOutUnusedResources(root),
      compileValidators(root),
    ],
  });
  await writeLaunchers(folder);
  await writeFile(path.join(folder, "THIRD-PARTY-LICENSES.txt"), await licenseTexts(root, metafile));
  await copyFile(path.join(root, "LICENSE"), path.join(folder, "LICENSE"));
  return { folder, program, metafile };
}

/** The engine starts an executable: `.cmd` on Windows, else the one without a suffix. */
async function writeLaunchers(folder: string): Promise<void> {
  const executable = path.join(folder, PLUGIN_NAME);
  await writeFile(executable, await readFile(path.join(__dirname, "launcher.sh"), "utf8"));
  await chmod(executable, 0o755);
  const batch = await readFile(path.join(__dirname, "launcher.cmd"), "utf8");
  await writeFile(`${executable}.cmd`, batch.replaceAll("\n", "\r\n"));
}
