import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The earliest time that a zip file can hold: wheels and NuGet packages are zip files. */
const EPOCH = "315532800";

/** What became of one language's package: the files made, or why there are none. */
export interface Packaged {
  what: string;
  files: string[];
  skipped?: string;
}

/** Packs the npm package of the components, and the SDKs of the languages whose tools are at hand. */
export async function packPackages(root: string, out: string): Promise<Packaged[]> {
  return [
    { what: "npm pulumi-aks-ray", files: [await npmPack(root, out)] },
    { what: "npm pulumi-aks-ray-sdk", files: [await packNodeSdk(root, out)] },
    await packPythonSdk(root, out),
    await packDotnetSdk(root, out),
    await packJavaSdk(root, out),
  ];
}

/** Packs a folder as npm publishes it, without building it anew; returns the archive's name. */
export async function npmPack(folder: string, out: string): Promise<string> {
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", out], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === "win32",
  });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (packed === undefined) throw new Error(`npm pack made nothing of ${folder}`);
  return packed.filename;
}

/** The SDK is published as the JavaScript that its own `build` makes, with package.json beside it. */
export async function packNodeSdk(root: string, out: string): Promise<string> {
  return inScratch(async (scratch) => {
    const sdk = path.join(root, "sdk", "nodejs");
    const compiler = path.join(path.dirname(require.resolve("typescript/package.json")), "bin", "tsc");
    await run(process.execPath, [compiler, "--project", sdk, "--outDir", scratch]);
    const manifest = JSON.parse(await readFile(path.join(sdk, "package.json"), "utf8")) as object;
    await writeFile(
      path.join(scratch, "package.json"),
      `${JSON.stringify({ ...manifest, scripts: undefined, main: "index.js", types: "index.d.ts" }, undefined, 2)}\n`,
    );
    for (const file of ["README.md", "LICENSE"])
      await cp(path.join(file === "LICENSE" ? root : sdk, file), path.join(scratch, file));
    return npmPack(scratch, out);
  });
}

/** A wheel and a source archive by PyPA's `build` where that is installed, else a wheel by pip. */
async function packPythonSdk(root: string, out: string): Promise<Packaged> {
  const what = "PyPI pulumi_aks_ray";
  const python = (await succeeds("python3", ["--version"])) ? "python3" : "python";
  const tool = (await succeeds(python, ["-m", "build", "--version"]))
    ? ["-m", "build", "--outdir"]
    : (await succeeds(python, ["-m", "pip", "--version"]))
      ? ["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"]
      : undefined;
  if (tool === undefined) return { what, files: [], skipped: "neither Python's build nor pip is here" };
  return inScratch(async (scratch) => {
    // Both leave files behind in the folder that they pack.
    const source = path.join(scratch, "python");
    await cp(path.join(root, "sdk", "python"), source, { recursive: true });
    await cp(path.join(source, "pulumi_aks_ray", "README.md"), path.join(source, "README.md"));
    try {
      await run(python, [...tool, path.join(scratch, "dist"), source], {
        env: { ...process.env, SOURCE_DATE_EPOCH: EPOCH },
      });
    } catch (error) {
      return { what, files: [], skipped: lastLine(error) };
    }
    const files = await moveTo(path.join(scratch, "dist"), out);
    return files.some((file) => file.endsWith(".tar.gz"))
      ? { what, files }
      : { what, files, skipped: "no source archive: `python3 -m pip install build` makes it" };
  });
}

async function packDotnetSdk(root: string, out: string): Promise<Packaged> {
  const what = "NuGet Pulumi.AksRay";
  if (!(await succeeds("dotnet", ["--version"])))
    return { what, files: [], skipped: "no `dotnet` on PATH (https://dotnet.microsoft.com)" };
  return inScratch(async (scratch) => {
    const source = path.join(scratch, "dotnet");
    await cp(path.join(root, "sdk", "dotnet"), source, { recursive: true });
    await run("dotnet", ["pack", "--configuration", "Release", "--output", path.join(scratch, "dist")], {
      cwd: source,
      env: { ...process.env, SOURCE_DATE_EPOCH: EPOCH },
    });
    return { what, files: await moveTo(path.join(scratch, "dist"), out) };
  });
}

/** What Maven Central asks for: classes, sources, documentation and the project file, which the workflow signs. */
export async function packJavaSdk(root: string, out: string): Promise<Packaged> {
  const what = "Maven aks-ray";
  if (!(await succeeds("mvn", ["--version"])))
    return { what, files: [], skipped: "no `mvn` on PATH (https://maven.apache.org)" };
  return inScratch(async (scratch) => {
    const source = path.join(scratch, "java");
    await cp(path.join(root, "sdk", "java"), source, { recursive: true });
    const options = ["--quiet", "--batch-mode", "--activate-profiles", "release", "-Dgpg.skip"];
    await run("mvn", [...options, "package"], { cwd: source, maxBuffer: 64 * 1024 * 1024 });
    const target = path.join(source, "target");
    const jars = (await readdir(target)).filter((file) => file.endsWith(".jar"));
    const dist = path.join(scratch, "dist");
    await mkdir(dist);
    for (const file of jars) await cp(path.join(target, file), path.join(dist, file));
    const main = jars.find((file) => !/-(sources|javadoc)\.jar$/.test(file)) ?? "aks-ray.jar";
    await cp(path.join(source, "pom.xml"), path.join(dist, main.replace(/\.jar$/, ".pom")));
    return { what, files: await moveTo(dist, out) };
  });
}

async function moveTo(from: string, out: string): Promise<string[]> {
  const files = await readdir(from);
  await mkdir(out, { recursive: true });
  for (const file of files) await cp(path.join(from, file), path.join(out, file));
  return files;
}

async function inScratch<T>(action: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "aks-ray-package-"));
  try {
    return await action(scratch);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function succeeds(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}

function lastLine(error: unknown): string {
  const { stderr = "", message } = error as Error & { stderr?: string };
  return (stderr.trim() || message).split("\n").pop() ?? message;
}
