import { expect } from "chai";
import { AKS, SYSTEM_POOL } from "../testing/fixture-settings";
import { buildManagedCluster, managedClusterIgnoreChanges } from "./managed-cluster";

describe("buildManagedCluster", () => {
  it("should build the whole cluster with the system pool inline", () => {
    expect(buildManagedCluster(AKS, "ml-rg")).to.deep.equal({
      resourceGroupName: "ml-rg",
      resourceName: undefined,
      location: "westeurope",
      tags: { team: "vision" },
      dnsPrefix: "ml",
      kubernetesVersion: "1.36",
      sku: { name: "Base", tier: "Standard" },
      identity: { type: "SystemAssigned" },
      enableRBAC: true,
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
      networkProfile: {
        networkPlugin: "azure",
        networkPluginMode: "overlay",
        networkDataplane: "cilium",
        networkPolicy: "cilium",
        loadBalancerSku: "standard",
        outboundType: "loadBalancer",
      },
      autoUpgradeProfile: undefined,
      autoScalerProfile: undefined,
      agentPoolProfiles: [
        {
          name: "system",
          mode: "System",
          vmSize: "Standard_D8s_v5",
          type: "VirtualMachineScaleSets",
          osType: "Linux",
          osSKU: "Ubuntu",
          osDiskType: undefined,
          osDiskSizeGB: undefined,
          maxPods: 110,
          availabilityZones: undefined,
          vnetSubnetID: undefined,
          orchestratorVersion: "1.36",
          nodeLabels: {},
          nodeTaints: [],
          tags: undefined,
          upgradeSettings: undefined,
          enableAutoScaling: true,
          count: 1,
          minCount: 1,
          maxCount: 3,
        },
      ],
    });
  });
});

describe("managedClusterIgnoreChanges", () => {
  it("should leave the node count to the autoscaler", () => {
    expect(managedClusterIgnoreChanges(AKS)).to.deep.equal(["agentPoolProfiles[0].count"]);
  });

  it("should leave the version to a channel that moves on to newer minor versions", () => {
    const ignored = managedClusterIgnoreChanges({ ...AKS, upgrades: { channel: "rapid" } });
    expect(ignored).to.include.members(["kubernetesVersion", "agentPoolProfiles[0].orchestratorVersion"]);
    const patch = managedClusterIgnoreChanges({ ...AKS, upgrades: { channel: "patch" } });
    expect(patch).to.deep.equal(["agentPoolProfiles[0].count"]);
  });

  it("should own the node count of a fixed system pool", () => {
    const systemPool = { ...SYSTEM_POOL, nodes: { autoscaling: false, min: 3, max: 3 } };
    expect(managedClusterIgnoreChanges({ ...AKS, systemPool })).to.deep.equal([]);
  });
});
