import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { CpuPoolArgs } from "../args";
import { osDiskGiB, workerDiskGiB } from "./os-disk";
import type { PoolPlace } from "./pools";

const disk = (pool: Partial<CpuPoolArgs>, size?: { vcpus?: number; tempDiskGiB?: number }) =>
  osDiskGiB({
    kind: "cpu",
    key: "a",
    path: "cpuPools.a",
    vmSize: "Standard_X1",
    pool: { vmSize: "Standard_X1", ...pool },
    ...(size && { size: { vcpus: 8, memoryGiB: 32, architecture: "x64", ...size } }),
  } satisfies PoolPlace);

describe("the OS disk of a node", () => {
  it("should be as large as the user says, or unknown until an output is", () => {
    expect(disk({ osDiskSizeGb: 300 })).to.equal(300);
    expect(disk({ osDiskSizeGb: pulumi.output(300) }, {})).to.equal(undefined);
    expect(disk({ osDiskType: pulumi.output("Managed" as const) }, {})).to.equal(undefined);
    expect(disk({})).to.equal(undefined);
  });

  it("should be the local disk where that is large enough", () => {
    expect(disk({}, { tempDiskGiB: 128 })).to.equal(128);
    expect(disk({ osDiskType: "Ephemeral" }, { tempDiskGiB: 300 })).to.equal(300);
    expect(disk({}, {})).to.equal(undefined);
  });

  it("should be a managed one of AKS's size by vCPUs elsewhere", () => {
    expect(disk({}, { tempDiskGiB: 127 })).to.equal(256);
    for (const [vcpus, gib] of [
      [1, 128],
      [7, 128],
      [8, 256],
      [15, 256],
      [16, 512],
      [63, 512],
      [64, 1024],
    ] as const) {
      expect(disk({ osDiskType: "Managed" }, { vcpus, tempDiskGiB: 300 }), `${vcpus}`).to.equal(gib);
    }
    expect(disk({ osDiskType: "Ephemeral" }, { tempDiskGiB: 64 })).to.equal(undefined);
  });

  it("should have room for Ray's files beside the system", () => {
    expect(workerDiskGiB(128)).to.equal(71);
    expect(workerDiskGiB(30)).to.equal(0);
  });
});
