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

  it("leaves to Kueue what Kueue sets", async () => {
    const { client } = stack.cluster;
    await client.request({
      method: "PATCH",
      path: "/apis/ray.io/v1/namespaces/ray/rayclusters/ray?fieldManager=kueue",
      contentType: "application/merge-patch+json",
      body: { spec: { suspend: false } },
    });
    const { gpuPools, ...others } = STACK;
    const t4 = { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 };
    const up = await stack.deploy("up", { ...others, gpuPools: { ...gpuPools, t4 } });
    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up)).to.include("update ray-raycluster");
    const [cluster] = await client.list("ray.io/v1", "RayCluster", { namespace: "ray" });
    expect(cluster).to.have.nested.property("spec.suspend", false);
  });

  it("is destroyed with it", async () => {
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
