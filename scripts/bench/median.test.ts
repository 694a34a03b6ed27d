import { expect } from "chai";
import { median, medianRatio } from "./median";

describe("median", () => {
  it("is the middle value, whatever the order", () => {
    expect(median([30, 1, 2])).to.equal(2);
  });

  it("is the mean of the two middle values of an even number", () => {
    expect(median([4, 100, 1, 2])).to.equal(3);
  });

  it("compares as numbers and leaves the values as they are", () => {
    const values = [10, 9, 100];
    expect(median(values)).to.equal(10);
    expect(values).to.deep.equal([10, 9, 100]);
  });

  it("refuses no values", () => {
    expect(() => median([])).to.throw("there is no median of no values");
  });
});

describe("medianRatio", () => {
  it("compares within each round, so that a slow one does not count", () => {
    expect(medianRatio([2, 40, 2.2], [1, 20, 1])).to.equal(2);
  });

  it("refuses sides of different length", () => {
    expect(() => medianRatio([1, 2], [1])).to.throw("2 values cannot be paired with 1");
  });
});
