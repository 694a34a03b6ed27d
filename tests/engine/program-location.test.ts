import { expect } from "chai";
import { basename, dirname } from "node:path";
import { locateProgram } from "./program-location";

const folder = dirname(__dirname);

describe("locateProgram", () => {
  it("should run in the project's folder, and leave the entry to package.json, without `main`", () => {
    expect(locateProgram(folder, undefined)).to.deep.equal({ workingDirectory: folder, entry: "." });
  });

  it("should run in `main`, and leave the entry to package.json, where that is a folder", () => {
    expect(locateProgram(folder, "engine")).to.deep.equal({ workingDirectory: __dirname, entry: "." });
  });

  it("should run a file in its own folder", () => {
    const name = basename(__filename);
    expect(locateProgram(folder, `engine/${name}`)).to.deep.equal({
      workingDirectory: __dirname,
      entry: name,
    });
  });

  it("should refuse what is not there", () => {
    expect(() => locateProgram(folder, "absent")).to.throw("project 'main' could not be read");
  });
});
