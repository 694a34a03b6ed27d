import { expect } from "chai";
import type { AksClusterArgs, GpuPoolArgs, WorkerPoolArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";

const T4 = { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 };
const D8 = { vmSize: "Standard_D8s_v5", maxNodes: 2 };

const refuse = (args: AksClusterArgs) => faultsOf(() => aksClusterSettings("ml", args));
const gpu = (pool: Partial<GpuPoolArgs>, key = "a"): AksClusterArgs => ({
  gpuPools: { [key]: { ...T4, ...pool } },
});
const nodes = (pool: Partial<WorkerPoolArgs>) => ({ gpuPools: { a: { vmSize: T4.vmSize, ...pool } } });

describe("names of pools", () => {
  for (const name of ["a12345678901x", "A100", "1a", "a-b", "é", "a100_b"]) {
    it(`should refuse '${name}'`, () => {
      const path = /^[A-Za-z_][\w-]*$/.test(name) ? `gpuPools.${name}` : `gpuPools["${name}"]`;
      expect(refuse(gpu({}, name))).to.deep.equal({
        [path]: `the name '${name}' is not possible in AKS: use lower-case letters and digits, a letter first, at most 12 characters`,
      });
    });
  }

  it("should leave room for the suffix of a pool that is created before the old one is deleted", () => {
    expect(refuse(gpu({ replacement: "createBeforeDelete" }, "a12345678"))).to.deep.equal({
      "gpuPools.a12345678":
        "the name 'a12345678' may have at most 8 characters with 'replacement: createBeforeDelete', which appends four; shorten it, or use 'deleteBeforeCreate'",
    });
    expect(
      aksClusterSettings("ml", gpu({ replacement: "createBeforeDelete" }, "a1234567")).pools,
    ).to.have.length(1);
  });

  it("should refuse two pools with one name", () => {
    expect(refuse({ cpuPools: { a: D8 }, gpuPools: { a: T4 } })).to.deep.equal({
      "gpuPools.a":
        "the name 'a' is also in 'cpuPools'; it names the AKS pool and the Ray worker group, so rename one",
    });
  });

  it("should keep the system pool's name for it", () => {
    expect(refuse({ cpuPools: { system: D8, a0system: D8 } })).to.deep.equal({
      "cpuPools.system": "the name 'system' belongs to the system pool; choose another",
      "cpuPools.a0system": "the name 'a0system' belongs to the system pool; choose another",
    });
  });
});

describe("numbers of nodes", () => {
  const missing = "must be given to autoscale the pool, or 'nodes' for a fixed number of nodes";
  const both =
    "excludes 'minNodes' and 'maxNodes': give 'nodes' for a fixed number, or 'maxNodes' to autoscale";
  const system = "must be at least 1: AKS runs its own pods on the system pool";
  const cases: [string, AksClusterArgs, Record<string, string>][] = [
    [
      "a minimum above the maximum",
      nodes({ minNodes: 4, maxNodes: 2 }),
      { "gpuPools.a.minNodes": "'minNodes' (4) must be at most 'maxNodes' (2)" },
    ],
    ["neither nodes nor maxNodes", nodes({}), { "gpuPools.a.maxNodes": missing }],
    ["minNodes alone", nodes({ minNodes: 1 }), { "gpuPools.a.maxNodes": missing }],
    ["nodes beside maxNodes", nodes({ nodes: 1, maxNodes: 2 }), { "gpuPools.a.nodes": both }],
    ["nodes beside minNodes", nodes({ nodes: 1, minNodes: 1 }), { "gpuPools.a.nodes": both }],
    ["a negative number", nodes({ nodes: -1 }), { "gpuPools.a.nodes": "must be at least 0, not -1" }],
    ["a fraction", nodes({ maxNodes: 1.5 }), { "gpuPools.a.maxNodes": "must be a whole number, not 1.5" }],
    [
      "more than AKS has in a pool",
      nodes({ maxNodes: 1001 }),
      { "gpuPools.a.maxNodes": "must be at most 1000, not 1001" },
    ],
    [
      "a text",
      nodes({ maxNodes: "2" as unknown as number }),
      { "gpuPools.a.maxNodes": 'must be a whole number, not the string "2"' },
    ],
    ["an empty system pool", { ...gpu({}), systemPool: { nodes: 0 } }, { "systemPool.nodes": system }],
    [
      "a system pool that can be empty",
      { ...gpu({}), systemPool: { minNodes: 0, maxNodes: 2 } },
      { "systemPool.minNodes": system },
    ],
    [
      "a system pool with a minimum alone",
      { ...gpu({}), systemPool: { minNodes: 5 } },
      { "systemPool.maxNodes": missing },
    ],
  ];
  for (const [what, args, faults] of cases) {
    it(`should refuse ${what}`, () => expect(refuse(args)).to.deep.equal(faults));
  }

  it("should accept a pool of a fixed number, zero too", () => {
    expect(aksClusterSettings("ml", nodes({ nodes: 0 })).pools[0]?.nodes).to.deep.equal({
      autoscaling: false,
      min: 0,
      max: 0,
    });
  });

  it("should refuse more nodes than AKS has in a cluster", () => {
    const pools = Object.fromEntries("abcdef".split("").map((key) => [key, { ...D8, maxNodes: 1000 }]));
    expect(refuse({ cpuPools: pools })).to.deep.equal({
      gpuPools:
        "lets the cluster grow to 6000 nodes together with the other pools; AKS allows 5000: lower 'maxNodes' or 'nodes'",
    });
  });

  it("should refuse more pools than AKS has in a cluster", () => {
    const pools = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`p${index}`, D8]));
    expect(refuse({ cpuPools: pools })).to.deep.equal({
      gpuPools: "makes 101 pools together with 'cpuPools' and the system pool; a cluster has at most 100",
    });
  });

  for (const args of [{}, { gpuPools: {} }, { gpuPools: {}, cpuPools: {} }]) {
    it(`should refuse a cluster without pools: ${JSON.stringify(args)}`, () => {
      expect(refuse(args)).to.deep.equal({
        gpuPools: "must have at least one pool, or 'cpuPools' must: Ray workers need nodes to run on",
      });
    });
  }
});

