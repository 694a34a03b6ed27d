import { expect } from "chai";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { rayClusterSettings } from "./ray-cluster";
import { faultsOf } from "./testing/faults-of";

const GROUP = { cpu: 4, memoryGiB: 16, replicas: 2 };
const none = "has no effect without workers with GPUs, whose images alone are pulled ahead; remove it";

describe("pulling images ahead", () => {
  it("should be for the nodes of GPU workers alone", () => {
    const gpu = { ...GROUP, gpus: 1 };
    const settings = rayClusterSettings("ml", {
      imagePrePull: true,
      workerGroups: { cpu: GROUP, gpu: { ...gpu, nodeSelector: { pool: "gpu" } } },
    });
    expect(settings.imagePrePull).to.equal(true);
    expect(
      faultsOf(() => rayClusterSettings("ml", { imagePrePull: true, workerGroups: { gpu } })),
    ).to.deep.equal({
      "workerGroups.gpu.nodeSelector":
        "must be given for 'imagePrePull', which would pull the image onto every node",
    });
  });

  it("should be refused without GPUs", () => {
    const workerGroups = { cpu: GROUP };
    expect(faultsOf(() => rayClusterSettings("ml", { imagePrePull: true, workerGroups }))).to.deep.equal({
      imagePrePull: none,
    });
    const cpuPools = { cpu: { vmSize: "Standard_D8s_v5", nodes: 1 } };
    expect(
      faultsOf(() => aksRayClusterSettings("ml", { cpuPools, ray: { imagePrePull: true } })),
    ).to.deep.equal({ "ray.imagePrePull": none });
  });
});
