import { expect } from "chai";
import type { GpuPoolArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { faultsOf } from "./testing/faults-of";

const T4 = { vmSize: "Standard_NC16as_T4_v3", maxNodes: 2 };
const A100 = { vmSize: "Standard_NC24ads_A100_v4", maxNodes: 2 };
const MI300X = { vmSize: "Standard_ND96isr_MI300X_v5", maxNodes: 2 };

const refuse = (pool: GpuPoolArgs) => faultsOf(() => aksClusterSettings("ml", { gpuPools: { a: pool } }));
const gpusOf = (pool: GpuPoolArgs) => aksClusterSettings("ml", { gpuPools: { a: pool } }).pools[0]?.gpus;
const workersOf = (pool: GpuPoolArgs) => aksRayClusterSettings("ml", { gpuPools: { a: pool } });

describe("shared GPUs", () => {
  it("should be advertised once for each share", () => {
    expect(gpusOf({ ...T4, sharing: { replicas: 4 } })).to.deep.equal({
      vendor: "nvidia",
      resource: "nvidia.com/gpu",
      perNode: 4,
      driver: "Install",
      sharing: { strategy: "timeSlicing", replicas: 4 },
    });
    expect(gpusOf({ ...A100, migProfile: "MIG3g", sharing: { replicas: 2 } })).to.deep.equal({
      vendor: "nvidia",
      resource: "nvidia.com/mig-3g.40gb",
      perNode: 4,
      driver: "Install",
      migProfile: "MIG3g",
      migStrategy: "mixed",
      sharing: { strategy: "timeSlicing", replicas: 2 },
    });
  });

  it("should have a worker for each share, with an equal part of the node", () => {
    const { ray, workerGroups } = workersOf({ ...T4, minNodes: 1, sharing: { replicas: 4 } });
    expect(ray.workerGroups?.["a"]).to.deep.include({
      cpu: 3,
      gpus: 1,
      gpuResource: "nvidia.com/gpu",
      minReplicas: 4,
      maxReplicas: 8,
    });
    expect(workerGroups["a"]).to.deep.include({ minNodes: 1, maxNodes: 2, workersPerNode: 4, gpus: 1 });
  });

  it("should give a worker one share however few workers there are", () => {
    const { ray } = workersOf({ ...T4, sharing: { replicas: 4 }, worker: { perNode: 2 } });
    expect(ray.workerGroups?.["a"]).to.deep.include({ gpus: 1, maxReplicas: 4 });
  });

  it("should tell the workers whose shared memory is that of the Multi-Process Service", () => {
    const sharing = { strategy: "mps", replicas: 2 } as const;
    expect(workersOf({ ...T4, sharing }).ray.workerGroups?.["a"]).to.have.property("mps", true);
    expect(workersOf({ ...T4, sharing, worker: { gpus: 0 } }).ray.workerGroups?.["a"]).not.to.have.property(
      "mps",
    );
  });

  const faults: [title: string, pool: GpuPoolArgs, reasons: Record<string, string>][] = [
    [
      "AMD's GPUs",
      { ...MI300X, sharing: { replicas: 2 } },
      {
        "gpuPools.a.sharing":
          "is not possible on 'Standard_ND96isr_MI300X_v5', which has AMD GPUs: only NVIDIA's device plugin shares GPUs; remove it",
      },
    ],
    [
      "a pool without a device plugin",
      { ...T4, driver: "None", sharing: { replicas: 2 } },
      {
        "gpuPools.a.sharing":
          "needs a device plugin, and with 'driver: None' there is none but the GPU Operator's; set 'gpuOperator' ('{}' for its defaults), or remove 'driver'",
      },
    ],
    [
      "MIG slices under MPS",
      { ...A100, migProfile: "MIG1g", sharing: { strategy: "mps", replicas: 2 } },
      {
        "gpuPools.a.sharing.strategy":
          "'mps' is not possible with 'migProfile', since NVIDIA's device plugin shares only whole GPUs so; use 'timeSlicing', or remove 'migProfile'",
      },
    ],
    [
      "more clients than MPS has",
      { ...T4, sharing: { strategy: "mps", replicas: 49 } },
      {
        "gpuPools.a.sharing.replicas":
          "must be at most 48 with 'mps', the clients that a GPU can have, not 49",
      },
    ],
    [
      "a single share",
      { ...T4, sharing: { replicas: 1 } },
      { "gpuPools.a.sharing.replicas": "must be at least 2, not 1" },
    ],
  ];
  for (const [title, pool, reasons] of faults) {
    it(`should refuse ${title}`, () => expect(refuse(pool)).to.deep.equal(reasons));
  }

  it("should refuse more than one share for a worker", () => {
    const pool = { ...T4, sharing: { replicas: 4 }, worker: { gpus: 2, perNode: 2 } };
    expect(faultsOf(() => workersOf(pool))).to.deep.equal({
      "gpuPools.a.worker.gpus":
        "'gpus' (2) must be 0 or 1 on a pool with 'sharing': a second share gives no more of the GPU, and NVIDIA's device plugin refuses it",
    });
  });

  it("should refuse more workers than shares, and more shares than CPUs", () => {
    expect(
      faultsOf(() => workersOf({ ...T4, sharing: { replicas: 2 }, worker: { perNode: 3 } })),
    ).to.deep.equal({
      "gpuPools.a.worker.perNode":
        "'perNode' (3) must be at most 2, the shares of GPUs of a 'Standard_NC16as_T4_v3' node; or set 'gpus' to 0 for workers without",
    });
    expect(faultsOf(() => workersOf({ ...T4, sharing: { replicas: 32 } }))).to.deep.equal({
      "gpuPools.a.sharing.replicas":
        "leaves less than 1 CPU for a worker: a 'Standard_NC16as_T4_v3' node has 14.99 for Ray; it makes 32 workers on a node, so lower it, set 'worker.perNode', or choose a larger size",
    });
  });
});

describe("the MIG strategy", () => {
  it("should name slices like GPUs when it is 'single'", () => {
    const pool = { ...A100, migProfile: "MIG1g", migStrategy: "single" } as const;
    expect(gpusOf(pool)).to.deep.include({ resource: "nvidia.com/gpu", perNode: 7, migStrategy: "single" });
    expect(workersOf({ ...pool, worker: { perNode: 7 } }).ray.workerGroups?.["a"]).to.deep.include({
      gpus: 1,
      gpuResource: "nvidia.com/gpu",
    });
  });

  it("should be refused without slices", () => {
    expect(refuse({ ...A100, migStrategy: "single" })).to.deep.equal({
      "gpuPools.a.migStrategy": "has no effect on whole GPUs: set 'migProfile' as well, or remove it",
    });
  });
});