describe("spot pools", () => {
  const cases: [string, AksClusterArgs, Record<string, string>][] = [
    [
      "a price with six decimals",
      gpu({ spot: true, maxPrice: 0.123456 }),
      { "gpuPools.a.maxPrice": "must have at most 5 decimals, such as 0.12346, not 0.123456" },
    ],
    [
      "a price of nothing",
      gpu({ spot: true, maxPrice: 0 }),
      {
        "gpuPools.a.maxPrice":
          "must be a price above 0 in US dollars an hour, or -1 for up to the on-demand price, not 0",
      },
    ],
    [
      "a price below zero",
      gpu({ spot: true, maxPrice: -0.5 }),
      {
        "gpuPools.a.maxPrice":
          "must be a price above 0 in US dollars an hour, or -1 for up to the on-demand price, not -0.5",
      },
    ],
    [
      "a price without spot",
      gpu({ maxPrice: 1 }),
      { "gpuPools.a.maxPrice": "is only for spot pools: set 'spot: true' as well, or remove it" },
    ],
    [
      "surge",
      gpu({ spot: true, upgradeSettings: { maxSurge: "1" } }),
      { "gpuPools.a.upgradeSettings.maxSurge": "is refused by Azure on spot pools; remove it" },
    ],
    [
      "spot in the system pool",
      { ...gpu({}), systemPool: { spot: true } as object },
      {
        "systemPool.spot":
          "is not possible for the system pool, which must be on-demand (AKS keeps spot nodes out of it); remove it, and put spot nodes into 'cpuPools' or 'gpuPools'",
      },
    ],
  ];
  for (const [what, args, faults] of cases) {
    it(`should refuse ${what}`, () => expect(refuse(args)).to.deep.equal(faults));
  }

  for (const maxPrice of [-1, 0.00001, 1.1, 3.06, 98.32, 0.1 + 0.2]) {
    it(`should ${maxPrice === 0.1 + 0.2 ? "refuse what arithmetic makes of" : "accept"} the price ${maxPrice}`, () => {
      const run = () => aksClusterSettings("ml", gpu({ spot: true, maxPrice }));
      if (maxPrice === 0.1 + 0.2) expect(faultsOf(run)).to.have.property("gpuPools.a.maxPrice");
      else expect(run().pools[0]?.spot).to.deep.equal({ maxPrice });
    });
  }
});
