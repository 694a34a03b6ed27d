import { expect } from "chai";
import type { AksClusterArgs, GpuPoolArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { errorOf, faultsOf, settled } from "./testing/faults-of";
import * as pulumi from "@pulumi/pulumi";

const A100 = { vmSize: "Standard_NC24ads_A100_v4", maxNodes: 4 };

function gpuPool(pool: object): AksClusterArgs {
  return { gpuPools: { a: { ...A100, ...pool } as GpuPoolArgs } };
}

describe("aksClusterSettings", () => {
  it("should fill in the defaults", () => {
    expect(aksClusterSettings("ml", { gpuPools: { a100: A100 } })).to.deep.equal({
      dnsPrefix: "ml",
      dnsPrefixFromName: true,
      kubernetesVersion: "1.36",
      skuTier: "Standard",
      poolCreation: "serial",
      kubeconfigCredentials: "user",
      preflight: "warn",
      network: { ownNetwork: false, overlay: true, outboundType: "loadBalancer" },
      identity: { type: "SystemAssigned", assignRoles: true },
      access: { disableLocalAccounts: false },
      security: {},
      systemPool: {
        key: "system",
        vmSize: "Standard_D8s_v5",
        nodes: { autoscaling: true, min: 1, max: 3 },
        labels: { "aks-ray.dev/pool": "system" },
        taints: [],
        maxPods: 110,
        osSku: "Ubuntu",
        replacement: "deleteBeforeCreate",
      },
      pools: [
        {
          key: "a100",
          vmSize: "Standard_NC24ads_A100_v4",
          nodes: { autoscaling: true, min: 0, max: 4 },
          labels: { "aks-ray.dev/pool": "a100" },
          taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
          gpus: { vendor: "nvidia", resource: "nvidia.com/gpu", perNode: 1, driver: "Install" },
          maxPods: 110,
          osSku: "Ubuntu",
          replacement: "deleteBeforeCreate",
        },
      ],
    });
  });

  it("should keep what the user says", () => {
    const pool = {
      vmSize: "Standard_ND96asr_v4",
      nodes: 2,
      spot: true,
      maxPrice: 12.34567,
      migProfile: "MIG2g",
      zones: ["1"],
      osSku: "AzureLinux3",
      osDiskType: "Managed",
      osDiskSizeGb: 256,
      maxPods: 30,
      labels: { team: "vision" },
      taints: ["team=vision:NoExecute"],
      subnetId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n",
      tags: { cost: "7" },
      replacement: "createBeforeDelete",
      upgradeSettings: { drainTimeoutInMinutes: 5 },
    } as const;
    const args: AksClusterArgs = {
      location: "westeurope",
      resourceGroupName: "rg",
      clusterName: "c",
      dnsPrefix: "p",
      tags: { a: "b" },
      kubernetesVersion: "1.37.1",
      skuTier: "Premium",
      poolCreation: "parallel",
      kubeconfigCredentials: "admin",
      preflight: "error",
      systemPool: { subnetId: pool.subnetId },
      gpuPools: { mig: { ...pool, zones: ["1"], taints: ["team=vision:NoExecute"] } },
    };
    const settings = aksClusterSettings("ml", args);
    expect({ ...args, ...settings, systemPool: undefined, pools: undefined }).to.deep.equal({
      ...args,
      network: { ownNetwork: true, overlay: true, outboundType: "loadBalancer" },
      identity: { type: "UserAssigned", assignRoles: true },
      access: { disableLocalAccounts: false },
      security: {},
      systemPool: undefined,
      pools: undefined,
    });
    expect(settings.pools).to.deep.equal([
      {
        key: "mig",
        vmSize: "Standard_ND96asr_v4",
        nodes: { autoscaling: false, min: 2, max: 2 },
        spot: { maxPrice: 12.34567 },
        labels: {
          team: "vision",
          "aks-ray.dev/pool": "mig",
          "kubernetes.azure.com/scalesetpriority": "spot",
        },
        taints: [
          { key: "team", value: "vision", effect: "NoExecute" },
          { key: "sku", value: "gpu", effect: "NoSchedule" },
          { key: "kubernetes.azure.com/scalesetpriority", value: "spot", effect: "NoSchedule" },
        ],
        gpus: {
          vendor: "nvidia",
          resource: "nvidia.com/mig-2g.10gb",
          perNode: 24,
          driver: "Install",
          migProfile: "MIG2g",
          migStrategy: "mixed",
        },
        maxPods: 30,
        zones: ["1"],
        osSku: "AzureLinux3",
        osDiskType: "Managed",
        osDiskSizeGb: 256,
        subnetId: pool.subnetId,
        upgradeSettings: { drainTimeoutInMinutes: 5 },
        tags: { cost: "7" },
        replacement: "createBeforeDelete",
      },
    ]);
  });

  it("should leave the driver of AMD GPUs to others", () => {
    const { pools } = aksClusterSettings("ml", {
      gpuPools: { mi: { vmSize: "Standard_ND96isr_MI300X_v5", nodes: 1 } },
    });
    expect(pools[0]?.gpus).to.deep.equal({
      vendor: "amd",
      resource: "amd.com/gpu",
      perNode: 8,
      driver: "None",
    });
  });

  it("should give the pools an order that does not depend on that of the map", () => {
    const names = (args: AksClusterArgs) => aksClusterSettings("ml", args).pools.map(({ key }) => key);
    expect(
      names({ gpuPools: { b: A100, a: A100 }, cpuPools: { z: { vmSize: "Standard_D8s_v5", nodes: 1 } } }),
    ).to.deep.equal(["z", "a", "b"]);
  });

  it("should make a DNS prefix that Azure accepts from any name", () => {
    const prefix = (name: string) =>
      aksClusterSettings(name, { ...gpuPool({}), clusterName: "ml", resourceGroupName: "rg" }).dnsPrefix;
    expect(prefix("My_Cluster.1")).to.equal("My-Cluster-1");
    expect(prefix("x".repeat(53) + "-y")).to.equal("x".repeat(53));
    expect(faultsOf(() => prefix("___"))).to.deep.equal({
      dnsPrefix: "must be given, since the component's name '___' has no letter or digit to make one from",
    });
  });

  it("should hold the value of an output to the same rules", async () => {
    const settings = aksClusterSettings("ml", {
      ...gpuPool({ subnetId: pulumi.output("subnet") }),
      systemPool: { subnetId: pulumi.output("subnet") },
      kubernetesVersion: pulumi.output("newest"),
      resourceGroupName: pulumi.output("rg"),
    });
    expect(await settled(settings.resourceGroupName)).to.equal("rg");
    const version = await settled(settings.kubernetesVersion).catch((error: Error) => error.message);
    expect(version).to.contain("kubernetesVersion: must be a version such as '1.36' or '1.36.3'");
    const subnet = await settled(settings.pools[0]?.subnetId).catch((error: Error) => error.message);
    expect(subnet).to.contain("gpuPools.a.subnetId: must be a resource id, '/subscriptions/…', not 'subnet'");
  });

  it("should list every fault with its path in one error", () => {
    const error = errorOf(() =>
      aksClusterSettings("ml", { skuTier: "Gold" as "Free", gpuPools: { A1: { ...A100, minNodes: 5 } } }),
    );
    expect(error.message).to.equal(
      [
        "3 faults in the arguments of the AksCluster 'ml':",
        "  gpuPools.A1: the name 'A1' is not possible in AKS: use lower-case letters and digits, a letter first, at most 12 characters",
        "  gpuPools.A1.minNodes: 'minNodes' (5) must be at most 'maxNodes' (4)",
        `  skuTier: must be 'Free', 'Standard' or 'Premium', not the string "Gold"`,
      ].join("\n"),
    );
    expect(error.errors.map(({ propertyPath }) => propertyPath)).to.deep.equal([
      "gpuPools.A1",
      "gpuPools.A1.minNodes",
      "skuTier",
    ]);
  });
});

describe("aksClusterSettings, faults of names and ids", () => {
  const cases: [string, AksClusterArgs, Record<string, string>][] = [
    [
      "an id that is none",
      gpuPool({ proximityPlacementGroupId: "ppg" }),
      { "gpuPools.a.proximityPlacementGroupId": "must be a resource id, '/subscriptions/…', not 'ppg'" },
    ],
    [
      "a resource group that ends in a dot",
      { ...gpuPool({}), resourceGroupName: "rg." },
      {
        resourceGroupName:
          "'rg.' is no name of a resource group: use at most 90 letters, digits, '-', '_', '.', '(' and ')', no '.' last",
      },
    ],
    [
      "a cluster name that Azure refuses",
      { ...gpuPool({}), clusterName: "-c" },
      {
        clusterName:
          "must be a name of letters, digits, '-' and '_' that starts and ends with a letter or digit, at most 63 characters, not the string \"-c\"",
      },
    ],
  ];
  for (const [what, args, faults] of cases) {
    it(`should refuse ${what}`, () =>
      expect(faultsOf(() => aksClusterSettings("ml", args))).to.deep.equal(faults));
  }
});
