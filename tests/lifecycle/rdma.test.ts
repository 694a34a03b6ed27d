import { expect } from "chai";
import { join } from "node:path";
import type { AksRayClusterArgs } from "../../provider/args";
import { valueAt } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, eventually } from "../kubernetes/testing/test-cluster";
import { repositoryRoot } from "../sandbox/home";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const chart = (name: string) => ({ path: join(repositoryRoot(), "tests", "charts", name) });
const STACK: AksRayClusterArgs = {
  gpuPools: { ib: { vmSize: "Standard_ND96isr_H100_v5", nodes: 1, driver: "None", rdma: true } },
  gpuOperator: { chart: chart("gpu-operator") },
  networkOperator: { chart: chart("network-operator") },
};

describe("a stack with InfiniBand", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  it("runs its workers where the adapters are advertised, and changes nothing the next time", async () => {
    const up = await stack.deploy("up", STACK);
    expect(errorsOf(up)).to.equal("");
    const [worker] = await eventually(
      stack.cluster.client,
      { apiVersion: "v1", kind: "Pod", namespace: "ray", labelSelector: "ray.io/node-type=worker" },
      (pods) => pods.length === 1 && pods.every((pod) => valueAt(pod, "status", "phase") === "Running"),
    );
    const [container] = valueAt(worker, "spec", "containers") as object[];
    expect(container).to.have.nested.property("resources.limits.rdma/sharedib", "1");
    expect(changesOf(await stack.deploy("up", STACK))).to.deep.equal([]);
  });

  it("is destroyed with the operators", async () => {
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
