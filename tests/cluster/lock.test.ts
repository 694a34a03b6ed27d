import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { withLock } from "./lock";

describe("withLock", function () {
  let folder: string;
  let file: string;

  beforeEach(async function () {
    folder = await mkdtemp(join(tmpdir(), "aks-ray-lock-"));
    file = join(folder, "lock");
  });

  afterEach(async function () {
    await rm(folder, { recursive: true });
  });

  it("should let one action run at a time, and tell the waiting ones", async function () {
    let running = 0;
    let waited = 0;
    const action = async (): Promise<number> => {
      running += 1;
      await new Promise((resolve) => setImmediate(resolve));
      return running--;
    };
    const together = await Promise.all([1, 2, 3].map(() => withLock(file, action, () => waited++)));
    expect(together).to.deep.equal([1, 1, 1]);
    expect(waited).to.equal(2);
  });

  it("should release the lock when the action fails", async function () {
    const error: unknown = await withLock(file, () => Promise.reject(new Error("no"))).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.have.property("message", "no");
    expect(await withLock(file, () => Promise.resolve("next"))).to.equal("next");
  });

  it("should take over the lock of a process that has died", async function () {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    await writeFile(file, String(pid));
    expect(await withLock(file, () => readdir(folder))).to.deep.equal(["lock"]);
  });

  it("should take over a lock that nobody has touched for a minute", async function () {
    await writeFile(file, String(process.pid));
    const longAgo = new Date(Date.now() - 61_000);
    await utimes(file, longAgo, longAgo);
    expect(await withLock(file, () => Promise.resolve("mine"))).to.equal("mine");
  });
});
