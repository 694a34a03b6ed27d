import { expect } from "chai";
import { formatTaint, parseTaint } from "./placement";
import { memoryMiB, milliCpu } from "./quantities";

describe("taints", () => {
  for (const text of ["a=b:NoSchedule", "example.com/a=b.c:NoExecute", "a:PreferNoSchedule"]) {
    it(`should read and write ${text}`, () => {
      const taint = parseTaint(text);
      expect(taint && formatTaint(taint)).to.equal(text);
    });
  }
});

describe("quantities", () => {
  it("should be read as Kubernetes reads them", () => {
    expect(["500m", "2", "0.5", "1.25"].map(milliCpu)).to.deep.equal([500, 2000, 500, 1250]);
    expect(["", "-1", "1.5m", "2 ", "1e3", "0.0001"].map(milliCpu)).to.deep.equal(Array(6).fill(undefined));
    expect(["512Mi", "1Gi", "1.5Gi", "1048576Ki"].map(memoryMiB)).to.deep.equal([512, 1024, 1536, 1024]);
    expect(memoryMiB("1G")).to.be.closeTo(953.67, 0.01);
    expect(["512", "1gb", "", "Gi", "1GiB"].map(memoryMiB)).to.deep.equal(Array(5).fill(undefined));
  });
});
