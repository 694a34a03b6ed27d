import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { PoolSettings } from "../settings";
import { AKS, T4_POOL } from "../testing/fixture-settings";
import { settled } from "../settings/testing/faults-of";
import { agentPoolOptions, buildAgentPool } from "./agent-pool";

const SPOT_MIG_POOL: PoolSettings = {
  ...T4_POOL,
  key: "mig",
  vmSize: "Standard_NC24ads_A100_v4",
  nodes: { autoscaling: false, min: 2, max: 2 },
  spot: { maxPrice: 1.25 },
  labels: { "aks-ray.dev/pool": "mig", "kubernetes.azure.com/scalesetpriority": "spot" },
  taints: [
    { key: "sku", value: "gpu", effect: "NoSchedule" },
    { key: "kubernetes.azure.com/scalesetpriority", value: "spot", effect: "NoSchedule" },
  ],
  gpus: {
    vendor: "nvidia",
    resource: "nvidia.com/mig-3g.40gb",
    perNode: 2,
    driver: "Install",
    migProfile: "MIG3g",
  },
  zones: ["1"],
  tags: { cost: "research" },
};

function build(pool: PoolSettings) {
  return buildAgentPool(pool, AKS, "ml-rg", "ml-aks");
}

async function nameOf(pool: PoolSettings): Promise<string> {
  return new Promise((resolve) =>
    pulumi.output(build(pool).agentPoolName).apply((name) => resolve(name ?? "")),
  );
}

describe("buildAgentPool", () => {
  it("should build a whole autoscaling GPU pool", () => {
    expect(build(T4_POOL)).to.deep.equal({
      resourceGroupName: "ml-rg",
      resourceName: "ml-aks",
      agentPoolName: "t4",
      mode: "User",
      vmSize: "Standard_NC4as_T4_v3",
      type: "VirtualMachineScaleSets",
      osType: "Linux",
      osSKU: "Ubuntu",
      osDiskType: undefined,
      osDiskSizeGB: undefined,
      maxPods: 110,
      availabilityZones: undefined,
      vnetSubnetID: undefined,
      podSubnetID: undefined,
      orchestratorVersion: "1.36",
      nodeLabels: { "aks-ray.dev/pool": "t4" },
      nodeTaints: ["sku=gpu:NoSchedule"],
      tags: { team: "vision" },
      upgradeSettings: undefined,
      enableAutoScaling: true,
      count: 0,
      minCount: 0,
      maxCount: 2,
      gpuProfile: { driver: "Install" },
      gpuInstanceProfile: undefined,
      capacityReservationGroupID: undefined,
      proximityPlacementGroupID: undefined,
    });
  });

  it("should declare price, eviction, label and taint of spot pools, and the MIG profile", () => {
    const pool = build(SPOT_MIG_POOL);
    expect(pool).to.include({
      scaleSetPriority: "Spot",
      scaleSetEvictionPolicy: "Delete",
      spotMaxPrice: 1.25,
      gpuInstanceProfile: "MIG3g",
      enableAutoScaling: false,
      count: 2,
    });
    expect(pool).not.to.have.any.keys("minCount", "maxCount");
    expect(pool.nodeTaints).to.deep.equal([
      "sku=gpu:NoSchedule",
      "kubernetes.azure.com/scalesetpriority=spot:NoSchedule",
    ]);
    expect(pool.tags).to.deep.equal({ cost: "research" });
  });

  it("should put the nodes into the cluster's subnets, or into the pool's own", () => {
    const subnets = { nodes: "/nodes", pods: "/pods" };
    const built = (pool: PoolSettings) => buildAgentPool(pool, AKS, "ml-rg", "ml-aks", subnets);
    expect(built(T4_POOL)).to.include({ vnetSubnetID: "/nodes", podSubnetID: "/pods" });
    expect(built({ ...T4_POOL, subnetId: "/own" })).to.include({
      vnetSubnetID: "/own",
      podSubnetID: "/pods",
    });
  });

  it("should name a pool that is created before its predecessor goes by its immutable properties", async () => {
    const pool = { ...T4_POOL, replacement: "createBeforeDelete" } as const;
    const name = await nameOf(pool);

    expect(name).to.match(/^t4[0-9a-f]{4}$/);
    expect(await nameOf({ ...pool, nodes: { autoscaling: true, min: 1, max: 9 } })).to.equal(name);
    expect(await nameOf({ ...pool, vmSize: "Standard_NC8as_T4_v3" })).not.to.equal(name);
    expect(await nameOf({ ...pool, maxPods: 30 })).not.to.equal(name);
  });

  it("should tell the autoscaler of the adapters that nodes of an empty pool will have", async () => {
    const pool: PoolSettings = { ...T4_POOL, rdma: true };
    const { tags } = buildAgentPool(pool, AKS, "ml-rg", "ml");
    expect(await settled(tags)).to.deep.equal({
      team: "vision",
      "k8s.io_cluster-autoscaler_node-template_resources_rdma_sharedib": "63",
    });
  });

  it("should stop a pool with the bounds that it has while it runs", () => {
    expect(build({ ...T4_POOL, powerState: "Stopped" })).to.deep.equal({
      ...build(T4_POOL),
      powerState: { code: "Stopped" },
    });
  });
});

describe("agentPoolOptions", () => {
  it("should leave the count to the autoscaler and replace on what ARM cannot change", () => {
    const options = agentPoolOptions(T4_POOL, AKS);
    expect(options.ignoreChanges).to.deep.equal(["count"]);
    expect(options.replaceOnChanges).to.include.members([
      "osDiskType",
      "maxPods",
      "spotMaxPrice",
      "gpuProfile",
    ]);
    expect(options.deleteBeforeReplace).to.equal(true);
  });

  it("should own the count of a fixed pool, and create first when asked to", () => {
    const options = agentPoolOptions({ ...SPOT_MIG_POOL, replacement: "createBeforeDelete" }, AKS);
    expect(options.ignoreChanges).to.deep.equal([]);
    expect(options.deleteBeforeReplace).to.equal(false);
  });

  it("should leave the version to a channel that moves on to newer minor versions", () => {
    const { ignoreChanges } = agentPoolOptions(T4_POOL, { ...AKS, upgrades: { channel: "stable" } });
    expect(ignoreChanges).to.deep.equal(["count", "orchestratorVersion"]);
  });
});
