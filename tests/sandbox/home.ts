import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";

/** The repository's root, wherever this file runs: from the sources or from bin/. */
export function repositoryRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json")) && existsSync(join(folder, "tests"))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${__dirname}`);
  }
}

/** Where the sandbox keeps the files of one program. All of it is readable by its owner only. */
export interface ProgramHome {
  readonly root: string;
  /** Data of its control plane. */
  readonly cluster: string;
  /** What simulated Azure knows. */
  readonly azure: string;
  /** The stack's state, by the built-in engine. */
  readonly state: string;
  /** When each step of the last `up` that changed something began, and how long it took. */
  readonly timeline: string;
  /** The helm repository with the stand-in chart. */
  readonly charts: string;
  /** The port at which that is served, the same in each run. */
  readonly chartPort: string;
  readonly operatorLog: string;
  readonly operatorProcess: string;
  readonly kueueLog: string;
  readonly kueueProcess: string;
  /** What real Ray needs and tells. */
  readonly ray: string;
  readonly rayLog: string;
  readonly rayProcess: string;
  readonly lock: string;
  /** The backend, project copy and passphrase of the `pulumi` CLI. */
  readonly pulumi: string;
}

/** The folder of the sandbox in the repository; in tests another one. */
export function sandboxRoot(environment: NodeJS.ProcessEnv = process.env): string {
  return environment["AKS_RAY_SANDBOX"] || join(repositoryRoot(), ".aks-ray", "sandbox");
}

/** Names the files of the program in `programDir`, an absolute path, below `root`. */
export function programHome(root: string, programDir: string): ProgramHome {
  return homeAt(join(root, homeName(programDir)));
}

function homeAt(root: string): ProgramHome {
  return {
    root,
    cluster: join(root, "cluster"),
    azure: join(root, "azure.json"),
    state: join(root, "state.json"),
    timeline: join(root, "timeline.json"),
    charts: join(root, "charts"),
    chartPort: join(root, "charts.port"),
    operatorLog: join(root, "operator.log"),
    operatorProcess: join(root, "operator.json"),
    kueueLog: join(root, "kueue.log"),
    kueueProcess: join(root, "kueue.json"),
    ray: join(root, "ray"),
    rayLog: join(root, "ray.log"),
    rayProcess: join(root, "ray.json"),
    lock: join(root, "lock"),
    pulumi: join(root, "pulumi"),
  };
}

/** `stack` for the repository itself, the path within it for its examples, else the folder's name and a hash. */
function homeName(programDir: string): string {
  const path = relative(repositoryRoot(), programDir);
  if (path === "") return "stack";
  if (!path.startsWith("..")) return path.replaceAll(/[\\/]/g, "-");
  return `${basename(programDir)}-${createHash("sha256").update(programDir).digest("hex").slice(0, 8)}`;
}

/** Makes the folder, closed to other users. */
export async function createHome({ root }: Pick<ProgramHome, "root">): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  await chmod(dirname(root), 0o700);
  await chmod(root, 0o700);
}

/** The homes of all programs that the sandbox has run. */
export async function allHomes(root: string): Promise<ProgramHome[]> {
  if (!existsSync(root)) return [];
  const entries = await readdir(root, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => homeAt(join(root, entry.name)));
}
