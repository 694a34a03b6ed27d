import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { valueAt } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const stackOf = (maxNodes: number): AksRayClusterArgs => ({
  systemPool: { nodes: 1 },
  provisionedPools: { gpus: { vmSizes: ["Standard_NC24ads_A100_v4", "Standard_NC40ads_H100_v5"], maxNodes } },
});

describe("a stack whose nodes AKS provisions", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  it("has pools that Karpenter's definitions take, and a head that waits for work", async () => {
    expect(errorsOf(await stack.deploy("up", stackOf(2)))).to.equal("");
    const [pool] = await stack.cluster.client.list("karpenter.sh/v1", "NodePool");
    expect(valueAt(pool, "spec", "limits")).to.deep.equal({ cpu: "80", "nvidia.com/gpu": "2" });
    expect(await stack.cluster.client.list("karpenter.azure.com/v1beta1", "AKSNodeClass")).to.have.length(1);
    expect(changesOf(await stack.deploy("up", stackOf(2)))).to.deep.equal([]);
  });

  it("has other limits in place, and then goes", async () => {
    const up = await stack.deploy("up", stackOf(4));
    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up)).to.include("update ray-gpus-node-pool");
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
