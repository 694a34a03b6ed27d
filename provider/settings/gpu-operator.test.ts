import { expect } from "chai";
import type { AksClusterArgs, GpuOperatorArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { faultsOf } from "./testing/faults-of";
import { GPU_OPERATOR_VERSION, NVIDIA_REPOSITORY } from "./versions";

const T4 = { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 };
const MI300X = { vmSize: "Standard_ND96isr_MI300X_v5", maxNodes: 2 };

const withPools = (gpuOperator: GpuOperatorArgs): AksClusterArgs => ({
  gpuPools: { driven: T4, operated: { ...T4, driver: "None" }, amd: MI300X },
  gpuOperator,
});
const nvidiaOnly = (gpuOperator: GpuOperatorArgs): AksClusterArgs => ({
  gpuPools: { operated: { ...T4, driver: "None" } },
  gpuOperator,
});
const refuse = (args: AksClusterArgs) => faultsOf(() => aksClusterSettings("ml", args));

describe("the GPU Operator", () => {
  it("should be there on request, by NVIDIA's chart unless another is named", () => {
    expect(aksClusterSettings("ml", withPools({})).gpuOperator).to.deep.equal({
      version: GPU_OPERATOR_VERSION,
      namespace: "gpu-operator",
      chart: { repository: NVIDIA_REPOSITORY },
      values: {},
    });
    const own = { version: "25.3.4", namespace: "gpus", chart: { path: "charts/o" }, values: { a: 1 } };
    expect(aksClusterSettings("ml", withPools(own)).gpuOperator).to.deep.equal({
      ...own,
      version: "v25.3.4",
    });
    expect(aksClusterSettings("ml", { gpuPools: { t4: T4 } })).not.to.have.property("gpuOperator");
  });

  it("should leave alone the nodes whose driver AKS installs", () => {
    const labelsOf = (args: AksClusterArgs) =>
      Object.fromEntries(aksClusterSettings("ml", args).pools.map(({ key, labels }) => [key, labels]));
    expect(labelsOf(withPools({}))).to.deep.equal({
      driven: { "aks-ray.dev/pool": "driven", "nvidia.com/gpu.deploy.operands": "false" },
      operated: { "aks-ray.dev/pool": "operated" },
      amd: { "aks-ray.dev/pool": "amd" },
    });
    expect(labelsOf({ gpuPools: { driven: T4 } })).to.deep.equal({
      driven: { "aks-ray.dev/pool": "driven" },
    });
  });

  it("should find the configuration of nodes whose GPUs are shared by their label", () => {
    const shared = { ...T4, driver: "None", sharing: { replicas: 4 } } as const;
    const { pools } = aksClusterSettings("ml", {
      gpuPools: { driven: T4, shared, whole: { ...T4, driver: "None" } },
      gpuOperator: {},
    });
    expect(Object.fromEntries(pools.map(({ key, labels }) => [key, labels]))).to.deep.equal({
      driven: { "aks-ray.dev/pool": "driven", "nvidia.com/gpu.deploy.operands": "false" },
      shared: { "aks-ray.dev/pool": "shared", "nvidia.com/device-plugin.config": "shared" },
      whole: { "aks-ray.dev/pool": "whole", "nvidia.com/device-plugin.config": "whole" },
    });
  });

  it("should be refused where all drivers are AKS's, or AMD's", () => {
    expect(refuse({ gpuPools: { driven: T4, amd: MI300X }, gpuOperator: {} })).to.deep.equal({
      gpuOperator:
        "has no effect without a pool in 'gpuPools' that has NVIDIA GPUs and 'driver: None'; set that on the pools that it is to serve, or remove it",
    });
  });

  it("should be refused in the namespace of Ray, or of its operator", () => {
    for (const namespace of ["ray", "kuberay-system"]) {
      expect(faultsOf(() => aksRayClusterSettings("ml", nvidiaOnly({ namespace })))).to.deep.equal({
        "gpuOperator.namespace": `must differ from the namespaces of Ray and of the KubeRay operator, not '${namespace}'; each is created`,
      });
    }
  });

  it("should be refused with charts and namespaces that are none", () => {
    const chart = { path: "", repository: "oci://example.com" };
    expect(refuse(withPools({ namespace: "kube-system", chart, version: "latest" }))).to.have.all.keys(
      "gpuOperator.namespace",
      "gpuOperator.chart.path",
      "gpuOperator.chart.repository",
      "gpuOperator.version",
    );
  });
});
