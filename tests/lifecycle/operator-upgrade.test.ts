import { expect } from "chai";
import type { AksRayClusterArgs } from "../../provider/args";
import { CLUSTER_TIMEOUT } from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

/** Another version of the operator on the same chart, which is the only one that the tests have. */
function stackOf(version: string, ray: AksRayClusterArgs["ray"] = {}): AksRayClusterArgs {
  return {
    gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 } },
    operator: { version, chart: { version: "1.7.0" }, featureGates: {} },
    ray,
  };
}

describe("an upgrade of the operator", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  before(async () => {
    stack = await SandboxStack.create();
    expect(errorsOf(await stack.deploy("up", stackOf("1.7.0")))).to.equal("");
  });
  after(() => stack?.close());

  async function pods(): Promise<(string | undefined)[]> {
    const found = await stack.cluster.client.list("v1", "Pod", {
      namespace: "ray",
      labelSelector: "ray.io/cluster",
    });
    return found.map(({ metadata }) => metadata.uid).sort();
  }

  it("leaves the running cluster alone", async () => {
    const before = await pods();
    expect(errorsOf(await stack.deploy("up", stackOf("1.7.1")))).to.equal("");
    expect(await pods()).to.deep.equal(before);
    const [cluster] = await stack.cluster.client.list("ray.io/v1", "RayCluster", { namespace: "ray" });
    expect(cluster?.metadata.annotations).to.include({ "aks-ray.dev/operator-version": "1.7.1" });
    expect(changesOf(await stack.deploy("up", stackOf("1.7.1")))).to.deep.equal([]);
  });

  it("is refused together with a change of the pods, at preview too, with the two steps to take", async () => {
    const both = stackOf("1.7.2", { env: { A: "1" } });
    for (const operation of ["preview", "up"] as const) {
      expect(errorsOf(await stack.deploy(operation, both)), operation).to.contain(
        "Take two steps: first change 'operator.version' alone and deploy, then change the rest.",
      );
    }
  });

  it("goes in two steps", async () => {
    expect(errorsOf(await stack.deploy("up", stackOf("1.7.2")))).to.equal("");
    expect(errorsOf(await stack.deploy("up", stackOf("1.7.2", { env: { A: "1" } })))).to.equal("");
  });

  it("goes together with other bounds of a pool", async () => {
    const { gpuPools, ...others } = stackOf("1.7.3", { env: { A: "1" } });
    const t4 = { ...gpuPools?.["t4"], maxNodes: 3 };
    expect(errorsOf(await stack.deploy("up", { ...others, gpuPools: { t4 } as typeof gpuPools }))).to.equal(
      "",
    );
  });
});
