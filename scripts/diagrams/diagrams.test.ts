import fs from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { elements, parseSvg } from "../../tests/sandbox/testing/svg-elements";
import type { StackResource } from "../../tests/sandbox/graph/resources";
import { diagram } from "./diagram";
import { diagrams } from "./diagrams";
import { BOX, panel } from "./panels";

const root = path.resolve(__dirname, "../..");

function resource(
  name: string,
  dependencies: string[] = [],
  type = "kubernetes:core/v1:Secret",
): StackResource {
  return { urn: name, type, name, within: [], dependencies };
}

describe("diagrams", function () {
  this.timeout(240_000);

  it("should be as the components make the stacks now; `npm run diagrams` draws them", async () => {
    const drawn = await diagrams();
    const folder = path.join(root, "docs", "diagrams");
    expect(fs.readdirSync(folder).map((file) => `docs/diagrams/${file}`)).to.have.members([...drawn.keys()]);
    for (const [file, svg] of drawn) {
      expect(fs.readFileSync(path.join(root, file), "utf8") === svg, `${file} is current`).to.equal(true);
    }
  });

  it("should have each resource below those it depends on, apart from the others and inside the frame", () => {
    const names = ["a", "b", "c", "d"];
    const { boxes, ...frame } = panel(
      "azure",
      [resource("first"), ...names.map((name) => resource(name, ["first", "elsewhere"]))],
      3,
      { x: 10, y: 20 },
    );
    expect(boxes).to.have.lengthOf(5);
    const [first, ...others] = boxes;
    for (const box of others) expect(box.y).to.be.above((first?.y ?? 0) + BOX.height);
    expect(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size).to.equal(5);
    for (const { x, y } of boxes) {
      expect(x).to.be.within(frame.x, frame.x + frame.width - BOX.width);
      expect(y).to.be.within(frame.y, frame.y + frame.height - BOX.height);
    }
  });

  it("should be one file that loads nothing, with arguments, resources, lines between them and outputs", () => {
    const resources = [
      resource("group", [], "azure-native:resources:ResourceGroup"),
      resource("cluster", ["group"], "azure-native:containerservice:ManagedCluster"),
      resource("provider", ["cluster"], "pulumi:providers:kubernetes"),
      resource("<token>", ["provider", "cluster"]),
    ];
    const text = diagram(
      { file: "x", title: "A & B", args: { location: "here", gpuPools: { t4: {} } } },
      { resources, outputs: ["kubeconfig"] },
    );
    const svg = parseSvg(text);
    const texts = elements(svg, "text").map(({ text: shown }) => shown);
    expect(svg.attributes["aria-label"]).to.equal("A &amp; B");
    expect(texts).to.include.members(["location", "gpuPools.t4", "group", "&lt;token&gt;", "kubeconfig"]);
    // Three dependencies that follow from no others, and two arrows of the flow.
    expect(elements(svg, "path").filter(({ attributes }) => attributes["class"] === "edge")).to.have.lengthOf(
      5,
    );
    expect(text).to.not.match(/<script|href=|src=|@import/);
  });
});
