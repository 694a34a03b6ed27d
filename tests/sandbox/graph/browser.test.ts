import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { CHROMIUM_FLAGS, chromium } from "../../browser/chromium";
import { graphPage } from "./page";
import type { StackResource } from "./resources";

const run = promisify(execFile);

/** Asks the browser, once it has laid the page out, what a reader would see; the answer is the page's title. */
const PROBE = `<script>
  const box = (element) => element.getBoundingClientRect();
  const boxes = [...document.querySelectorAll("svg .resource")];
  const inside = (inner, outer) => inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
  document.title = JSON.stringify({
    pictures: document.querySelectorAll("svg").length,
    visible: boxes.filter((group) => box(group).width > 0).length,
    overflowing: boxes.flatMap((group) => [...group.querySelectorAll("text")].filter((text) => !inside(box(text), box(group.querySelector("rect")))).map((text) => text.textContent)),
    overlapping: boxes.filter((one) => boxes.some((other) => other !== one && box(one).left < box(other).right && box(other).left < box(one).right && box(one).top < box(other).bottom && box(other).top < box(one).bottom)).length,
    colours: new Set(boxes.map((group) => getComputedStyle(group.querySelector("rect")).fill)).size,
  });
</script>`;

describe("the picture of a stack in a browser", function () {
  this.timeout(240_000);

  it("should show every resource apart from the others, with its text inside its box", async function () {
    const browser = chromium();
    if (browser === undefined) {
      console.log("      skipped: no Chromium on PATH; `apt-get install chromium` to run it");
      this.skip();
    }
    const name = "a-resource-with-a-name-that-is-longer-than-any-box-can-be";
    const resource = (type: string, index: number, dependencies: string[]): StackResource => {
      const urn = `urn:pulumi:dev::project::${type}::${name}-${index}`;
      return { urn, type, name: index === 0 ? name : `r${index}`, within: [], dependencies };
    };
    const group = resource("azure-native:resources:ResourceGroup", 0, []);
    const secrets = [1, 2, 3].map((index) => resource("kubernetes:core/v1:Secret", index, [group.urn]));
    const { urn } = group;
    const page = graphPage(
      "stack",
      [group, ...secrets],
      [{ urn, op: "create", began: 0, seconds: 4, failed: false }],
    );
    const folder = await mkdtemp(join(tmpdir(), "aks-ray-graph-"));
    try {
      const file = join(folder, "graph.html");
      await writeFile(file, page.replace("</body>", `${PROBE}</body>`));
      const { stdout } = await run(browser, [
        ...[...CHROMIUM_FLAGS, `--user-data-dir=${join(folder, "profile")}`],
        ...["--dump-dom", `file://${file}`],
      ]);
      const [, title = ""] = /<title>(.*?)<\/title>/.exec(stdout) ?? [];
      expect(JSON.parse(title)).to.deep.equal({
        pictures: 2,
        visible: 4,
        overflowing: [],
        overlapping: 0,
        colours: 2,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
