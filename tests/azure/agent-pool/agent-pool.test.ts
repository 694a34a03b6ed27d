import { expect } from "chai";
import type { PropertyMap } from "../../plugin";
import {
  CLUSTER,
  clusterInputs,
  failure,
  POOL,
  poolInputs,
  Subscription,
  systemPool,
} from "../testing/subscription";

const SPOT_KEY = "kubernetes.azure.com/scalesetpriority";
const SPOT = { scaleSetPriority: "Spot", scaleSetEvictionPolicy: "Delete", spotMaxPrice: -1 };
const A100 = "Standard_NC24ads_A100_v4";

/** What Azure refuses of a new pool, each with the words that a user reads. */
const REFUSED: [what: string, pool: PropertyMap, words: string][] = [
  [
    "an unknown VM size",
    { vmSize: "Standard_NC5as_T4_v3" },
    "The VM size of AgentPoolProfile:t4 is not allowed in your",
  ],
  ["no VM size", { vmSize: undefined }, "agentPoolProfile.vmSize is invalid"],
  ["more than 1000 nodes", { count: 1001 }, "'1001' must be a whole number from 0 to 1000"],
  ["a negative count", { count: -1 }, "'-1' must be a whole number from 0 to 1000"],
  ["9 pods a node", { maxPods: 9 }, "'9' must be from 10 to 250"],
  ["251 pods a node", { maxPods: 251 }, "'251' must be from 10 to 250"],
  ["bounds without autoscaling", { minCount: 0, maxCount: 2 }, "need enableAutoScaling to be true"],
  ["autoscaling without bounds", { enableAutoScaling: true, minCount: 1 }, "are required with autoscaling"],
  [
    "autoscaling without a count (#2943)",
    { ...autoscaling(0, 2), count: undefined },
    "agentPoolProfile.count is invalid",
  ],
  ["a minimum above the maximum", { ...autoscaling(4, 2) }, "'4' must be at most maxCount (2)"],
  [
    "a count out of bounds",
    { ...autoscaling(2, 4), count: 1 },
    "'1' must be from minCount (2) to maxCount (4)",
  ],
  [
    "a stopped system pool",
    { mode: "System", vmSize: "Standard_D8s_v5", powerState: { code: "Stopped" } },
    "can't be stopped",
  ],
  ["a new pool that is stopped", { powerState: { code: "Stopped" } }, "it has to run first"],
  ["an unknown power state", { powerState: { code: "Off" } }, "'Off' must be one of Running, Stopped"],
  ["an unknown mode", { mode: "Worker" }, "'Worker' must be one of System, User"],
  ["a spot system pool", { ...SPOT, mode: "System", vmSize: "Standard_D8s_v5" }, "can't be a spot node pool"],
  ["an empty system pool", { mode: "System", count: 0 }, "'0' must be at least 1 for a System node pool"],
  ["a spot price without spot", { spotMaxPrice: 1 }, "'1' needs scaleSetPriority to be Spot"],
  [
    "a spot price of six decimals",
    { ...SPOT, spotMaxPrice: 0.123456 },
    "greater than 0 with at most 5 decimals",
  ],
  ["a spot price of nothing", { ...SPOT, spotMaxPrice: 0 }, "must be -1 or greater than 0"],
  ["a surge on spot", { ...SPOT, upgradeSettings: { maxSurge: "10%" } }, "Spot pools can't set max surge."],
  [
    "a surge in words",
    { upgradeSettings: { maxSurge: "half" } },
    "'half' must be a whole number such as '5' or a percentage",
  ],
  ["MIG on a T4", { gpuInstanceProfile: "MIG1g" }, "GPU instance profile MIG1g is not supported for VM size"],
  ["an unknown MIG profile", { vmSize: A100, gpuInstanceProfile: "MIG9g" }, "'MIG9g' must be one of MIG1g"],
  [
    "a GPU driver without GPUs",
    { vmSize: "Standard_D8s_v5", gpuProfile: { driver: "Install" } },
    "GPU profile is not supported",
  ],
  ["an unknown driver", { gpuProfile: { driver: "Auto" } }, "'Auto' must be one of Install, None"],
  [
    "a driver on AMD GPUs",
    { vmSize: "Standard_ND96isr_MI300X_v5", gpuProfile: { driver: "Install" } },
    "needs the driver 'None'",
  ],
  ["AMD GPUs without a word on drivers", { vmSize: "Standard_ND96isr_MI300X_v5" }, "needs the driver 'None'"],
  [
    "GPUs among VirtualMachines",
    { type: "VirtualMachines" },
    "not supported in an agent pool of type VirtualMachines",
  ],
  [
    "an ephemeral disk without a local one",
    { vmSize: "Standard_D8s_v5", osDiskType: "Ephemeral" },
    "has a local disk of 0 GiB",
  ],
  [
    "an ephemeral disk too large",
    { vmSize: A100, osDiskType: "Ephemeral", osDiskSizeGB: 128 },
    "has a local disk of 64 GiB",
  ],
  [
    "Deallocate on ephemeral disks",
    { osDiskType: "Ephemeral", scaleDownMode: "Deallocate" },
    "not supported with ephemeral OS disks",
  ],
  [
    "a proximity group over two zones",
    { proximityPlacementGroupID: "/ppg", availabilityZones: ["1", "2"] },
    "in a single availability zone",
  ],
  [
    "spot machines of a reservation",
    { capacityReservationGroupID: "/crg", scaleSetPriority: "Spot" },
    "not supported for spot agent pools",
  ],
  [
    "a reservation without an identity for it",
    { capacityReservationGroupID: "/crg" },
    "need a cluster with a user-assigned identity",
  ],
  ["a zone 4", { availabilityZones: ["1", "4"] }, "zone '4' is not supported"],
  ["a taint without an effect", { nodeTaints: ["sku=gpu"] }, "'sku=gpu' is not a taint"],
  ["an unknown effect", { nodeTaints: ["sku=gpu:Never"] }, "'sku=gpu:Never' is not a taint"],
  [
    "a reserved taint",
    { nodeTaints: ["kubernetes.azure.com/x=y:NoSchedule"] },
    "has the prefix 'kubernetes.azure.com/'",
  ],
  [
    "a reserved label",
    { nodeLabels: { "kubernetes.io/x": "y" } },
    "has the prefix 'kubernetes.io/', which is reserved",
  ],
  ["the spot label without spot", { nodeLabels: { [SPOT_KEY]: "spot" } }, "which is reserved"],
  ["a label key with a space", { nodeLabels: { "a b": "y" } }, "'a b' is not a label key"],
  ["a label value of 64 characters", { nodeLabels: { a: "x".repeat(64) } }, "is not a label value"],
  ["a newer version than the cluster's", { orchestratorVersion: "1.37" }, "NodePoolMcVersionIncompatible"],
  ["a version far behind the cluster's", { orchestratorVersion: "1.33" }, "NodePoolMcVersionIncompatible"],
  [
    "a subnet that is not there",
    {
      vnetSubnetID:
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s",
    },
    "The Resource 'Microsoft.Network/virtualNetworks/v/subnets/s' under resource group 'g' was not found",
  ],
];

