import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { changelogFaults, changelogSections, linesUnder } from "./changelog";

const root = path.resolve(__dirname, "../..");

const CHANGELOG = `# Changelog

## 2.0.0 (unreleased)

- Something new.

### Breaking

- \`a\` is gone.
- \`b\` is required.

### Fixed

- c

## 1.0.0 (2026-01-02)

- First.

## 0.9.0 (2026-01-01)
`;

describe("CHANGELOG", () => {
  it("should have a section for each version, and headings in it", () => {
    const sections = changelogSections(CHANGELOG);
    expect(sections.map(({ version, state }) => [version, state])).to.deep.equal([
      ["2.0.0", "unreleased"],
      ["1.0.0", "2026-01-02"],
      ["0.9.0", "2026-01-01"],
    ]);
    expect(linesUnder(sections[0]!, "Breaking")).to.deep.equal(["- `a` is gone.", "- `b` is required."]);
    expect(linesUnder(sections[1]!, "Breaking")).to.deep.equal([]);
  });

  for (const [what, version, tag, faults] of [
    ["nothing for a dated section with its tag", "1.0.0", "v1.0.0", []],
    ["nothing for an unreleased section without a tag", "2.0.0", undefined, []],
    ["a missing section", "3.0.0", undefined, ["CHANGELOG.md has no section '## 3.0.0 (DATE)'"]],
    ["an empty section", "0.9.0", "v0.9.0", ["CHANGELOG.md says nothing under '## 0.9.0'"]],
    [
      "a release that is not dated, and another tag",
      "2.0.0",
      "v2.0.1",
      [
        "CHANGELOG.md: the heading has to be '## 2.0.0 (YYYY-MM-DD)', not '(unreleased)'",
        "the tag is 'v2.0.1', but package.json says version 2.0.0",
      ],
    ],
  ] as const) {
    it(`should be found to lack ${what}`, () => {
      expect(changelogFaults(CHANGELOG, version, tag)).to.deep.equal(faults);
    });
  }

  it("should have a section for the version of this package", () => {
    const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
      version: string;
    };
    const changelog = fs.readFileSync(path.join(root, "CHANGELOG.md"), "utf8");
    expect(changelogFaults(changelog, version)).to.deep.equal([]);
  });
});
