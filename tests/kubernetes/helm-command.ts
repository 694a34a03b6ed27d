import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** helm ended with an error; the message is its own. */
export class HelmError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "HelmError";
  }
}

export interface HelmCommand {
  args: string[];
  /** Written to a file that only this user can read, and passed by `--values`. */
  values?: Record<string, unknown>;
  /** A kubeconfig's contents, passed the same way. */
  kubeconfig?: string;
  signal?: AbortSignal;
}

/** How the names begin of the folders that hold what this process passes to helm, each for as long as that runs. */
export const HELM_FOLDERS = `aks-ray-helm-${process.pid}-`;

/** The helm binary: `AKS_RAY_HELM`, else `helm` on PATH. */
export function helmBinary(): string {
  return process.env.AKS_RAY_HELM || "helm";
}

/** Runs helm and returns its standard output. Values and kubeconfig never appear on the command line. */
export async function runHelm({ args, values, kubeconfig, signal }: HelmCommand): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), HELM_FOLDERS));
  const privately = async (name: string, contents: string) => {
    const path = join(folder, name);
    await writeFile(path, contents, { mode: 0o600 });
    return path;
  };
  try {
    const files: string[] = [];
    if (values !== undefined) files.push("--values", await privately("values.json", JSON.stringify(values)));
    if (kubeconfig !== undefined) files.push("--kubeconfig", await privately("kubeconfig", kubeconfig));
    return await execute([...args, ...files], signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function execute(args: string[], signal: AbortSignal | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    // helm takes an interrupt as the wish to stop waiting and to leave a release that can be continued.
    const options = { maxBuffer: 64 * 1024 * 1024, signal, killSignal: "SIGINT" as const };
    execFile(helmBinary(), args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
      reject(
        new HelmError(
          missing ? `cannot find ${helmBinary()}: set AKS_RAY_HELM or put helm on PATH` : said(stderr, error),
        ),
      );
    });
  });
}

function said(stderr: string, error: Error): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("WARNING:"));
  return lines.join("\n").replace(/^Error: /, "") || error.message;
}
