import { expect } from "chai";
import type { AksRayClusterArgs, GpuPoolArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { hasRdma } from "./network-operator";
import { faultsOf } from "./testing/faults-of";

const H100: GpuPoolArgs = { vmSize: "Standard_ND96isr_H100_v5", maxNodes: 2, driver: "None", rdma: true };
const MI300X: GpuPoolArgs = { vmSize: "Standard_ND96isr_MI300X_v5", maxNodes: 2, rdma: true };

const args = (pool: GpuPoolArgs, more: AksRayClusterArgs = {}): AksRayClusterArgs => ({
  gpuPools: { ib: pool },
  gpuOperator: {},
  ...more,
});
const refuse = (pool: GpuPoolArgs, more?: AksRayClusterArgs) =>
  faultsOf(() => aksClusterSettings("ml", args(pool, more)));

describe("hasRdma", () => {
  it("should know Azure's sizes with InfiniBand by their names", () => {
    const names = ["Standard_ND96asr_v4", "Standard_ND96amsr_A100_v4", "Standard_ND128isr_NDR_GB200_v6"];
    for (const name of names) expect(hasRdma(name), name).to.equal(true);
    for (const name of ["Standard_NC24ads_A100_v4", "Standard_NC40ads_H100_v5", "Standard_D8s_v5"]) {
      expect(hasRdma(name), name).to.equal(false);
    }
  });
});

describe("pools with InfiniBand", () => {
  it("should bring the Network Operator, which leaves the discovery to the GPU Operator", () => {
    const { networkOperator, pools } = aksClusterSettings("ml", args(H100));
    expect(networkOperator).to.deep.equal({
      version: "25.10.0",
      namespace: "network-operator",
      chart: { repository: "https://helm.ngc.nvidia.com/nvidia" },
      values: {},
      imageRepository: "nvcr.io/nvidia/mellanox",
      driverVersion: "doca3.2.0-25.10-1.2.8.0-2",
      nodeFeatureDiscovery: false,
    });
    expect(pools[0]).to.have.property("rdma", true);
    expect(aksClusterSettings("ml", args({ ...H100, rdma: false }))).not.to.have.property("networkOperator");
  });

  it("should bring the discovery with the operator where AMD's GPUs have none, in the user's own words", () => {
    const networkOperator = {
      version: "v26.1.0",
      namespace: "net",
      chart: { path: "charts/n" },
      values: { a: 1 },
      imageRepository: "mirror.example.com/nvidia",
      driverVersion: "doca4",
    };
    const settings = aksClusterSettings("ml", { gpuPools: { ib: MI300X }, networkOperator });
    expect(settings.networkOperator).to.deep.equal({
      ...networkOperator,
      version: "26.1.0",
      nodeFeatureDiscovery: true,
    });
  });

  it("should mark the workers", () => {
    const { ray } = aksRayClusterSettings("ml", args(H100));
    expect(ray.workerGroups?.["ib"]).to.include({ rdma: true, gpus: 8 });
  });

  const cases: [what: string, pool: GpuPoolArgs, more: AksRayClusterArgs, path: string, words: string][] = [
    [
      "a size without",
      { ...H100, vmSize: "Standard_NC40ads_H100_v5" },
      {},
      "gpuPools.ib.rdma",
      "'Standard_NC40ads_H100_v5', which has no InfiniBand",
    ],
    [
      "AKS's driver",
      { ...H100, driver: "Install" },
      { gpuOperator: undefined },
      "gpuPools.ib.rdma",
      "needs 'driver: None' and 'gpuOperator'",
    ],
    ["no GPU Operator", H100, { gpuOperator: undefined }, "gpuPools.ib.rdma", "set both"],
    ["Azure Linux", { ...H100, osSku: "AzureLinux" }, {}, "gpuPools.ib.osSku", "not 'AzureLinux'"],
    [
      "an operator with nothing to do",
      { ...H100, rdma: false },
      { networkOperator: {} },
      "networkOperator",
      "has no effect without a pool in 'gpuPools' with 'rdma: true'",
    ],
    [
      "two sources of a chart",
      H100,
      { networkOperator: { chart: { path: "a", repository: "https://b" } } },
      "networkOperator.chart.path",
      "excludes 'repository'",
    ],
  ];
  for (const [what, pool, more, path, words] of cases) {
    it(`should refuse ${what}`, () => expect(refuse(pool, more)[path]).to.contain(words));
  }

  it("should keep the operator out of others' namespaces", () => {
    for (const namespace of ["ray", "kuberay-system", "gpu-operator"]) {
      const more = { networkOperator: { namespace } };
      expect(faultsOf(() => aksRayClusterSettings("ml", args(H100, more)))).to.deep.equal({
        "networkOperator.namespace": `must differ from the namespaces of Ray, of the KubeRay operator and of the GPU Operator, not '${namespace}'; each is created`,
      });
    }
  });
});
