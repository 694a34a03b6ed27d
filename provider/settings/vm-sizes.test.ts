import { expect } from "chai";
import { migSlices } from "./mig";
import { allocatable, reservedMemoryMiB, reservedMilliCpu } from "./reservations";
import { nodeCapacity, workerSize } from "./sizing";
import { GPU_SIZE_NAMES, vmSize } from "./vm-sizes";

describe("vmSize", () => {
  const known: [string, number, number, string][] = [
    ["Standard_D8s_v5", 8, 32, "x64"],
    ["standard_d8S_V5", 8, 32, "x64"],
    ["Standard_D64ps_v5", 64, 208, "arm64"],
    ["Standard_D16pls_v6", 16, 32, "arm64"],
    ["Standard_D192s_v7", 192, 768, "x64"],
    ["Standard_E64s_v4", 64, 504, "x64"],
    ["Standard_E96as_v6", 96, 672, "x64"],
    ["Standard_E20s_v6", 20, 160, "x64"],
    ["Standard_E8-4s_v5", 4, 64, "x64"],
    ["Standard_E96-24ads_v5", 24, 672, "x64"],
    ["Standard_F72s_v2", 72, 144, "x64"],
    ["Standard_F1as_v7", 1, 4, "x64"],
    ["Standard_L80as_v3", 80, 640, "x64"],
  ];
  for (const [name, vcpus, memoryGiB, architecture] of known) {
    it(`should know ${name}`, () => expect(vmSize(name)).to.deep.equal({ vcpus, memoryGiB, architecture }));
  }

  for (const name of [
    "Standard_D7s_v5",
    "Standard_D8s_v9",
    "D8s_v5",
    "Standard_D8s",
    "Standard_M8ms",
    "",
    "Standard_E20bs_v5",
  ]) {
    it(`should not guess at '${name}'`, () => expect(vmSize(name)).to.equal(undefined));
  }

  it("should know GPU sizes with their GPUs", () => {
    expect(vmSize("Standard_ND96isr_H100_v5")).to.deep.equal({
      vcpus: 96,
      memoryGiB: 1900,
      tempDiskGiB: 1024,
      architecture: "x64",
      gpus: { count: 8, vendor: "nvidia", model: "H100", memoryGB: 80 },
    });
  });

  it("should let the user's figures win", () => {
    expect(vmSize("Standard_D8s_v5", { memoryGiB: 30 })).to.deep.equal({
      vcpus: 8,
      memoryGiB: 30,
      architecture: "x64",
    });
    expect(vmSize("Standard_N9", { vcpus: 4 })).to.equal(undefined);
    expect(vmSize("Standard_N9", { vcpus: 4, memoryGiB: 9, gpus: 1 })).to.deep.equal({
      vcpus: 4,
      memoryGiB: 9,
      architecture: "x64",
      gpus: { count: 1, vendor: "nvidia" },
    });
  });
});

describe("sizes with a part of a GPU", () => {
  it("should have one GPU with a part of the memory", () => {
    expect(vmSize("Standard_NV6ads_A10_v5")).to.deep.equal({
      vcpus: 6,
      memoryGiB: 55,
      architecture: "x64",
      tempDiskGiB: 180,
      gpus: { count: 1, vendor: "nvidia", model: "A10", memoryGB: 4 },
    });
    expect(vmSize("Standard_NV12ads_V710_v5")?.gpus).to.deep.equal({
      count: 1,
      vendor: "amd",
      model: "V710",
      memoryGB: 12,
    });
  });
});

describe("reservations", () => {
  it("should be those of AKS's table", () => {
    const table = [1, 2, 4, 8, 16, 32, 64].map(reservedMilliCpu);
    expect(table).to.deep.equal([60, 100, 140, 180, 260, 420, 740]);
    expect([6, 24, 96].map(reservedMilliCpu)).to.deep.equal([160, 340, 1060]);
  });

  it("should be those of AKS's examples of memory", () => {
    // 8 GB and 30 pods: 650 MB; 4 GB and 70 pods: a quarter, 1 GB. The eviction threshold of 100 MiB comes on top.
    expect(reservedMemoryMiB(8e9 / 2 ** 20, 30)).to.equal(Math.ceil(650e6 / 2 ** 20) + 100);
    expect(reservedMemoryMiB(4096, 70)).to.equal(1024 + 100);
  });

  it("should leave less to Ray than the node has, and never less than nothing", () => {
    expect(allocatable({ vcpus: 1, memoryGiB: 1 }, 110)).to.deep.equal({ milliCpu: 190, memoryMiB: 0 });
    expect(allocatable({ vcpus: 0.5, memoryGiB: 0.1 }, 250)).to.deep.equal({ milliCpu: 0, memoryMiB: 0 });
  });

  it("should leave what was seen on AKS", () => {
    // Standard_NC4as_T4_v3: 28736340 KiB counted by Linux, less 2246 MiB that AKS keeps with 110 pods.
    expect(allocatable({ vcpus: 4, memoryGiB: 28 }, 110).memoryMiB).to.be.lessThan(28736340 / 1024 - 2246);
  });
});

