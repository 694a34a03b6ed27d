import { expect } from "chai";
import type { AksRayClusterArgs, GpuPoolArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { faultsOf } from "./testing/faults-of";

const T4 = { vmSize: "Standard_NC4as_T4_v3", nodes: 2 };
/** A size of which nothing is known here but what the pool says. */
const OWN = { vmSize: "Standard_X1", vcpus: 8, memoryGiB: 32, nodes: 2 };

const gpu = (pool: Partial<GpuPoolArgs>): AksRayClusterArgs => ({ gpuPools: { a: { ...T4, ...pool } } });
const cpu = (worker: object, pool: object = {}): AksRayClusterArgs => ({
  cpuPools: { a: { ...OWN, ...pool, worker } },
});
const settings = (args: AksRayClusterArgs) => aksRayClusterSettings("ml", args);
const refuse = (args: AksRayClusterArgs) => faultsOf(() => settings(args));

/** What a pool's node has for Ray, from the words of the refusal of too much. */
function most(args: (amount: number) => AksRayClusterArgs): number {
  return Number(/must be at most ([\d.]+),/.exec(Object.values(refuse(args(9999)))[0] ?? "")?.[1]);
}

describe("the workers of a node", () => {
  it("should fill its CPUs, and not a thousandth more", () => {
    const left = most((amount) => cpu({ cpu: amount }));
    expect(() => settings(cpu({ cpu: left }))).not.to.throw();
    expect(refuse(cpu({ cpu: left + 0.001 }))).to.have.all.keys("cpuPools.a.worker.cpu");
    const half = Math.floor(left * 500) / 1000;
    expect(() => settings(cpu({ cpu: half, perNode: 2 }))).not.to.throw();
    expect(refuse(cpu({ cpu: half + 0.001, perNode: 2 }))["cpuPools.a.worker.cpu"]).to.match(
      /^'cpu' \([\d.]+\) × 'perNode' \(2\) = [\d.]+ must be at most/,
    );
  });

  it("should fill its memory, down to the MiB that is left", () => {
    const left = most((amount) => cpu({ memoryGiB: amount }));
    const args = (memoryGiB: number, perNode = 1) => cpu({ memoryGiB, perNode });
    expect(() => settings(args(left))).not.to.throw();
    expect(refuse(args(left + 0.02))).to.have.all.keys("cpuPools.a.worker.memoryGiB");
    expect(() => settings(args(left / 2, 2))).not.to.throw();
    expect(refuse(args(left / 2 + 0.02, 2))).to.have.all.keys("cpuPools.a.worker.memoryGiB");
  });

  it("should have at least 1 GiB each", () => {
    expect(refuse(cpu({ perNode: 7 }, { memoryGiB: 10 }))).to.deep.equal({
      "cpuPools.a.worker.perNode":
        "leaves less than 1 GiB for a worker: a 'Standard_X1' node has 5.55 for Ray; lower 'perNode', or choose a larger size",
    });
    expect(refuse(cpu({}, { memoryGiB: 4 }))["cpuPools.a.vmSize"]).to.match(
      /^leaves less than 1 GiB for a worker: a 'Standard_X1' node has [\d.]+ for Ray; choose a larger size$/,
    );
    expect(() => settings(cpu({ memoryGiB: 0.5, perNode: 7 }, { memoryGiB: 10 }))).not.to.throw();
  });

  it("should have its GPUs, shared among them", () => {
    const A100 = { vmSize: "Standard_NC96ads_A100_v4" };
    expect(() => settings(gpu({ ...A100, worker: { gpus: 2, perNode: 2 } }))).not.to.throw();
    expect(refuse(gpu({ ...A100, worker: { gpus: 2, perNode: 3 } }))).to.deep.equal({
      "gpuPools.a.worker.gpus":
        "'gpus' (2) × 'perNode' (3) = 6 must be at most 4, the GPUs of a 'Standard_NC96ads_A100_v4' node",
    });
    expect(() => settings(gpu({ worker: { gpus: 1 }, sharing: { replicas: 2 } }))).not.to.throw();
    expect(refuse(gpu({ worker: { gpus: 2 }, sharing: { replicas: 2 } }))).to.deep.equal({
      "gpuPools.a.worker.gpus":
        "'gpus' (2) must be 0 or 1 on a pool with 'sharing': a second share gives no more of the GPU, and NVIDIA's device plugin refuses it",
    });
    expect(refuse(gpu({ worker: { perNode: 3 }, sharing: { replicas: 2 } }))).to.deep.equal({
      "gpuPools.a.worker.perNode":
        "'perNode' (3) must be at most 2, the shares of GPUs of a 'Standard_NC4as_T4_v3' node; or set 'gpus' to 0 for workers without",
    });
    expect(() => settings(cpu({ gpus: 0 }))).not.to.throw();
  });

  it("should be named by the shares that crowd them", () => {
    expect(refuse(gpu({ sharing: { replicas: 6 } }))).to.deep.equal({
      "gpuPools.a.sharing.replicas":
        "leaves less than 1 CPU for a worker: a 'Standard_NC4as_T4_v3' node has 3.11 for Ray; it makes 6 workers on a node, so lower it, set 'worker.perNode', or choose a larger size",
    });
  });

  it("should make whole workers of several hosts", () => {
    const hosts = (nodes: object, worker: object) => gpu({ nodes: undefined, ...nodes, worker });
    expect(() => settings(hosts({ nodes: 6 }, { numOfHosts: 3 }))).not.to.throw();
    expect(() => settings(hosts({ minNodes: 2, maxNodes: 4 }, { numOfHosts: 2 }))).not.to.throw();
    expect(() => settings(hosts({ maxNodes: 4 }, { numOfHosts: 2 }))).not.to.throw();
    expect(() => settings(hosts({ nodes: 3 }, { numOfHosts: 2, perNode: 2, gpus: 0 }))).not.to.throw();
    const words = (nodes: string) =>
      `${nodes} must be a multiple of 'numOfHosts' (2), since a worker is that many pods`;
    expect(refuse(hosts({ nodes: 3 }, { numOfHosts: 2 }))).to.deep.equal({
      "gpuPools.a.worker.numOfHosts": words("'nodes' (3) × 'perNode' (1)"),
    });
    expect(refuse(hosts({ minNodes: 1, maxNodes: 4 }, { numOfHosts: 2 }))).to.deep.equal({
      "gpuPools.a.worker.numOfHosts": words("'minNodes' (1) × 'perNode' (1)"),
    });
  });

  it("should not be counted where what they are counted by is wrong already", () => {
    const only = (args: AksRayClusterArgs, ...paths: string[]) =>
      expect(Object.keys(refuse(args)), JSON.stringify(args)).to.deep.equal(paths);
    only(cpu({ cpu: 99 }, { vcpus: 0 }), "cpuPools.a.vcpus");
    only(cpu({ cpu: 99 }, { memoryGiB: 0 }), "cpuPools.a.memoryGiB");
    only(cpu({ cpu: 99 }, { maxPods: 1 }), "cpuPools.a.maxPods");
    only(cpu({ cpu: 99, memoryGiB: 999, perNode: 0 }), "cpuPools.a.worker.perNode");
    only(gpu({ worker: { gpus: -1, perNode: 2 } }), "gpuPools.a.worker.gpus");
    only(gpu({ nodes: -1, worker: { numOfHosts: 2 } }), "gpuPools.a.nodes");
  });
});
