import { expect } from "chai";
import { containsPath, formatPropertyPath, parsePropertyPath, resetProperty } from "./property-path";
import { Secret, type PropertyMap } from "./values";

describe("parsePropertyPath", () => {
  const cases: [string, (string | number)[]][] = [
    ["root", ["root"]],
    ["root.nested", ["root", "nested"]],
    ['root["nested"].array[0][1].deep', ["root", "nested", "array", 0, 1, "deep"]],
    ['["a.b"]["with \\"quotes\\""]', ["a.b", 'with "quotes"']],
    ["pools[*].count", ["pools", "*", "count"]],
    ["*", ["*"]],
    ["with-dash.x", ["with-dash", "x"]],
  ];
  for (const [text, path] of cases) {
    it(`reads ${text}`, () => {
      expect(parsePropertyPath(text)).to.deep.equal(path);
      expect(parsePropertyPath(formatPropertyPath(path))).to.deep.equal(path);
    });
  }

  for (const text of [".root", "root[", 'root["x', "root[x]", "root.", "root[1"]) {
    it(`refuses ${text}`, () => {
      expect(() => parsePropertyPath(text)).to.throw("invalid property path");
    });
  }
});

describe("containsPath", () => {
  it("holds for a path itself, what is below it, and what a wildcard matches", () => {
    const contains = (path: string, other: string) =>
      containsPath(parsePropertyPath(path), parsePropertyPath(other));
    expect(contains("a.b", "a.b")).to.equal(true);
    expect(contains("a", "a.b[1]")).to.equal(true);
    expect(contains("a[*].c", "a[3].c")).to.equal(true);
    expect(contains("a.b", "a")).to.equal(false);
    expect(contains("a[1]", "a[2]")).to.equal(false);
  });
});

describe("resetProperty", () => {
  /** What `news` is after the reset, and whether the path was valid. */
  function reset(path: string, olds: PropertyMap, news: PropertyMap): [PropertyMap, boolean] {
    return [news, resetProperty(parsePropertyPath(path), olds, news)];
  }

  it("restores a value, removes one that was not there, and puts back one that is gone", () => {
    expect(reset("a", { a: 1 }, { a: 2 })).to.deep.equal([{ a: 1 }, true]);
    expect(reset("a", {}, { a: 2, b: 1 })).to.deep.equal([{ b: 1 }, true]);
    expect(reset("a.b", { a: { b: 1 } }, { a: {} })).to.deep.equal([{ a: { b: 1 } }, true]);
  });

  it("follows a wildcard through arrays and maps", () => {
    expect(reset("a[*].n", { a: [{ n: 1 }, { n: 2 }] }, { a: [{ n: 8, m: 1 }, { n: 9 }] })).to.deep.equal([
      { a: [{ n: 1, m: 1 }, { n: 2 }] },
      true,
    ]);
    expect(reset("a.*.n", { a: { x: { n: 1 } } }, { a: { x: { n: 8 } } })).to.deep.equal([
      { a: { x: { n: 1 } } },
      true,
    ]);
  });

  it("says where elements were added or removed, having restored what both have", () => {
    expect(reset("a[*].n", { a: [{ n: 1 }] }, { a: [{ n: 8 }, { n: 9 }] })).to.deep.equal([
      { a: [{ n: 1 }, { n: 9 }] },
      false,
    ]);
    expect(reset("a[1]", { a: [1] }, { a: [1, 2] })[1]).to.equal(false);
    expect(reset("a.b.c", { a: { b: { c: 1 } } }, { a: {} })[1]).to.equal(false);
  });

  it("keeps secret what came out of a secret", () => {
    const [news, valid] = reset("a.b", { a: new Secret({ b: 1 }) }, { a: { b: 2 } });
    expect(valid).to.equal(true);
    expect(news).to.deep.equal({ a: { b: new Secret(1) } });
  });
});
