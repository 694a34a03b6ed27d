import { expect } from "chai";
import type { AksClusterArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";

const gpu = (pool: object): AksClusterArgs => ({
  gpuPools: { a: { vmSize: "Standard_NC4as_T4_v3", nodes: 1, ...pool } },
});
const cpu = (pool: object): AksClusterArgs => ({
  cpuPools: { a: { vmSize: "Standard_D8s_v5", nodes: 1, ...pool } },
});

describe("rules of VM sizes", () => {
  const cases: [string, AksClusterArgs, Record<string, string>][] = [
    [
      "an unknown size",
      cpu({ vmSize: "Standard_X8" }),
      {
        "cpuPools.a.vmSize":
          "'Standard_X8' is not known here; if Azure has it, give its figures beside it: 'vcpus' and 'memoryGiB' (see 'az vm list-skus')",
      },
    ],
    [
      "a misspelt GPU size",
      gpu({ vmSize: "Standard_NC24ads_A100" }),
      {
        "gpuPools.a.vmSize":
          "'Standard_NC24ads_A100' is not known here; did you mean 'Standard_NC24ads_A100_v4'?; if Azure has it, give its figures beside it: 'vcpus', 'memoryGiB' and 'gpus' (see 'az vm list-skus')",
      },
    ],
    ["an empty size", gpu({ vmSize: "" }), { "gpuPools.a.vmSize": "must not be empty" }],
    [
      "a missing size",
      gpu({ vmSize: undefined }),
      { "gpuPools.a.vmSize": "must be given: Azure VM size of the nodes, such as 'Standard_D8s_v5'" },
    ],
    [
      "a size without GPUs among the GPU pools",
      gpu({ vmSize: "Standard_D8s_v5" }),
      {
        "gpuPools.a.vmSize":
          "'Standard_D8s_v5' has no GPUs; move the pool into 'cpuPools', choose a size with GPUs, or give 'gpus' if it has some",
      },
    ],
    [
      "a size with GPUs among the CPU pools",
      cpu({ vmSize: "Standard_NC4as_T4_v3" }),
      { "cpuPools.a.vmSize": "'Standard_NC4as_T4_v3' has GPUs; move the pool into 'gpuPools'" },
    ],
    [
      "a system pool with GPUs",
      { ...cpu({}), systemPool: { vmSize: "Standard_NC4as_T4_v3" } },
      {
        "systemPool.vmSize":
          "'Standard_NC4as_T4_v3' has GPUs; choose a size without, and add a pool to 'gpuPools'",
      },
    ],
    [
      "MIG on a T4",
      gpu({ migProfile: "MIG1g" }),
      {
        "gpuPools.a.migProfile":
          "'MIG1g' is not possible on 'Standard_NC4as_T4_v3': its GPUs are T4, and AKS cuts only A100, H100 and H200 GPUs into slices; remove it, or choose such a size",
      },
    ],
    [
      "MIG on a size that only the user knows",
      gpu({ vmSize: "Standard_N1", vcpus: 8, memoryGiB: 64, gpus: 1, migProfile: "MIG1g" }),
      {
        "gpuPools.a.migProfile":
          "'MIG1g' is not possible on 'Standard_N1': the GPUs of this size are not known, and AKS cuts only A100, H100 and H200 GPUs into slices; remove it, or choose such a size",
      },
    ],
    [
      "MIG without AKS's driver",
      gpu({ vmSize: "Standard_NC24ads_A100_v4", migProfile: "MIG1g", driver: "None" }),
      {
        "gpuPools.a.driver":
          "'None' is not possible with 'migProfile', since AKS cuts the GPUs with its own driver, before the node joins; remove one of the two, or have a pool for each",
      },
    ],
    [
      "AKS's driver for AMD GPUs",
      gpu({ vmSize: "Standard_ND96isr_MI300X_v5", driver: "Install" }),
      {
        "gpuPools.a.driver":
          "'Install' is not possible on 'Standard_ND96isr_MI300X_v5', which has AMD GPUs: AKS has no driver for them; use 'None' (the default there)",
      },
    ],
    [
      "GPU settings in a CPU pool",
      cpu({ driver: "None" }),
      { "cpuPools.a.driver": "is only for pools with GPUs; move the pool into 'gpuPools'" },
    ],
  ];
  for (const [what, args, faults] of cases) {
    it(`should refuse ${what}`, () => {
      expect(faultsOf(() => aksClusterSettings("ml", args))).to.deep.equal(faults);
    });
  }

  it("should take an unknown size whose figures are given", () => {
    const args = gpu({ vmSize: "Standard_N1", vcpus: 8, memoryGiB: 64, gpus: 2, gpuVendor: "amd" });
    expect(aksClusterSettings("ml", args).pools[0]?.gpus).to.deep.equal({
      vendor: "amd",
      resource: "amd.com/gpu",
      perNode: 2,
      driver: "None",
    });
  });

  it("should not ask for figures that are given, but wrong", () => {
    const pool = { vmSize: "Standard_X8", vcpus: 0, memoryGiB: 0 };
    expect(faultsOf(() => aksClusterSettings("ml", cpu(pool)))).to.have.all.keys(
      "cpuPools.a.vcpus",
      "cpuPools.a.memoryGiB",
    );
    const gpus = { vmSize: "Standard_X8", vcpus: 8, memoryGiB: 32, gpus: 0 };
    expect(faultsOf(() => aksClusterSettings("ml", gpu(gpus)))).to.have.all.keys("gpuPools.a.gpus");
  });
});
