import { expect } from "chai";
import { CLOUDS, cloudNamed, cloudOfRegion } from "./clouds";

describe("Azure's clouds", () => {
  it("should be told by a region's name where that does", () => {
    const regions = ["usgovvirginia", "US Gov Texas", "usdodeast", "chinanorth3", "China East 2", "uswest"];
    expect(regions.map(cloudOfRegion)).to.deep.equal([
      "usgovernment",
      "usgovernment",
      "usgovernment",
      "china",
      "china",
      undefined,
    ]);
  });

  it("should be found by azure-native's names", () => {
    expect(["public", "USGovernment", "china", "stack", "constructor"].map(cloudNamed)).to.deep.equal([
      CLOUDS.public,
      CLOUDS.usgovernment,
      CLOUDS.china,
      undefined,
      undefined,
    ]);
  });
});
