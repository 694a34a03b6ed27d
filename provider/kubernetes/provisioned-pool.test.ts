import { expect } from "chai";
import { aksClusterSettings, type ProvisionedPoolSettings } from "../settings";
import { buildNodeClass, buildNodePool } from "./provisioned-pool";

function settingsOf(more: object): ProvisionedPoolSettings {
  const pool = { vmSizes: ["Standard_NC24ads_A100_v4"], maxNodes: 2, ...more };
  const { provisionedPools = [] } = aksClusterSettings("ml", {
    provisionedPools: { gpus: pool },
    systemPool: { nodes: 1 },
  });
  return provisionedPools[0]!;
}

describe("buildNodePool", () => {
  it("should build nodes of the sizes that go when they are empty", () => {
    const pool = settingsOf({ spot: true, zones: ["westeurope-1"], labels: { team: "vision" } });
    expect(buildNodePool(pool)).to.deep.equal({
      apiVersion: "karpenter.sh/v1",
      kind: "NodePool",
      metadata: { name: "gpus", labels: { "app.kubernetes.io/managed-by": "aks-ray" } },
      spec: {
        template: {
          metadata: { labels: { team: "vision", "aks-ray.dev/pool": "gpus" } },
          spec: {
            nodeClassRef: { group: "karpenter.azure.com", kind: "AKSNodeClass", name: "gpus" },
            requirements: [
              {
                key: "karpenter.azure.com/sku-name",
                operator: "In",
                values: ["Standard_NC24ads_A100_v4"],
              },
              { key: "karpenter.sh/capacity-type", operator: "In", values: ["spot"] },
              { key: "topology.kubernetes.io/zone", operator: "In", values: ["westeurope-1"] },
            ],
            taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
            expireAfter: "Never",
          },
        },
        limits: { cpu: "48", "nvidia.com/gpu": "2" },
        disruption: { consolidationPolicy: "WhenEmpty", consolidateAfter: "60s" },
      },
    });
  });

  it("should limit CPUs alone where there are no GPUs", () => {
    const { spec } = buildNodePool(settingsOf({ vmSizes: ["Standard_D8s_v5"] }));
    expect(spec.limits).to.deep.equal({ cpu: "16" });
    expect(spec.template.spec.taints).to.deep.equal([]);
  });
});

describe("buildNodeClass", () => {
  it("should say what a node is in Azure", () => {
    const subnetId =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes";
    const pool: ProvisionedPoolSettings = { ...settingsOf({ osDiskSizeGb: 256 }), subnetId };
    expect(buildNodeClass(pool, { tags: { team: "vision" } })).to.deep.equal({
      apiVersion: "karpenter.azure.com/v1beta1",
      kind: "AKSNodeClass",
      metadata: { name: "gpus", labels: { "app.kubernetes.io/managed-by": "aks-ray" } },
      spec: {
        imageFamily: "Ubuntu",
        maxPods: 110,
        osDiskSizeGB: 256,
        vnetSubnetID: subnetId,
        tags: { team: "vision" },
      },
    });
  });
});
