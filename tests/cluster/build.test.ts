import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { expect } from "chai";

import { tools } from "./build";

/** A `go` that counts its builds, and whose build makes the files that the real one makes. */
const workingGo = `
case "$1" in
  list) printf 'a\\nb\\n';;
  build)
    echo build >> "$RECORD"
    while [ "$1" != "-o" ]; do shift; done
    for name in server helm kube-apiserver kube-controller-manager kube-scheduler kwok; do echo > "$2$name"; done;;
esac`;

describe("tools", function () {
  const before = { ...process.env };
  let folder: string;

  beforeEach(async function () {
    folder = await mkdtemp(join(tmpdir(), "aks-ray-build-"));
    await mkdir(join(folder, "path"));
    process.env.XDG_CACHE_HOME = join(folder, "cache");
    process.env.RECORD = join(folder, "record");
    process.env.PATH = join(folder, "path");
  });

  afterEach(async function () {
    process.env = { ...before };
    await rm(folder, { recursive: true });
  });

  async function installGo(script: string): Promise<void> {
    const go = join(folder, "path", "go");
    await writeFile(go, `#!/bin/sh\nPATH='/bin${delimiter}/usr/bin'\n${script}\n`);
    await chmod(go, 0o755);
  }

  async function failure(): Promise<string> {
    const error: unknown = await tools().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error);
    return (error as Error).message;
  }

  it("should say what to install where Go is missing", async function () {
    expect(await failure())
      .to.contain('"go" is not on PATH')
      .and.to.contain("https://go.dev/dl");
  });

  it("should say that Go is too old", async function () {
    await installGo(
      `echo 'go: go.mod requires go >= 1.26.0 (running go 1.24.1; GOTOOLCHAIN=local)' >&2; exit 1`,
    );
    expect(await failure())
      .to.contain("requires go >= 1.26.0")
      .and.to.contain("installed Go is too old");
  });

  it("should show the last lines of a failed build and keep nothing of it", async function () {
    await installGo(`[ "$1" = list ] || { echo 'x.go:1: no space left on device' >&2; exit 2; }`);
    expect(await failure())
      .to.match(/^go build failed \(2\)/)
      .and.to.contain("x.go:1")
      .and.to.contain("The disk is full");
    expect(await readdir(join(folder, "cache", "aks-ray"))).to.deep.equal([]);
  });

  it("should build once for two calls at the same time, and not again later", async function () {
    await installGo(workingGo);
    const [one, two] = await Promise.all([tools(), tools()]);
    expect(one)
      .to.deep.equal(two)
      .and.to.deep.equal(await tools());
    expect(await readFile(join(folder, "record"), "utf8")).to.equal("build\n");
    expect(await readdir(one.bin)).to.have.members([
      "etcd",
      "helm",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
      "kwok",
    ]);
    expect(one.helm).to.equal(join(one.bin, "helm"));
    expect(one.bin).to.match(/\/cache\/aks-ray\/cluster-[0-9a-f]{16}\/bin$/);
  });

  it("should tell that it builds, and how long it took", async function () {
    await installGo(workingGo);
    const lines: string[] = [];
    await tools((line) => lines.push(line));
    expect(lines[0]).to.contain("Building the Kubernetes control plane");
    expect(lines.at(-1)).to.match(/^Built the Kubernetes control plane in \d+ s\.$/);
  });
});
