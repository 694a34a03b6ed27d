import { expect } from "chai";
import { join } from "node:path";
import type { AksRayClusterArgs } from "../../provider/args";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import { repositoryRoot } from "../sandbox/home";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const STACK: AksRayClusterArgs = {
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 3 } },
  queue: {
    manager: "kueue",
    elastic: true,
    kueue: { install: true, chart: { path: join(repositoryRoot(), "tests", "charts", "kueue") } },
  },
};

describe("a stack with Kueue", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  it("has queues with the quotas of its pools before its RayCluster, and then nothing to change", async () => {
    const up = await stack.deploy("up", STACK);
    expect(errorsOf(up)).to.equal("");
    const steps = changesOf(up);
    expect(steps.indexOf("create ray-local-queue")).to.be.within(0, steps.indexOf("create ray-raycluster"));
    const { client } = stack.cluster;
    const [queue] = await client.list("kueue.x-k8s.io/v1beta2", "ClusterQueue");
    expect(queue).to.have.nested.property("spec.resourceGroups[0].flavors[1]").that.deep.includes({
      name: "ray-ray-t4",
    });
    expect(queue).to.have.nested.property("spec.resourceGroups[0].flavors[1].resources[2].nominalQuota", "3");
    const [cluster] = await client.list("ray.io/v1", "RayCluster", { namespace: "ray" });
    expect(cluster?.metadata.labels).to.include({ "kueue.x-k8s.io/queue-name": "ray" });
    expect(cluster?.metadata.annotations).to.include({ "kueue.x-k8s.io/elastic-job": "true" });
    const [manager] = await client.list("apps/v1", "Deployment", { namespace: "kueue-system" });
    expect(manager).to.have.nested.property(
      "spec.template.spec.containers[0].args[0]",
      "--feature-gates=ElasticJobsViaWorkloadSlices=true",
    );
    expect(changesOf(await stack.deploy("up", STACK))).to.deep.equal([]);
  });

  it("replaces the RayCluster on any change, so that Kueue admits it anew", async () => {
    const { client } = stack.cluster;
    const [before] = await client.list("ray.io/v1", "RayCluster", { namespace: "ray" });
    const t4 = { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 };
    const smaller = { ...STACK, gpuPools: { t4 } };
    expect(errorsOf(await stack.deploy("up", smaller))).to.equal("");
    const [after] = await client.list("ray.io/v1", "RayCluster", { namespace: "ray" });
    expect(after?.metadata.uid).to.not.equal(before?.metadata.uid);
    expect(changesOf(await stack.deploy("up", smaller))).to.deep.equal([]);
  });

  it("is destroyed with it", async () => {
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
