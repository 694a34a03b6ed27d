import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { valueAt } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const withStorage = (storage: AksRayClusterArgs["storage"]): AksRayClusterArgs => ({
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } },
  ...(storage && { storage }),
});

describe("a stack with storage", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  const claims = (count: number) =>
    eventually(
      stack.cluster.client,
      { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: "ray" },
      (found) => found.length === count,
    );

  const pods = (group: string) =>
    eventually(
      stack.cluster.client,
      { apiVersion: "v1", kind: "Pod", namespace: "ray", labelSelector: `ray.io/node-type=${group}` },
      (found) => found.length === 1,
    );

  it("mounts the container in head and workers, with the identity of their service account", async () => {
    const up = await stack.deploy("up", withStorage({}));
    expect(errorsOf(up)).to.equal("");
    const [claim] = await claims(1);
    expect(valueAt(claim, "status", "phase")).to.equal("Bound");
    for (const group of ["head", "worker"]) {
      const [pod] = await pods(group);
      expect(valueAt(pod, "spec", "serviceAccountName")).to.equal("ray-storage");
      expect(valueAt(pod, "metadata", "labels", "azure.workload.identity/use")).to.equal("true");
      expect(JSON.stringify(valueAt(pod, "spec", "volumes"))).to.contain(claim?.metadata.name);
      expect(JSON.stringify(valueAt(pod, "spec", "containers", 0, "volumeMounts"))).to.contain("/mnt/ray");
    }
  });

  it("is the same at the next up", async () => {
    const up = await stack.deploy("up", withStorage({}));
    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up)).to.deep.equal([]);
  });

  it("takes another container while the first stays", async () => {
    const storage = { containers: { ray: {}, datasets: { readOnly: true } } };
    expect(errorsOf(await stack.deploy("up", withStorage(storage)))).to.equal("");
    await claims(2);
  });

  it("lets go of its mounts, and keeps the data, once the program has no storage", async () => {
    expect(errorsOf(await stack.deploy("up", withStorage(undefined)))).to.equal("");
    await claims(0);
    expect(await keptNames()).to.deep.equal(["datasets", "ray"]);
  });

  it("keeps the data at destroy", async () => {
    expect(errorsOf(await stack.deploy("up", withStorage({})))).to.equal("");
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    const kept = await stack.azureIds();
    expect(kept.filter((id) => !id.includes("/providers/"))).to.satisfy((groups: string[]) =>
      groups.every((id) => id.includes("-storage-rg")),
    );
    expect(await keptNames()).to.deep.equal(["datasets", "ray", "ray"]);
  });

  async function keptNames(): Promise<string[]> {
    const ids = await stack.azureIds();
    return ids.flatMap((id) => /\/containers\/([^/]+)$/i.exec(id)?.[1] ?? []).sort();
  }
});

describe("a stack whose storage goes with it", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  it("is destroyed with its account", async () => {
    expect(errorsOf(await stack.deploy("up", withStorage({ onDestroy: "delete" })))).to.equal("");
    expect((await stack.azureIds()).some((id) => /\/storageAccounts\/[^/]+$/i.test(id))).to.equal(true);
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
