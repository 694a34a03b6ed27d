import { expect } from "chai";
import { join } from "node:path";
import type { AksRayClusterArgs } from "../../provider/args";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import { repositoryRoot } from "../sandbox/home";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const STACK: AksRayClusterArgs = {
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } },
  // Nothing stands in for Volcano's scheduler, so the pods that name it stay pending.
  readiness: "none",
  queue: {
    manager: "volcano",
    name: "gpus",
    scheduler: { chart: { path: join(repositoryRoot(), "tests", "charts", "volcano") } },
  },
};

describe("a stack with Volcano", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  it("has the scheduler before the operator, the queue before the RayCluster, and then nothing to change", async () => {
    const up = await stack.deploy("up", STACK);
    expect(errorsOf(up)).to.equal("");
    const { client } = stack.cluster;
    const [scheduler] = await client.list("apps/v1", "Deployment", { namespace: "volcano-system" });
    expect(scheduler?.metadata.name).to.equal("volcano-scheduler");
    const [operator] = await client.list("apps/v1", "Deployment", { namespace: "kuberay-system" });
    expect(JSON.stringify(operator)).to.contain("--batch-scheduler=volcano");
    const steps = changesOf(up);
    expect(steps.indexOf("create ray-queue")).to.be.within(0, steps.indexOf("create ray-raycluster"));
    const queues = await client.list("scheduling.volcano.sh/v1beta1", "Queue");
    expect(queues.map(({ metadata, spec }) => [metadata.name, spec])).to.deep.equal([
      ["gpus", { weight: 1, reclaimable: true }],
    ]);
    const [cluster] = await client.list("ray.io/v1", "RayCluster", { namespace: "ray" });
    expect(cluster?.metadata.labels).to.include({ "volcano.sh/queue-name": "gpus" });
    expect(changesOf(await stack.deploy("up", STACK))).to.deep.equal([]);
  });

  it("is destroyed with it", async () => {
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
