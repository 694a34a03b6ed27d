import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { valueAt, type KubernetesObject } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually, find } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const pool = (nodes: number): AksRayClusterArgs => ({
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", nodes } },
  ray: { gcsFaultTolerance: {} },
});

describe("a stack with fault tolerance", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  const rayCluster = () => find(stack.cluster.client, "ray.io/v1", "RayCluster", "ray", "ray");

  it("has a Redis with a volume, and a head that keeps its state there", async () => {
    const up = await stack.deploy("up", pool(1));
    expect(errorsOf(up)).to.equal("");
    const { client } = stack.cluster;
    const redis = await find(client, "apps/v1", "StatefulSet", "ray-redis", "ray");
    expect(valueAt(redis, "status", "readyReplicas")).to.equal(1);
    const [head] = await eventually(
      client,
      { apiVersion: "v1", kind: "Pod", namespace: "ray", labelSelector: "ray.io/node-type=head" },
      (pods) => pods.length === 1,
    );
    expect(JSON.stringify(valueAt(head, "spec", "containers", 0, "env"))).to.contain("ray-redis:6379");
  });

  it("changes without a conflict, though the operator has written the whole object", async () => {
    expect((await rayCluster())?.metadata.finalizers).to.have.lengthOf(1);
    const up = await stack.deploy("up", pool(2));
    expect(errorsOf(up)).to.equal("");
    expect(valueAt(await rayCluster(), "spec", "workerGroupSpecs", 0, "maxReplicas")).to.equal(2);
  });

  it("has a new head with the state of the one that was killed", async () => {
    const { client } = stack.cluster;
    const heads = {
      apiVersion: "v1",
      kind: "Pod",
      namespace: "ray",
      labelSelector: "ray.io/node-type=head",
    };
    const [old] = await eventually(client, heads, (pods) => pods.length === 1);
    if (old === undefined) throw new Error("there is no head");
    const redis = (await find(client, "apps/v1", "StatefulSet", "ray-redis", "ray"))?.metadata.uid;
    await client.delete(old);
    const [head] = await eventually(
      client,
      heads,
      (pods) => pods.length === 1 && pods[0]?.metadata.uid !== old.metadata.uid,
    );
    const stateOf = (pod: KubernetesObject | undefined) => {
      const env = valueAt(pod, "spec", "containers", 0, "env") as { name: string }[];
      return env.filter(({ name }) => /REDIS_ADDRESS|external_storage_namespace/.test(name));
    };
    expect(stateOf(head)).to.have.lengthOf(2);
    expect(stateOf(head)).to.deep.equal(stateOf(old));
    expect((await find(client, "apps/v1", "StatefulSet", "ray-redis", "ray"))?.metadata.uid).to.equal(redis);
    expect(changesOf(await stack.deploy("up", pool(2)))).to.deep.equal([]);
  });

  it("tells the Redis's password to nobody", async () => {
    const secret = await find(stack.cluster.client, "v1", "Secret", "ray-redis", "ray");
    const encoded = String(valueAt(secret, "data", "password"));
    const password = Buffer.from(encoded, "base64").toString();
    expect(password).to.have.lengthOf(64);
    for (const text of [await stack.stateText(), stack.log.join("\n")]) {
      expect(text).to.not.contain(password);
      expect(text).to.not.contain(encoded);
    }
  });

  it("is made anew without it, since the operator would never let go of the old one", async () => {
    const { gpuPools } = pool(2);
    const old = await rayCluster();
    const up = await stack.deploy("up", { gpuPools });
    expect(errorsOf(up)).to.equal("");
    const made = await rayCluster();
    expect(made?.metadata.uid).not.to.equal(old?.metadata.uid);
    expect(made?.metadata.finalizers).to.equal(undefined);
    expect(await find(stack.cluster.client, "apps/v1", "StatefulSet", "ray-redis", "ray")).to.equal(
      undefined,
    );
  });

  it("is destroyed without waiting until Redis is cleaned up", async () => {
    expect(errorsOf(await stack.deploy("up", pool(2)))).to.equal("");
    const destroy = await stack.deploy("destroy");
    expect(errorsOf(destroy)).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
