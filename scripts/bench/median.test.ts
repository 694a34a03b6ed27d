import { expect } from "chai";
import { median } from "./median";

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
