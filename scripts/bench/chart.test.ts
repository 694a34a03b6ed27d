import { expect } from "chai";
import { renderChart } from "./chart";
import type { Figure } from "./figure";

const figure = (value: number, budget: Figure["budget"]): Figure => ({
  name: "Start & end",
  value,
  unit: "s",
  budget,
  parts: {},
});

/** Width and colour of each bar. */
const bars = (figures: Figure[]) =>
  [...renderChart(figures).matchAll(/<rect x="\d+" y="\d+" width="(\d+)" height="16" fill="(#\w+)"/g)].map(
    ([, width, fill]) => [Number(width), fill],
  );

describe("renderChart", () => {
  it("draws how much of its budget each figure takes, and in red what misses it", () => {
    expect(
      bars([
        figure(1, { atMost: 2 }),
        figure(20, { atLeast: 10 }),
        figure(2, { atMost: 2 }),
        figure(2.5, { atMost: 2 }),
        figure(NaN, { atMost: 2 }),
      ]),
    ).to.deep.equal([
      [150, "#4a8f5c"],
      [150, "#4a8f5c"],
      [300, "#4a8f5c"],
      [375, "#c0392b"],
      [450, "#c0392b"],
    ]);
  });

  it("names each, with its value", () => {
    const chart = renderChart([figure(1.234, { atMost: 2 })]);
    expect(chart).to.contain(">Start &amp; end</text>").and.to.contain(">1.23 s</text>");
  });
});
