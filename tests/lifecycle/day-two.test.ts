import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { valueAt, type KubernetesObject } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const SETTINGS: AksRayClusterArgs = {
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 3 } },
};
const VERSION = "2.55.1";
const IMAGE = "example.azurecr.io/ray-ml:2";

/** Each step goes on from the one before. */
describe("the second day of a stack", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
    expect(errorsOf(await stack.deploy("up", SETTINGS))).to.equal("");
  });
  after(() => stack?.close());

  const pods = (until: (pods: KubernetesObject[]) => boolean) =>
    eventually(
      stack.cluster.client,
      { apiVersion: "v1", kind: "Pod", namespace: "ray", labelSelector: "ray.io/cluster=ray" },
      until,
    );
  const uids = (list: KubernetesObject[]) => list.map(({ metadata }) => metadata.uid);
  const isHead = ({ metadata }: KubernetesObject) => metadata.labels?.["ray.io/node-type"] === "head";

  it("keeps what the autoscaler has added at an `up` without changes", async () => {
    const { client } = stack.cluster;
    await client.request({
      method: "PATCH",
      path: "/apis/ray.io/v1/namespaces/ray/rayclusters/ray?fieldManager=ray-autoscaler",
      contentType: "application/json-patch+json",
      body: [{ op: "add", path: "/spec/workerGroupSpecs/0/replicas", value: 3 }],
    });
    const before = await pods((list) => list.length === 4);

    const up = await stack.deploy("up", SETTINGS);

    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up)).to.deep.equal([]);
    const cluster = await client.get("ray.io/v1", "RayCluster", "ray", "ray");
    expect(valueAt(cluster, "spec", "workerGroupSpecs", 0, "replicas")).to.equal(3);
    expect(uids(await pods((list) => list.length === 4))).to.have.members(uids(before));
  });

  it("has another head after one was killed, and nothing to change", async () => {
    const [head] = (await pods((list) => list.some(isHead))).filter(isHead);
    if (head === undefined) throw new Error("there is no head");
    await stack.cluster.client.delete(head);
    await pods((list) => list.some((pod) => isHead(pod) && pod.metadata.uid !== head.metadata.uid));
    expect(changesOf(await stack.deploy("up", SETTINGS))).to.deep.equal([]);
  });

  it("makes a RayCluster anew that somebody has deleted, and proves it", async () => {
    const { client } = stack.cluster;
    await client.delete(await client.get("ray.io/v1", "RayCluster", "ray", "ray"));
    await pods((list) => list.length === 0);

    expect(errorsOf(await stack.deploy("refresh"))).to.equal("");
    const up = await stack.deploy("up", SETTINGS);

    expect(errorsOf(up)).to.equal("");
    // The refresh shows the pools in the cluster's own list (docs/troubleshooting.md).
    const changes = changesOf(up).filter((change) => change !== "update ray-aks");
    expect(changes[0]).to.equal("create ray-raycluster");
    expect(new Set(changes.slice(1).map((change) => change.split(" ").at(-1)))).to.deep.equal(
      new Set(["ray-ready"]),
    );
    expect(changesOf(await stack.deploy("up", SETTINGS))).to.deep.equal([]);
  });

  it("makes all pods anew with another image", async () => {
    const before = uids(await pods((list) => list.some(isHead)));

    const up = await stack.deploy("up", { ...SETTINGS, ray: { image: IMAGE } });

    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up)).to.include("update ray-raycluster");
    const after = await pods((list) => list.some(isHead) && uids(list).every((uid) => !before.includes(uid)));
    for (const pod of after) expect(valueAt(pod, "spec", "containers", 0, "image")).to.equal(IMAGE);
  });

  it("makes all pods anew with another version of Ray", async () => {
    const before = uids(await pods((list) => list.some(isHead)));

    const up = await stack.deploy("up", { ...SETTINGS, ray: { version: VERSION } });

    expect(errorsOf(up)).to.equal("");
    const after = await pods((list) => list.some(isHead) && uids(list).every((uid) => !before.includes(uid)));
    for (const pod of after)
      expect(valueAt(pod, "spec", "containers", 0, "image")).to.match(new RegExp(`:${VERSION}\\b`));
    const cluster = await stack.cluster.client.get("ray.io/v1", "RayCluster", "ray", "ray");
    expect(valueAt(cluster, "spec", "rayVersion")).to.equal(VERSION);
  });

  it("is destroyed after its operator has gone", async () => {
    await stack.stopOperator();
    const destroy = await stack.deploy("destroy");
    expect(errorsOf(destroy)).to.equal("");
    expect(await stack.resources()).to.deep.equal([]);
    expect(await stack.azureIds()).to.deep.equal([]);
  });

  it("is destroyed after its cluster was deleted by somebody else", async () => {
    stack.startOperator();
    expect(errorsOf(await stack.deploy("up", SETTINGS))).to.equal("");
    const all = await stack.azureIds();
    await stack.azureLosesCluster();
    expect(await stack.azureIds()).to.have.lengthOf.below(all.length);
    const destroy = await stack.deploy("destroy");
    expect(errorsOf(destroy)).to.equal("");
    expect(await stack.resources()).to.deep.equal([]);
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
