import { expect } from "chai";
import { formatAmount, parseAmount } from "./resource-amounts";

describe("amounts of resources", () => {
  it("should be read as Kubernetes reads them", () => {
    const texts = ["4", "500m", "1.5", ".5", "64Gi", "2k", "1e3", "0"];
    expect(texts.map(parseAmount)).to.deep.equal([4, 0.5, 1.5, 0.5, 64 * 2 ** 30, 2000, 1000, 0]);
    expect(["", "-1", "4 Gi", "4GiB", "many", "1e"].map(parseAmount)).to.deep.equal(Array(6).fill(undefined));
  });

  it("should be written as people do, and never less than they are", () => {
    expect(formatAmount("cpu", 0.1 + 0.2)).to.equal("300m");
    expect(formatAmount("cpu", 0.0004)).to.equal("1m");
    expect(formatAmount("memory", 1.5 * 2 ** 20)).to.equal("2Mi");
    expect(formatAmount("ephemeral-storage", 2 ** 30)).to.equal("1024Mi");
    expect(formatAmount("nvidia.com/gpu", 8)).to.equal("8");
  });
});
