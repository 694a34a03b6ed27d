import { expect } from "chai";
import { Faults, joinPath } from "./faults";
import { errorOf } from "./testing/faults-of";

const thrown = (faults: Faults) => errorOf(() => faults.throwIfAny("the cluster 'ml'"));

describe("the faults of arguments", () => {
  it("should be reported at once, by path, each once", () => {
    const faults = new Faults();
    faults.throwIfAny("nothing");
    for (const [path, reason] of [
      ["b", "second"],
      ["a", "first"],
      ["b", "second"],
      ["b", "another"],
      ["a.b", "below"],
    ] as const) {
      faults.add(path, reason);
    }
    const error = thrown(faults);
    expect(error.errors.map(({ propertyPath, reason }) => `${propertyPath} ${reason}`)).to.deep.equal([
      "a first",
      "a.b below",
      "b second",
      "b another",
    ]);
    expect(error.message).to.equal(
      "4 faults in the arguments of the cluster 'ml':\n  a: first\n  a.b: below\n  b: second\n  b: another",
    );
  });

  it("should touch the paths above them, and no path that merely starts alike", () => {
    const faults = new Faults();
    faults.add("ray.head.cpu", "wrong");
    faults.add("pools[0]", "wrong");
    expect(["ray.head.cpu", "ray.head", "ray", "pools"].map((path) => faults.touch(path))).to.deep.equal([
      true,
      true,
      true,
      true,
    ]);
    expect(["ray.he", "ray.head.cpu.x", "pool", "r", ""].some((path) => faults.touch(path))).to.equal(false);
    expect(faults.touch("x", "ray")).to.equal(true);
    expect(faults.touch()).to.equal(false);
  });

  it("should be found below a path by rules that know no more", () => {
    const faults = new Faults();
    const below = faults.below("operator");
    below.add("image", "wrong");
    expect([below.touch("image"), below.touch("version"), faults.touch("image")]).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect(thrown(faults).errors).to.deep.equal([{ propertyPath: "operator.image", reason: "wrong" }]);
  });

  it("should have paths as Pulumi writes them", () => {
    expect(joinPath("", "a", "b_c", 0, "x/y", "d-e")).to.equal('a.b_c[0]["x/y"].d-e');
    expect(joinPath("a", "1b", "b c")).to.equal('a["1b"]["b c"]');
  });
});