describe("workers that fill a node of each GPU size", () => {
  it("should know sizes of every series that AKS has drivers for", () => {
    expect(GPU_SIZE_NAMES).to.include.members([
      "Standard_NC4as_T4_v3",
      "Standard_NC80adis_H100_v5",
      "Standard_ND96isr_H200_v5",
    ]);
  });

  for (const name of GPU_SIZE_NAMES) {
    it(`should fit ${name}`, () => {
      const size = vmSize(name);
      if (!size?.gpus) throw new Error(`${name} has no figures`);
      const capacity = nodeCapacity(size, 110);
      for (const perNode of [1, size.gpus.count]) {
        const worker = workerSize(capacity, { perNode });
        expect(worker.gpus * perNode).to.equal(size.gpus.count);
        expect(worker.gpuResource).to.equal(`${size.gpus.vendor}.com/gpu`);
        expect(worker.cpu).to.satisfy(Number.isInteger);
        expect(worker.cpu).to.be.at.least(1);
        expect(worker.cpu * perNode * 1000).to.be.at.most(capacity.milliCpu);
        expect((worker.memoryGiB * 1024) % 256).to.equal(0);
        expect(worker.memoryGiB * perNode * 1024).to.be.at.most(capacity.memoryMiB);
        // Waste of more than a fifth would be noticed on the bill.
        // A fixed part weighs more on small machines.
        expect(worker.memoryGiB * perNode).to.be.at.least(size.memoryGiB * 0.8 - 2);
        expect(worker.cpu * perNode).to.be.at.least(size.vcpus * 0.7);
      }
    });
  }
});

describe("migSlices", () => {
  it("should name slices as NVIDIA does", () => {
    expect(migSlices("A100", 40, "MIG1g")).to.deep.equal({ resource: "nvidia.com/mig-1g.5gb", count: 7 });
    expect(migSlices("A100", 80, "MIG2g")).to.deep.equal({ resource: "nvidia.com/mig-2g.20gb", count: 3 });
    expect(migSlices("H100", 80, "MIG3g")).to.deep.equal({ resource: "nvidia.com/mig-3g.40gb", count: 2 });
    expect(migSlices("H100 NVL", 94, "MIG4g")).to.deep.equal({
      resource: "nvidia.com/mig-4g.47gb",
      count: 1,
    });
    expect(migSlices("H200", 141, "MIG7g")).to.deep.equal({ resource: "nvidia.com/mig-7g.141gb", count: 1 });
    expect(migSlices("T4", 16, "MIG1g")).to.equal(undefined);
  });

  for (const name of GPU_SIZE_NAMES.filter((size) => /[AH][12]00/.test(size))) {
    it(`should know the slices of ${name}`, () => {
      const size = vmSize(name);
      if (!size?.gpus) throw new Error(`${name} has no figures`);
      expect(nodeCapacity(size, 110, { migProfile: "MIG1g" }).gpus?.count).to.equal(7 * size.gpus.count);
    });
  }
});

describe("workerSize", () => {
  const capacity = { milliCpu: 22910, memoryMiB: 215_000, gpus: { resource: "nvidia.com/gpu", count: 4 } };

  it("should share the node among its workers", () => {
    expect(workerSize(capacity, { perNode: 4 })).to.deep.equal({
      cpu: 5,
      memoryGiB: 52.25,
      gpus: 1,
      gpuResource: "nvidia.com/gpu",
    });
  });

  it("should take what the user says, and share the rest", () => {
    expect(workerSize(capacity, { cpu: 1.5, gpus: 0 })).to.deep.equal({
      cpu: 1.5,
      memoryGiB: 209.75,
      gpus: 0,
      gpuResource: "",
    });
  });

  it("should have half a CPU where there is no whole one", () => {
    expect(workerSize({ milliCpu: 999, memoryMiB: 2000 }).cpu).to.equal(0.5);
  });
});
