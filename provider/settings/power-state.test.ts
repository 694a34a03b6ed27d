import { expect } from "chai";
import type { AksRayClusterArgs, GpuPoolArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { rayClusterSettings } from "./ray-cluster";

const T4: GpuPoolArgs = { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 4 };
const args = (pool: Partial<GpuPoolArgs>): AksRayClusterArgs => ({ gpuPools: { t4: { ...T4, ...pool } } });
const rayOf = (pool: Partial<GpuPoolArgs>) =>
  rayClusterSettings("ml", aksRayClusterSettings("ml", args(pool)).ray);

describe("a stopped pool", () => {
  it("should have a worker group without workers, and readiness expect none", () => {
    const { workerGroups } = aksRayClusterSettings("ml", args({ powerState: "Stopped" }));
    expect(workerGroups["t4"]).to.include({ minNodes: 0, maxNodes: 0, gpus: 1 });
    expect(rayOf({ powerState: "Stopped" }).workerGroups[0]?.replicas).to.deep.equal({ min: 0, max: 0 });
  });

  it("should change nothing else of the Ray cluster, so that the head goes on", () => {
    const { workerGroups, ...running } = rayOf({});
    const { workerGroups: withoutNodes, ...stopped } = rayOf({ powerState: "Stopped" });
    expect(stopped).to.deep.equal(running);
    expect(withoutNodes).to.deep.equal(
      workerGroups.map((group) => ({ ...group, replicas: { min: 0, max: 0 } })),
    );
  });
});
