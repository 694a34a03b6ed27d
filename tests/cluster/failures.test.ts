import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { clusterFiles } from "./paths";
import { findProcesses } from "./processes";
import { runningCluster, startCluster, stopCluster } from "./start";

/** A first build of the control plane fits in this (ms), also on a slow machine. */
const BUILD_TIMEOUT = 20 * 60_000;

async function failure(dataDir: string): Promise<string> {
  try {
    await startCluster({ dataDir, log: (line) => console.error(`      ${line}`) });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the cluster started");
}

describe("a cluster that cannot start", function () {
  this.timeout(BUILD_TIMEOUT);

  let dataDir: string;

  beforeEach(async function () {
    dataDir = await mkdtemp(join(tmpdir(), "aks-ray-cluster-"));
  });

  afterEach(async function () {
    await stopCluster(dataDir);
    await rm(dataDir, { recursive: true });
  });

  it("should show the last log lines of the program that failed, and leave nothing running", async function () {
    const files = clusterFiles(dataDir);
    await writeFile(files.etcd, "a file where etcd wants a folder");
    const message = await failure(dataDir);
    expect(message).to.match(/^etcd ended \(1\)/);
    expect(message).to.contain(files.log("etcd"));
    expect(message).to.contain("not a directory");
    expect(await findProcesses(files)).to.deep.equal([]);
  });

  it("should end etcd again when the API server fails", async function () {
    const files = clusterFiles(dataDir);
    await writeFile(files.certificates, "a file where the API server wants a folder");
    expect(await failure(dataDir)).to.match(/^kube-apiserver ended \(1\)[^]*not a directory/);
    expect(await findProcesses(files)).to.deep.equal([]);
  });

  it("should name the port that another program has taken, and the remedy", async function () {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    await writeFile(clusterFiles(dataDir).port, String(port));
    const message = await failure(dataDir);
    await new Promise((resolve) => other.close(resolve));
    expect(message).to.contain(`Port ${port}`).and.to.contain("end that program");
  });

  it("should not be found running", async function () {
    expect(await runningCluster(dataDir)).to.equal(undefined);
    expect(await runningCluster(join(dataDir, "absent"))).to.equal(undefined);
    expect(await stopCluster(join(dataDir, "absent"))).to.deep.equal([]);
  });
});
