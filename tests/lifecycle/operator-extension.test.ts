import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const STACK: AksRayClusterArgs = {
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } },
  operator: { install: "extension" },
};

describe("a stack whose operator is an AKS extension", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
  });
  after(() => stack?.close());

  it("has a RayCluster that becomes ready, without a Helm release, and then nothing to change", async () => {
    expect(errorsOf(await stack.deploy("up", STACK))).to.equal("");
    const types = (await stack.resources()).map(({ type }) => type);
    expect(types).to.include("azure-native:kubernetesconfiguration:Extension");
    expect(types.filter((type) => type.endsWith(":Release"))).to.deep.equal([]);
    expect(types).to.include("kubernetes:batch/v1:Job");
    expect(changesOf(await stack.deploy("up", STACK))).to.deep.equal([]);
  });

  it("is destroyed with it", async () => {
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
