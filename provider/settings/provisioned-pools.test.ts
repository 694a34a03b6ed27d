import { expect } from "chai";
import type { AksRayClusterArgs, ProvisionedPoolArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { faultsOf } from "./testing/faults-of";

const GPUS: ProvisionedPoolArgs = {
  vmSizes: ["Standard_NC24ads_A100_v4", "Standard_NC40ads_H100_v5"],
  maxNodes: 3,
};
const CPUS: ProvisionedPoolArgs = { vmSizes: ["Standard_D8s_v5", "Standard_D16s_v5"], maxNodes: 10 };
const SUBNETS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets";

const args = (
  provisionedPools: Record<string, ProvisionedPoolArgs>,
  more: AksRayClusterArgs = {},
): AksRayClusterArgs => ({ provisionedPools, systemPool: { nodes: 2 }, ...more });
const refuse = (pools: Record<string, ProvisionedPoolArgs>, more?: AksRayClusterArgs) =>
  faultsOf(() => aksRayClusterSettings("ml", args(pools, more)));

describe("provisioned pools", () => {
  it("should be nodes of whichever size, limited in CPUs and GPUs", () => {
    const pool: ProvisionedPoolArgs = { ...GPUS, spot: true, zones: ["westeurope-1"], osDiskSizeGb: 256 };
    expect(aksClusterSettings("ml", args({ "any-gpu": pool })).provisionedPools).to.deep.equal([
      {
        key: "any-gpu",
        vmSize: "Standard_NC24ads_A100_v4' or 'Standard_NC40ads_H100_v5",
        nodes: { autoscaling: true, min: 0, max: 3 },
        labels: { "aks-ray.dev/pool": "any-gpu" },
        taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
        gpus: { vendor: "nvidia", resource: "nvidia.com/gpu", perNode: 1, driver: "Install" },
        maxPods: 110,
        osSku: "Ubuntu",
        osDiskSizeGb: 256,
        replacement: "deleteBeforeCreate",
        vmSizes: GPUS.vmSizes,
        capacityType: "spot",
        zoneNames: ["westeurope-1"],
        imageFamily: "Ubuntu",
        consolidateAfter: "60s",
        limits: { cpu: 120, gpus: 3 },
      },
    ]);
    expect(
      aksClusterSettings("ml", { gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 1 } } }),
    ).not.to.have.property("provisionedPools");
  });

  it("should have workers that fit the smallest of the sizes, and that Ray scales from zero", () => {
    const { ray, workerGroups } = aksRayClusterSettings("ml", args({ cpus: CPUS, gpus: GPUS }));
    expect(ray.workerGroups?.["gpus"]).to.deep.include({
      cpu: 22,
      gpus: 1,
      minReplicas: 0,
      maxReplicas: 3,
      nodeSelector: { "aks-ray.dev/pool": "gpus" },
      tolerations: ["sku=gpu:NoSchedule", "nvidia.com/gpu:NoSchedule"],
    });
    expect(ray.workerGroups?.["cpus"]).to.deep.include({ cpu: 7, gpus: 0, maxReplicas: 10, tolerations: [] });
    expect(workerGroups["cpus"]).to.include({ minNodes: 0, maxNodes: 10 });
  });

  it("should refuse at once what AKS does not combine", () => {
    const more: AksRayClusterArgs = {
      systemPool: { minNodes: 1, maxNodes: 3 },
      cpuPools: { stopped: { vmSize: "Standard_D8s_v5", nodes: 1, powerState: "Stopped" } },
      gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
      autoscalerProfile: { expander: "random" },
      network: {
        subnetId: `${SUBNETS}/nodes`,
        podSubnetId: `${SUBNETS}/pods`,
        httpProxyConfig: { httpProxy: "http://proxy:3128" },
      },
      security: {
        diskEncryptionSetID:
          "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d",
      },
    };
    const reasons = refuse({ gpus: GPUS }, more);
    expect(Object.keys(reasons)).to.have.members([
      "systemPool.nodes",
      "cpuPools.stopped.powerState",
      "gpuPools.t4.nodes",
      "autoscalerProfile",
      "network.podSubnetId",
      "network.httpProxyConfig",
      "security.diskEncryptionSetID",
    ]);
    expect(reasons["gpuPools.t4.nodes"]).to.equal(
      "must be given with 'provisionedPools', in place of 'minNodes' and 'maxNodes': AKS provisions nodes by itself only where no pool has the cluster autoscaler",
    );
    const dualStack: AksRayClusterArgs = { network: { ipFamilies: ["IPv4", "IPv6"] } };
    expect(refuse({ gpus: GPUS }, dualStack)["network.ipFamilies"]).to.contain("no IPv6");
  });

  const cases: [
    what: string,
    key: string,
    pool: Partial<ProvisionedPoolArgs>,
    path: string,
    words: string,
  ][] = [
    ["an unknown size", "a", { vmSizes: ["Standard_NC24ads_A100_v5"] }, "vmSizes[0]", "did you mean"],
    ["a size twice", "a", { vmSizes: ["Standard_D8s_v5", "standard_d8s_v5"] }, "vmSizes[1]", "repeats"],
    ["AMD's GPUs", "a", { vmSizes: ["Standard_ND96isr_MI300X_v5"] }, "vmSizes[0]", "has AMD GPUs"],
    [
      "sizes with different GPUs",
      "a",
      { vmSizes: ["Standard_NC24ads_A100_v4", "Standard_NC48ads_A100_v4"] },
      "vmSizes",
      "'Standard_NC24ads_A100_v4' has 1, 'Standard_NC48ads_A100_v4' has 2",
    ],
    ["a zone's number", "a", { zones: ["1"] }, "zones[0]", "such as 'westeurope-1', not '1'"],
    [
      "a label of AKS's",
      "a",
      { labels: { "kubernetes.io/x": "y" } },
      'labels["kubernetes.io/x"]',
      "reserved",
    ],
    ["a subnet by its name", "a", { subnetId: "nodes" }, "subnetId", "'nodes'"],
    ["a worker that is too large", "a", { worker: { cpu: 30 } }, "worker.cpu", "must be at most"],
  ];
  for (const [what, key, pool, path, words] of cases) {
    it(`should refuse ${what}`, () => {
      expect(refuse({ [key]: { ...GPUS, ...pool } })[`provisionedPools.${key}.${path}`]).to.contain(words);
    });
  }

  it("should refuse names that are taken, or none", () => {
    expect(refuse({ default: GPUS })["provisionedPools.default"]).to.contain(
      "belongs to a pool of AKS's own",
    );
    expect(refuse({ Big: GPUS })["provisionedPools.Big"]).to.contain("the name 'Big' is not possible");
    const gpuPools = { same: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };
    expect(refuse({ same: GPUS }, { gpuPools })["provisionedPools.same"]).to.contain("also in 'gpuPools'");
  });
});
