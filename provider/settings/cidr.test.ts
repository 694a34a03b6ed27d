import { BlockList } from "node:net";
import { expect } from "chai";
import { addressAt, contains, firstWithin, lastWithin, overlap, parseCidr, sizeOf, type Cidr } from "./cidr";

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!parsed) throw new Error(`'${text}' is no range`);
  return parsed;
}

describe("address ranges", () => {
  for (const text of [
    "10.0.0.0",
    "10.0.0.1/16",
    "10.0.0.0/33",
    "300.0.0.0/8",
    "fd00::/129",
    "fd00::1/64",
    "/8",
    "a/8",
    "fe80::%1/64",
  ]) {
    it(`should not take '${text}' for a range`, () => expect(parseCidr(text)).to.equal(undefined));
  }

  it("should count addresses", () => {
    expect(sizeOf(cidr("10.224.0.0/16"))).to.equal(65536n);
    expect(sizeOf(cidr("0.0.0.0/0"))).to.equal(2n ** 32n);
    expect(sizeOf(cidr("fd00:1::/64"))).to.equal(2n ** 64n);
  });

  it("should tell overlap and containment within a family", () => {
    expect(overlap(cidr("10.0.0.0/8"), cidr("10.244.0.0/16"))).to.equal(true);
    expect(overlap(cidr("10.0.0.0/16"), cidr("10.1.0.0/16"))).to.equal(false);
    expect(overlap(cidr("0.0.0.0/0"), cidr("::/0"))).to.equal(false);
    expect(contains(cidr("10.0.0.0/8"), cidr("10.244.0.0/16"))).to.equal(true);
    expect(contains(cidr("10.244.0.0/16"), cidr("10.0.0.0/8"))).to.equal(false);
    expect(contains(cidr("fd00::/48"), cidr("fd00:0:0:7::/64"))).to.equal(true);
  });

  it("should cut ranges off either end", () => {
    expect(firstWithin(cidr("10.224.0.0/16"), 17)).to.equal("10.224.0.0/17");
    expect(lastWithin(cidr("10.224.0.0/16"), 28)).to.equal("10.224.255.240/28");
    expect(firstWithin(cidr("fd3c:5f1e:7a20::/48"), 64)).to.equal("fd3c:5f1e:7a20::/64");
    expect(lastWithin(cidr("fd00:1::/32"), 64)).to.equal("fd00:1:ffff:ffff::/64");
    expect(addressAt(cidr("10.0.0.0/16"), 10)).to.equal("10.0.0.10");
    expect(addressAt(cidr("fd00:0:0:1::/64"), 10)).to.equal("fd00:0:0:1::a");
    expect(addressAt(cidr("::/0"), 0)).to.equal("::");
  });

  it("should place addresses as Node's own block lists do", () => {
    for (const [range, family] of [
      ["10.96.0.0/12", "ipv4"],
      ["fd00:1:2::ffff:10.0.0.0/112", "ipv6"],
    ] as const) {
      const list = new BlockList();
      const [network = "", length] = range.split("/");
      list.addSubnet(network, Number(length), family);
      const size = Number(sizeOf(cidr(range)));
      for (const offset of [0, 1, size - 1])
        expect(list.check(addressAt(cidr(range), offset), family)).to.equal(true);
      for (const offset of [-1, size])
        expect(list.check(addressAt(cidr(range), offset), family)).to.equal(false);
    }
  });
});
