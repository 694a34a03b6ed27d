import { expect } from "chai";
import { nearest } from "./nearest";

describe("nearest", () => {
  const words = ["preview", "destroy", "up"];

  it("finds the word that was mistyped, in any case", () => {
    expect(nearest("destory", words)).to.equal("destroy");
    expect(nearest("PREVEW", words)).to.equal("preview");
    expect(nearest("u", words)).to.equal("up");
  });

  it("finds nothing where no word is near", () => {
    expect(nearest("launch", words)).to.equal(undefined);
    expect(nearest("up", [])).to.equal(undefined);
  });
});
