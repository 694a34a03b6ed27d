import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { anchors, links, pages, read, root } from "./markdown";

/** Why a relative link leads nowhere; undefined when it does not. */
function fault(page: string, target: string): string | undefined {
  const [file = "", anchor] = target.split("#");
  const linked = file === "" ? page : path.posix.join(path.posix.dirname(page), decodeURIComponent(file));
  if (!fs.existsSync(path.join(root, linked))) return `${page}: there is no ${linked}`;
  if (anchor === undefined || !linked.endsWith(".md")) return undefined;
  return anchors(read(linked)).has(anchor) ? undefined : `${page}: ${linked} has no heading #${anchor}`;
}

describe("links in the documentation", () => {
  it("lead to files and headings of the repository", () => {
    const relative = pages().flatMap((page) =>
      links(read(page)).flatMap((target) => (/^[a-z]+:/.test(target) ? [] : [{ page, target }])),
    );
    expect(relative).to.have.length.above(20);
    expect(relative.flatMap(({ page, target }) => fault(page, target) ?? [])).to.deep.equal([]);
  });

  it("would be found to lead nowhere", () => {
    expect(fault("README.md", "docs/none.md")).to.equal("README.md: there is no docs/none.md");
    expect(fault("examples/go/README.md", "../../docs/reference.md#none")).to.equal(
      "examples/go/README.md: docs/reference.md has no heading #none",
    );
    expect(fault("README.md", "docs/reference.md#gpupool")).to.equal(undefined);
  });
});
