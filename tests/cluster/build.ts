import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { withLock } from "./lock";
import { cacheDirectory, sourceDirectory } from "./paths";

/** Takes one line about what is going on, without a line end. */
export type Progress = (line: string) => void;

/** The built programs. */
export interface Tools {
  /** The folder with etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kwok and helm. */
  readonly bin: string;
  /** The Helm CLI. */
  readonly helm: string;
}

/** The programs go.mod names as tools, as `go build` names their files. etcd's main package is called "server". */
const builtNames = ["server", "helm", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"];

/** A change of how the programs are built, which the hash of go.mod and go.sum would not show. */
const RECIPE = "1";

/** Between two progress lines (ms). */
const PROGRESS_INTERVAL = 2_000;

const settings = {
  CGO_ENABLED: "0",
  GOFLAGS: "",
  GOWORK: "off",
  // The Go that is installed builds everything, or the build says which one is needed: nothing downloads another.
  GOTOOLCHAIN: "local",
};

/**
 * The control plane's programs and helm, built from the modules that go.mod pins. The first call builds them into the
 * user's cache (minutes, needs Go and its module proxy); later calls find them there. Two calls at once, in whatever
 * processes, build once.
 *
 * @throws when Go is missing or too old, and when the build fails, with its last lines
 */
export async function tools(progress: Progress = () => undefined): Promise<Tools> {
  const source = sourceDirectory();
  const home = join(cacheDirectory(), `cluster-${await contentHash(source)}`);
  const built: Tools = { bin: join(home, "bin"), helm: join(home, "bin", "helm") };
  if (existsSync(built.bin)) {
    return built;
  }
  await withLock(
    `${home}.lock`,
    async () => {
      if (!existsSync(built.bin)) {
        await build(source, home, progress);
      }
    },
    () => progress("Another process builds the Kubernetes control plane; waiting for it."),
  );
  return built;
}

/** Names the cache's folder: the same pins and recipe on the same kind of machine give the same programs. */
async function contentHash(source: string): Promise<string> {
  const hash = createHash("sha256").update(`${RECIPE} ${process.platform} ${process.arch}\n`);
  for (const file of ["go.mod", "go.sum"]) {
    hash.update(await readFile(join(source, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Builds into a folder beside `home` and renames it, so that `home` is never seen half full. */
async function build(source: string, home: string, progress: Progress): Promise<void> {
  const began = Date.now();
  progress("Building the Kubernetes control plane from its Go modules: once, several minutes on two cores.");
  const partial = await mkdtemp(`${home}.partial-`);
  try {
    const bin = join(partial, "bin");
    await mkdir(bin, { mode: 0o700 });
    const packages = await countPackages(source, progress);
    await compile(source, bin, packages, progress);
    await rename(join(bin, "server"), join(bin, "etcd"));
    await rename(partial, home);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  progress(`Built the Kubernetes control plane in ${duration(Date.now() - began)}.`);
}

/** How many packages the programs consist of; downloads the modules on the way. */
async function countPackages(source: string, progress: Progress): Promise<number> {
  let downloads = 0;
  const report = every(PROGRESS_INTERVAL, (elapsed) =>
    progress(`  downloading Go modules: ${downloads} so far, ${duration(elapsed)}`),
  );
  try {
    const packages = await go(source, ["list", "-deps", "tool"], (line) => {
      if (line.startsWith("go: downloading ")) {
        downloads += 1;
      }
    });
    return packages.split("\n").length - 1;
  } finally {
    report.stop();
  }
}

async function compile(source: string, bin: string, packages: number, progress: Progress): Promise<void> {
  let compiled = 0;
  let current = "";
  const report = every(PROGRESS_INTERVAL, (elapsed) => {
    const done = builtNames.filter((name) => existsSync(join(bin, name))).length;
    const share = Math.max(compiled / Math.max(packages, compiled, 1), done / builtNames.length);
    progress(
      `  ${String(Math.floor(100 * share)).padStart(3)} %, ${compiled} of ${packages} packages, ` +
        `${done} of ${builtNames.length} programs, ${duration(elapsed)}: ${current}`,
    );
  });
  const linkerFlags = `-s -w ${await versionFlags(source)}`;
  // Neither symbols nor debug data: less to compile, to link and to keep.
  const flags = ["-v", "-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false", "-ldflags", linkerFlags];
  try {
    await go(source, ["build", ...flags, "-o", `${bin}/`, "tool"], (line) => {
      if (!line.startsWith("go: ")) {
        compiled += 1;
        current = line;
      }
    });
  } finally {
    report.stop();
  }
}

/** The versions that the programs report: releases set them with the linker, so the pins in go.mod give them here. */
async function versionFlags(source: string): Promise<string> {
  const goMod = await readFile(join(source, "go.mod"), "utf8");
  const pin = (module: string): string => {
    const version = goMod.match(new RegExp(`^\\s*${module.replaceAll(".", "\\.")} (v\\S+)`, "m"))?.[1];
    if (version === undefined) {
      throw new Error(`${join(source, "go.mod")} requires no ${module}`);
    }
    return version;
  };
  const kubernetes = pin("k8s.io/kubernetes");
  const [major = "", minor = ""] = kubernetes.slice(1).split(".");
  return [
    `-X k8s.io/component-base/version.gitVersion=${kubernetes}`,
    `-X k8s.io/component-base/version.gitMajor=${major}`,
    `-X k8s.io/component-base/version.gitMinor=${minor}`,
    `-X helm.sh/helm/v3/internal/version.version=${pin("helm.sh/helm/v3")}`,
  ].join(" ");
}

/** Runs `go` in `source` and returns its standard output; `onLine` sees each line of its standard error. */
async function go(source: string, args: string[], onLine: (line: string) => void): Promise<string> {
  const child = spawn("go", args, {
    cwd: source,
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  const last: string[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  createInterface({ input: child.stderr }).on("line", (line) => {
    last.push(line);
    last.splice(0, last.length - 15);
    onLine(line);
  });
  const code = await new Promise<number | string | null>((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new Error(missingGo(source), { cause: error }) : error),
    );
    child.once("close", (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (code !== 0) {
    throw new Error(`go ${args[0]} failed (${code}) in ${source}:\n${last.join("\n")}\n${remedy(last)}`);
  }
  return Buffer.concat(output).toString();
}

function missingGo(source: string): string {
  return (
    `The program "go" is not on PATH. The sandbox's Kubernetes control plane is built from Go modules: install Go ` +
    `(https://go.dev/dl; the version that ${join(source, "go.mod")} names, or later) and start again.`
  );
}

function remedy(lines: string[]): string {
  const text = lines.join("\n");
  if (text.includes("GOTOOLCHAIN=local")) {
    return "The installed Go is too old: install the version named above, or later, from https://go.dev/dl.";
  }
  if (/dial tcp|i\/o timeout|no such host|proxyconnect/.test(text)) {
    return "The Go module proxy cannot be reached: check the network, HTTPS_PROXY and `go env GOPROXY`.";
  }
  if (text.includes("no space left")) {
    return "The disk is full: the build needs about 4 GB in the Go build cache (`go env GOCACHE`) and modules.";
  }
  return "Start again: what has been compiled is kept in the Go build cache.";
}

/** Calls `action` with the time since now (ms), again and again. */
function every(interval: number, action: (elapsed: number) => void): { stop(): void } {
  const began = Date.now();
  const timer = setInterval(() => action(Date.now() - began), interval);
  return { stop: () => clearInterval(timer) };
}

/** `184000` → `3 min 4 s`. */
function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
