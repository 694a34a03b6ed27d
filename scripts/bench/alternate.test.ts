import { expect } from "chai";
import { alternate } from "./alternate";

describe("alternate", () => {
  it("measures all variants in each round, every other one backwards", async () => {
    const calls: string[] = [];
    const variant = (name: string) => () => Promise.resolve(calls.push(name));

    const measured = await alternate(3, { a: variant("a"), b: variant("b") });

    expect(calls).to.deep.equal(["a", "b", "b", "a", "a", "b"]);
    expect(measured).to.deep.equal({ a: [1, 4, 5], b: [2, 3, 6] });
  });

  it("tells of each round before it begins", async () => {
    const told: string[] = [];
    await alternate(
      2,
      { a: () => Promise.resolve(told.push("a")) },
      (round, rounds) => void told.push(`${round}/${rounds}`),
    );
    expect(told).to.deep.equal(["1/2", "a", "2/2", "a"]);
  });

  it("ends with the first failure", async () => {
    const failing = alternate(2, { a: () => Promise.reject(new Error("no answer")) });
    await failing.then(
      () => expect.fail("it should have failed"),
      (error: unknown) => expect(error).to.have.property("message", "no answer"),
    );
  });
});
