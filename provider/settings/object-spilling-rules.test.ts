import { expect } from "chai";
import type { GpuPoolArgs, RayArgs, WorkerArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { faultsOf } from "./testing/faults-of";

const T4 = { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 };
const A100 = { vmSize: "Standard_NC24ads_A100_v4", maxNodes: 2 };

const args = (pool: GpuPoolArgs, worker: WorkerArgs, ray: RayArgs = {}) => ({
  gpuPools: { a: { ...pool, worker } },
  ray,
});
const accepted = (pool: GpuPoolArgs, worker: WorkerArgs) =>
  aksRayClusterSettings("ml", args(pool, worker)).ray.workerGroups?.["a"]?.objectSpilling;
const refused = (pool: GpuPoolArgs, worker: WorkerArgs, ray?: RayArgs) =>
  faultsOf(() => aksRayClusterSettings("ml", args(pool, worker, ray)));

describe("objectSpilling", () => {
  it("should reach the worker group, up to what the local disk has", () => {
    const objectSpilling = { sizeGiB: 103 };
    expect(accepted(T4, { objectSpilling })).to.deep.equal(objectSpilling);
    expect(refused(T4, { objectSpilling: { sizeGiB: 104 } })).to.deep.equal({
      "gpuPools.a.worker.objectSpilling.sizeGiB":
        "must be at most 103, what the OS disk of 176 GiB of a 'Standard_NC4as_T4_v3' node has for its worker beside the system, images and 10 GiB for Ray's logs and jobs, not 104; lower it, raise 'osDiskSizeGb', or give 'storageClassName'",
    });
  });

  const path = "gpuPools.a.worker.objectSpilling.sizeGiB";
  const cases: [what: string, pool: GpuPoolArgs, worker: WorkerArgs, most: number][] = [
    ["a disk that the workers of a node share", { ...T4, sharing: { replicas: 2 } }, {}, 46],
    ["a managed disk of AKS's size", A100, {}, 395],
    ["a managed disk of a size of one's own", { ...A100, osDiskSizeGb: 100 }, {}, 37],
    ["a managed disk beside a large local one", { ...T4, osDiskType: "Managed" }, {}, 61],
  ];
  for (const [what, pool, worker, most] of cases) {
    it(`should fit ${what}`, () => {
      const spilling = (sizeGiB: number) => ({ ...worker, objectSpilling: { sizeGiB } });
      expect(accepted(pool, spilling(most))).to.deep.equal({ sizeGiB: most });
      expect(refused(pool, spilling(most + 1))[path]).to.contain(`must be at most ${most},`);
    });
  }

  it("should leave a volume of a storage class to its class", () => {
    const objectSpilling = { sizeGiB: 4000, storageClassName: "local" };
    expect(accepted(T4, { objectSpilling })).to.deep.equal(objectSpilling);
  });

  it("should refuse an old Ray, and a directory beside it", () => {
    const worker = {
      objectSpilling: { sizeGiB: 10 },
      rayStartParams: { "object-spilling-directory": "/disk" },
    };
    expect(refused(T4, worker, { version: "2.44.1", auth: { mode: "disabled" } })).to.deep.include({
      "gpuPools.a.worker.objectSpilling":
        "needs Ray 2.45.0 or later, not 2.44.1; raise 'version' of the Ray cluster, or remove it",
      "gpuPools.a.worker.rayStartParams.object-spilling-directory":
        "is set by 'objectSpilling'; remove one of the two",
    });
  });
});
