import { expect } from "chai";
import { isCpuQuantity, isMemoryQuantity, memoryMiB, milliCpu } from "./quantities";

describe("Kubernetes quantities", () => {
  it("should be read as Kubernetes reads them", () => {
    expect(["500m", "2", "0.5", "1.125"].map(milliCpu)).to.deep.equal([500, 2000, 500, 1125]);
    const memory = ["1Ki", "1Mi", "1.5Gi", "1Ti", "1048576k", "1048.576M", "1048.576G", "1.048576T"];
    expect(memory.map(memoryMiB)).to.deep.equal([1 / 1024, 1, 1536, 2 ** 20, 1000, 1000, 1e6, 1e6]);
  });

  it("should be none with another unit, without one for memory, or with more behind", () => {
    for (const text of ["", "1.5m", "m", "1.0001", "-1", "2x", "x2", "500mm"]) {
      expect(isCpuQuantity(text), text).to.equal(false);
    }
    for (const text of ["", "1", "Gi", "1gi", "1GiB", "x1Gi", "-1Gi", "1.Gi"]) {
      expect(isMemoryQuantity(text), text).to.equal(false);
    }
  });

  it("should be more than nothing", () => {
    expect([isCpuQuantity("0"), isCpuQuantity("0m"), isMemoryQuantity("0Gi")]).to.deep.equal([
      false,
      false,
      false,
    ]);
    expect([isCpuQuantity("1m"), isMemoryQuantity("1Ki")]).to.deep.equal([true, true]);
  });
});
