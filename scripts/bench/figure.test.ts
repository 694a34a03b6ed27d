import { expect } from "chai";
import { exitCode, passes, type Figure } from "./figure";

const figure = (value: number, budget: Figure["budget"]): Figure => ({
  name: "start",
  value,
  unit: "s",
  budget,
  parts: {},
});

describe("passes", () => {
  it("holds a value to the most it may be", () => {
    expect([1.14, 1.15, 1.16].map((value) => passes({ value, budget: { atMost: 1.15 } }))).to.deep.equal([
      true,
      true,
      false,
    ]);
  });

  it("holds a value to the least it may be", () => {
    expect([4.9, 5, 5.1].map((value) => passes({ value, budget: { atLeast: 5 } }))).to.deep.equal([
      false,
      true,
      true,
    ]);
  });

  it("does not pass what could not be measured", () => {
    expect(passes({ value: NaN, budget: { atMost: 1 } })).to.equal(false);
    expect(passes({ value: NaN, budget: { atLeast: 1 } })).to.equal(false);
  });
});

describe("exitCode", () => {
  it("is 0 when every figure keeps its budget", () => {
    expect(exitCode([figure(1, { atMost: 1 }), figure(6, { atLeast: 5 })])).to.equal(0);
  });

  it("is 1 when one misses it", () => {
    expect(exitCode([figure(1, { atMost: 1 }), figure(4, { atLeast: 5 })])).to.equal(1);
  });

  it("is 1 when nothing was measured", () => {
    expect(exitCode([])).to.equal(1);
  });
});
