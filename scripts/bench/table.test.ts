import { expect } from "chai";
import type { Figure } from "./figure";
import { renderTable } from "./table";

const figures: Figure[] = [
  {
    name: "Plugin start",
    value: 7.254,
    unit: "times faster",
    budget: { atLeast: 5 },
    parts: { "plugin (s)": 0.5512, "host (s)": 4 },
  },
  { name: "State", value: 312.4, unit: "KB", budget: { atMost: 300 }, parts: {} },
  { name: "Memory", value: NaN, unit: "MB", budget: { atMost: 130 }, parts: {} },
];

describe("renderTable", () => {
  it("shows each figure with its budget, the verdict, and its parts", () => {
    expect(renderTable(figures)).to.deep.equal([
      "Figure                 Measured  Budget",
      "------------  -----------------  -----------------------  ------",
      "Plugin start  7.25 times faster  at least 5 times faster  passed",
      "  plugin (s) 0.551, host (s) 4.00",
      "State                    312 KB  at most 300 KB           MISSED",
      "Memory             not measured  at most 130 MB           MISSED",
    ]);
  });
});
