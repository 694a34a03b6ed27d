import { expect } from "chai";
import { vmSize } from "./vm-sizes";

/** The largest size of each series, as Azure's pages list it: vCPUs, GiB. */
const LARGEST: Readonly<Record<string, readonly [vcpus: number, memoryGiB: number]>> = {
  D64_v3: [64, 256],
  D64s_v3: [64, 256],
  D64_v4: [64, 256],
  D64s_v4: [64, 256],
  D64d_v4: [64, 256],
  D64ds_v4: [64, 256],
  D96a_v4: [96, 384],
  D96as_v4: [96, 384],
  D96_v5: [96, 384],
  D96s_v5: [96, 384],
  D96d_v5: [96, 384],
  D96ds_v5: [96, 384],
  D96as_v5: [96, 384],
  D96ads_v5: [96, 384],
  D64ps_v5: [64, 208],
  D64pds_v5: [64, 208],
  D96as_v6: [96, 384],
  D96ads_v6: [96, 384],
  D96ps_v6: [96, 384],
  D96pds_v6: [96, 384],
  D192s_v6: [192, 768],
  D192ds_v6: [192, 768],
  D192s_v7: [192, 768],
  D192ds_v7: [192, 768],
  D160as_v7: [160, 640],
  D160ads_v7: [160, 640],
  D64pls_v5: [64, 128],
  D64plds_v5: [64, 128],
  D96ls_v5: [96, 192],
  D96lds_v5: [96, 192],
  D96als_v6: [96, 192],
  D96alds_v6: [96, 192],
  D96pls_v6: [96, 192],
  D96plds_v6: [96, 192],
  D128ls_v6: [128, 256],
  D128lds_v6: [128, 256],
  D160als_v7: [160, 320],
  D160alds_v7: [160, 320],
  D192ls_v7: [192, 384],
  D192lds_v7: [192, 384],
  E64_v3: [64, 432],
  E64s_v3: [64, 432],
  E64_v4: [64, 504],
  E64s_v4: [64, 504],
  E64d_v4: [64, 504],
  E64ds_v4: [64, 504],
  E96a_v4: [96, 672],
  E96as_v4: [96, 672],
  E96_v5: [96, 672],
  E96s_v5: [96, 672],
  E96d_v5: [96, 672],
  E96ds_v5: [96, 672],
  E96as_v5: [96, 672],
  E96ads_v5: [96, 672],
  E96bs_v5: [96, 672],
  E96bds_v5: [96, 672],
  E32ps_v5: [32, 208],
  E32pds_v5: [32, 208],
  E128s_v6: [128, 1024],
  E128ds_v6: [128, 1024],
  E96as_v6: [96, 672],
  E96ads_v6: [96, 672],
  E96ps_v6: [96, 672],
  E96pds_v6: [96, 672],
  E160as_v7: [160, 1280],
  E160ads_v7: [160, 1280],
  F72s_v2: [72, 144],
  F64als_v6: [64, 128],
  F64as_v6: [64, 256],
  F64ams_v6: [64, 512],
  F80as_v7: [80, 320],
  L80s_v3: [80, 640],
  L80as_v3: [80, 640],
};

describe("the sizes without GPUs", () => {
  for (const [size, [vcpus, memoryGiB]] of Object.entries(LARGEST)) {
    it(`should know Standard_${size}, and none that is larger`, () => {
      expect(vmSize(`Standard_${size}`)).to.include({ vcpus, memoryGiB });
      expect(vmSize(`Standard_${size.replace(`${vcpus}`, `${vcpus + 1}`)}`)).to.equal(undefined);
      expect(vmSize(`Standard_${size.replace(`${vcpus}`, "256")}`)).to.equal(undefined);
    });
  }

  it("should know the sizes in between", () => {
    for (const vcpus of [2, 4, 8, 16, 32, 48, 64, 96]) {
      expect(vmSize(`Standard_D${vcpus}s_v5`), `${vcpus}`).to.include({ vcpus, memoryGiB: vcpus * 4 });
    }
    for (const [series, vcpus] of [
      ["E20s_v3", 20],
      ["E20as_v5", 20],
      ["E20s_v6", 20],
      ["E20ps_v5", 20],
    ] as const) {
      expect(vmSize(`Standard_${series}`), series).to.include({ vcpus, memoryGiB: 160 });
    }
    expect(vmSize("Standard_D20s_v5")).to.equal(undefined);
    expect(vmSize("Standard_F1as_v7")).to.include({ vcpus: 1, memoryGiB: 4 });
  });
});