function autoscaling(minCount: number, maxCount: number) {
  return { enableAutoScaling: true, count: minCount, minCount, maxCount };
}

async function withCluster(options: ConstructorParameters<typeof Subscription>[0] = {}) {
  const azure = new Subscription(options);
  await azure.create(CLUSTER, clusterInputs());
  return azure;
}

describe("AKS, asked for a node pool", () => {
  for (const [what, pool, words] of REFUSED) {
    it(`should refuse ${what}`, async () => {
      const azure = await withCluster();
      expect(await failure(azure.create(POOL, poolInputs(pool)))).to.contain(words);
    });
  }

  for (const [what, pool] of [
    ["none to start with", { count: 0 }],
    ["autoscaling from zero", autoscaling(0, 2)],
    ["MIG on an A100", { vmSize: A100, gpuInstanceProfile: "MIG3g" }],
    [
      "AMD GPUs with one's own driver",
      { vmSize: "Standard_ND96isr_MI300X_v5", gpuProfile: { driver: "None" } },
    ],
    [
      "spot with label and taint",
      {
        ...SPOT,
        spotMaxPrice: 0.12345,
        nodeLabels: { [SPOT_KEY]: "spot" },
        nodeTaints: [`${SPOT_KEY}=spot:NoSchedule`],
      },
    ],
    ["names of sizes in lower case", { vmSize: "standard_nc4as_t4_v3" }],
  ] as [string, PropertyMap][]) {
    it(`should take ${what}`, async () => {
      const azure = await withCluster();
      const { outputs } = await azure.create(POOL, poolInputs(pool));
      expect(outputs).to.include({ provisioningState: "Succeeded", name: "t4" });
    });
  }

  it("should fill in its defaults: ephemeral disks where the local disk holds them, drivers, versions", async () => {
    const azure = await withCluster();
    const { outputs } = await azure.create(POOL, poolInputs());
    expect(outputs).to.deep.include({
      type: "Microsoft.ContainerService/managedClusters/agentPools",
      osDiskType: "Ephemeral",
      osDiskSizeGB: 176,
      maxPods: 250,
      orchestratorVersion: "1.36",
      currentOrchestratorVersion: "1.36.3",
      gpuProfile: { driver: "Install" },
      upgradeSettings: { maxSurge: "10%" },
    });
  });

  for (const [property, before, after] of [
    ["osDiskType", {}, { osDiskType: "Managed" }],
    ["osDiskSizeGB", {}, { osDiskSizeGB: 100 }],
    ["maxPods", { maxPods: 30 }, { maxPods: 60 }],
    ["availabilityZones", { availabilityZones: ["1"] }, { availabilityZones: ["1", "2"] }],
    ["scaleSetPriority", {}, { ...SPOT }],
    ["gpuProfile", {}, { gpuProfile: { driver: "None" } }],
    ["enableFIPS", {}, { enableFIPS: true }],
    ["kubeletConfig", {}, { kubeletConfig: { cpuManagerPolicy: "static" } }],
    ["proximityPlacementGroupID", {}, { proximityPlacementGroupID: "/ppg" }],
  ] as [string, PropertyMap, PropertyMap][]) {
    it(`should refuse to change ${property} of a pool that is there`, async () => {
      const azure = await withCluster();
      const pool = await azure.create(POOL, poolInputs(before));
      const message = await failure(azure.update(pool, poolInputs({ ...before, ...after })));
      expect(message).to.contain(`Changing property 'properties.${property}' is not allowed.`);
    });
  }

  it("should keep immutable properties that a later request leaves out", async () => {
    const azure = await withCluster();
    const pool = await azure.create(
      POOL,
      poolInputs({ maxPods: 30, osDiskType: "Managed", osDiskSizeGB: 256 }),
    );
    const { outputs } = await azure.update(pool, poolInputs({ count: 2 }));
    expect(outputs).to.include({ maxPods: 30, osDiskType: "Managed", osDiskSizeGB: 256, count: 2 });
  });

  it("should add taint and label of spot pools by itself, and then refuse requests without them (#959)", async () => {
    const azure = await withCluster();
    const pool = await azure.create(POOL, poolInputs(SPOT));
    const taint = `${SPOT_KEY}=spot:NoSchedule`;
    expect(pool.outputs).to.deep.include({ nodeTaints: [taint], nodeLabels: { [SPOT_KEY]: "spot" } });
    const refused = (news: PropertyMap) =>
      failure(azure.update(pool, poolInputs({ ...SPOT, ...news, count: 2 })));
    expect(await refused({})).to.contain("Changing property 'properties.nodeTaints' is not allowed.");
    expect(await refused({ nodeTaints: [taint] })).to.contain(
      "Changing property 'properties.nodeLabels' is not",
    );
    const declared = { ...SPOT, nodeTaints: [taint], nodeLabels: { [SPOT_KEY]: "spot" }, count: 2 };
    expect((await azure.update(pool, poolInputs(declared))).outputs).to.include({ count: 2 });
  });

  it("should keep the last system pool", async () => {
    const azure = await withCluster();
    const second = await azure.create(
      POOL,
      poolInputs({ agentPoolName: "sys2", mode: "System", vmSize: "Standard_D4s_v5" }),
    );
    const id = second.id.replace(/sys2$/, "system");
    await azure.delete({ token: POOL, id });
    expect(await failure(azure.delete(second))).to.contain("There has to be at least one system agent pool.");
  });

  it("should refuse more vCPUs than the quota of the family has left, and count spot apart", async () => {
    const azure = await withCluster({ quota: { standardNCASv3_T4Family: 8, lowPriorityCores: 4 } });
    await azure.create(POOL, poolInputs({ agentPoolName: "one" }));
    expect(await failure(azure.create(POOL, poolInputs({ agentPoolName: "two", count: 2 })))).to.contain(
      "Insufficient vcpu quota requested 8, remaining 4 for family Standard NCASv3_T4 Family for region westeurope.",
    );
    await azure.create(POOL, poolInputs({ agentPoolName: "three" }));
    await azure.create(POOL, poolInputs({ ...SPOT, agentPoolName: "spot" }));
    expect(await failure(azure.create(POOL, poolInputs({ ...SPOT, agentPoolName: "more" })))).to.contain(
      "requested 4, remaining 0 for family lowPriorityCores",
    );
  });

  it("should refuse a pool that stands inline and beside the cluster with other properties", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs());
    await azure.create(POOL, poolInputs());
    const inline = { name: "t4", mode: "User", vmSize: "Standard_NC8as_T4_v3", count: 1 };
    const news = clusterInputs({ agentPoolProfiles: [systemPool(), inline] });
    expect(await failure(azure.update(cluster, news))).to.contain(
      "Changing property 'agentPoolProfile.vmSize' is not allowed.",
    );
  });
});
