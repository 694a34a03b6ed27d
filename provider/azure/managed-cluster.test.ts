import { expect } from "chai";
import type { AksSettings } from "../settings";
import { AKS, SYSTEM_POOL, T4_POOL } from "../testing/fixture-settings";
import { buildManagedCluster, managedClusterOptions } from "./managed-cluster";

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
          name: "a0system",
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
          podSubnetID: undefined,
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

  it("should put the cluster into a network of one's own, with an identity that has its roles already", () => {
    const settings: AksSettings = {
      ...AKS,
      network: {
        ownNetwork: true,
        overlay: false,
        outboundType: "userDefinedRouting",
        apiServerAccess: { enablePrivateCluster: true, privateDNSZone: "/zone", fqdnSubdomain: "gpu" },
        httpProxyConfig: { httpProxy: "http://proxy:3128", noProxy: ["10.0.0.0/8"] },
        bootstrapProfile: { artifactSource: "Cache", containerRegistryId: "/registry" },
      },
    };
    const cluster = buildManagedCluster(settings, "ml-rg", {
      subnets: { nodes: "/nodes", pods: "/pods" },
      identityId: "/identity",
    });
    expect(cluster).to.deep.include({
      fqdnSubdomain: "gpu",
      identity: { type: "UserAssigned", userAssignedIdentities: ["/identity"] },
      apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: "/zone" },
      httpProxyConfig: {
        httpProxy: "http://proxy:3128",
        httpsProxy: "http://proxy:3128",
        noProxy: ["10.0.0.0/8"],
      },
      bootstrapProfile: { artifactSource: "Cache", containerRegistryId: "/registry" },
    });
    expect(cluster).not.to.have.any.keys("dnsPrefix");
    expect(cluster.agentPoolProfiles).to.have.nested.property("[0].vnetSubnetID", "/nodes");
    expect(cluster.agentPoolProfiles).to.have.nested.property("[0].podSubnetID", "/pods");
  });
});

describe("managedClusterOptions", () => {
  it("should leave the node count to the autoscaler", () => {
    expect(managedClusterOptions(AKS).ignoreChanges).to.deep.equal(["agentPoolProfiles[0].count"]);
  });

  it("should leave the version to a channel that moves on to newer minor versions", () => {
    const ignored = managedClusterOptions({ ...AKS, upgrades: { channel: "rapid" } }).ignoreChanges;
    expect(ignored).to.include.members(["kubernetesVersion", "agentPoolProfiles[0].orchestratorVersion"]);
    const patch = managedClusterOptions({ ...AKS, upgrades: { channel: "patch" } }).ignoreChanges;
    expect(patch).to.deep.equal(["agentPoolProfiles[0].count"]);
  });

  it("should own the node count of a fixed system pool", () => {
    const systemPool = { ...SYSTEM_POOL, nodes: { autoscaling: false, min: 3, max: 3 } };
    expect(managedClusterOptions({ ...AKS, systemPool }).ignoreChanges).to.deep.equal([]);
  });

  it("should go by no index where a pool comes before the system pool after a refresh", () => {
    const options = managedClusterOptions({
      ...AKS,
      upgrades: { channel: "rapid" },
      pools: [{ ...T4_POOL, key: "a" }],
    });
    expect(JSON.stringify(options)).to.not.contain("agentPoolProfiles[0]");
    const behind = managedClusterOptions({ ...AKS, pools: [{ ...T4_POOL, key: "a100" }] });
    expect(behind.ignoreChanges).to.deep.equal(["agentPoolProfiles[0].count"]);
  });

  it("should replace the cluster when it moves to another network or becomes private", () => {
    expect(managedClusterOptions(AKS).replaceOnChanges).to.include.members([
      "agentPoolProfiles[0].vnetSubnetID",
      "apiServerAccessProfile.enablePrivateCluster",
    ]);
    const network = { ...AKS.network, apiServerAccess: { enableVnetIntegration: true } };
    expect(managedClusterOptions({ ...AKS, network }).replaceOnChanges).not.to.include(
      "apiServerAccessProfile.enablePrivateCluster",
    );
  });
});
