import { expect } from "chai";
import { formatQuantity, parseQuantity } from "./quantity";

describe("parseQuantity", () => {
  const values: [unknown, number | undefined][] = [
    ["500m", 0.5],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["1e3", 1000],
    ["2E", 2e18],
    ["1k", 1000],
    [4, 4],
    ["", undefined],
    ["1 Gi", undefined],
    ["fast", undefined],
    [undefined, undefined],
  ];
  for (const [quantity, value] of values) {
    it(`should read ${JSON.stringify(quantity)} as ${value}`, () =>
      expect(parseQuantity(quantity)).to.equal(value));
  }

  it("should find equal what is written differently", () => {
    expect(parseQuantity("1000m")).to.equal(parseQuantity("1"));
    expect(parseQuantity("1024Mi")).to.equal(parseQuantity("1Gi"));
  });
});

describe("formatQuantity", () => {
  it("should use the largest unit that leaves a whole number", () => {
    expect(formatQuantity(2 ** 33, "binary")).to.equal("8Gi");
    expect(formatQuantity(1.5, "decimal")).to.equal("1500m");
    expect(formatQuantity(2000, "decimal")).to.equal("2k");
    expect(formatQuantity(0, "binary")).to.equal("0");
  });
});
