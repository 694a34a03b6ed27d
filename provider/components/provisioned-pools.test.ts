import { expect } from "chai";
import { recordResources } from "../testing/record";
import { AksCluster } from "./aks-cluster";

describe("a cluster whose nodes AKS provisions", () => {
  it("should have pools, and the device plugin on their nodes", async () => {
    const { registrations } = await recordResources(() =>
      new AksCluster("ml", {
        systemPool: { nodes: 1 },
        provisionedPools: { gpus: { vmSizes: ["Standard_NC24ads_A100_v4"], maxNodes: 2 } },
      }).outputs(),
    );
    const made = registrations.map(({ type, name }) => `${type} ${name}`);
    expect(made.filter((resource) => resource.startsWith("kubernetes:"))).to.have.members([
      "kubernetes:karpenter.azure.com/v1beta1:AKSNodeClass ml-gpus-node-class",
      "kubernetes:karpenter.sh/v1:NodePool ml-gpus-node-pool",
      "kubernetes:apps/v1:DaemonSet ml-nvidia-device-plugin",
    ]);
    expect(made.filter((resource) => resource.includes("AgentPool"))).to.deep.equal([]);
    const plugin = registrations.find(({ name }) => name === "ml-nvidia-device-plugin");
    expect(JSON.stringify(plugin?.inputs)).to.contain('"values":["gpus"]');
  });
});
