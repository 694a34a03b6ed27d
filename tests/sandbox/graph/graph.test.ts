import { expect } from "chai";
import { elements, parseSvg } from "../testing/svg-elements";
import { userErrorOf } from "../testing/user-error-of";
import { layOut } from "./layout";
import { graphPage } from "./page";
import { readResources } from "./resources";
import { graphSvg, timelineSvg } from "./svg";
import { Timeline } from "./timeline";

const urn = (types: string, name: string): string => `urn:pulumi:dev::project::${types}::${name}`;
const STACK = urn("pulumi:pulumi:Stack", "project-dev");
const RAY = urn("aks-ray:index:AksRayCluster", "ray");
const GROUP = urn("aks-ray:index:AksRayCluster$azure-native:resources:ResourceGroup", "ray-rg");
const CLUSTER = urn("aks-ray:index:AksRayCluster$azure-native:containerservice:ManagedCluster", "ray-aks");
const PROVIDER = urn("pulumi:providers:kubernetes", "ray-kubernetes");
const SECRET = urn("kubernetes:core/v1:Secret", 'a<b>&"c"');

/** What `pulumi stack export` writes of a small stack. */
function exported(): string {
  const custom = true;
  const resources = [
    { urn: STACK, type: "pulumi:pulumi:Stack" },
    {
      urn: urn("pulumi:providers:azure-native", "default_3_28_0"),
      type: "pulumi:providers:azure-native",
      custom,
    },
    { urn: RAY, type: "aks-ray:index:AksRayCluster", parent: STACK },
    { urn: GROUP, type: "azure-native:resources:ResourceGroup", custom, parent: RAY },
    {
      urn: CLUSTER,
      type: "azure-native:containerservice:ManagedCluster",
      custom,
      parent: RAY,
      dependencies: [GROUP, RAY],
    },
    {
      urn: PROVIDER,
      type: "pulumi:providers:kubernetes",
      custom,
      parent: STACK,
      dependencies: [CLUSTER, GROUP],
    },
    {
      urn: SECRET,
      type: "kubernetes:core/v1:Secret",
      custom,
      parent: STACK,
      provider: `${PROVIDER}::id`,
      outputs: { stringData: { password: "hunter2" } },
    },
    { urn: CLUSTER, type: "azure-native:containerservice:ManagedCluster", custom, delete: true },
  ];
  return JSON.stringify({ version: 3, deployment: { resources } });
}

describe("the picture of a stack", () => {
  const resources = () => readResources(exported(), "stack.json");

  it("should have the resources with their components, without stack, default providers and what is to be deleted", () => {
    expect(resources().map(({ name, within }) => [name, within])).to.deep.equal([
      ["ray-rg", ["AksRayCluster ray"]],
      ["ray-aks", ["AksRayCluster ray"]],
      ["ray-kubernetes", []],
      ['a<b>&"c"', []],
    ]);
  });

  it("should put each resource behind all it depends on, its provider included, without lines that follow from others", () => {
    const { places, edges } = layOut(resources());
    expect(places.map(({ resource, column, row }) => [resource.name, column, row])).to.deep.equal([
      ["ray-rg", 0, 0],
      ["ray-aks", 1, 0],
      ["ray-kubernetes", 2, 0],
      ['a<b>&"c"', 3, 0],
    ]);
    expect(edges).to.deep.equal([
      { from: GROUP, to: CLUSTER },
      { from: CLUSTER, to: PROVIDER },
      { from: PROVIDER, to: SECRET },
    ]);
  });

  it("should draw a box for each resource and a line for each dependency, inside the picture", () => {
    const { places, edges } = layOut(resources());
    const svg = parseSvg(graphSvg(places, edges));
    const names = elements(svg, "text").filter(({ attributes }) => attributes["class"] === "name");

    expect(names.map(({ text }) => text)).to.deep.equal([
      "ray-rg",
      "ray-aks",
      "ray-kubernetes",
      "a&lt;b&gt;&amp;&quot;c&quot;",
    ]);
    expect(elements(svg, "path")).to.have.lengthOf(3);
    for (const { attributes } of elements(svg, "rect")) {
      expect(Number(attributes["x"]) + Number(attributes["width"])).to.be.below(
        Number(svg.attributes["width"]),
      );
      expect(Number(attributes["y"]) + Number(attributes["height"])).to.be.below(
        Number(svg.attributes["height"]),
      );
    }
  });

  it("should show when each step of the last up began and how long it took, and which failed", () => {
    let clock = 0;
    const timeline = new Timeline(() => clock);
    const start = (of: string, op: "create" | "same") =>
      timeline.handle({
        kind: "resourceStart",
        urn: of,
        type: "",
        name: "",
        op,
        parent: "",
        diffs: [],
        replaceKeys: [],
      });
    const done = (of: string, op: "create" | "same", seconds: number, failed = false) =>
      timeline.handle({ kind: "resourceDone", urn: of, op, seconds, failed });
    start(RAY, "same");
    done(RAY, "same", 0);
    start(GROUP, "create");
    clock = 2000;
    done(GROUP, "create", 2);
    start(CLUSTER, "create");
    clock = 10_000;
    done(CLUSTER, "create", 8, true);

    const steps = timeline.done();
    expect(steps).to.deep.equal([
      { urn: GROUP, op: "create", began: 0, seconds: 2, failed: false },
      { urn: CLUSTER, op: "create", began: 2, seconds: 8, failed: true },
    ]);
    const svg = parseSvg(timelineSvg(steps));
    const [first, second] = elements(svg, "rect").map(({ attributes }) => attributes);
    expect(Number(first?.["x"]) + Number(first?.["width"])).to.equal(Number(second?.["x"]));
    expect(Number(second?.["width"])).to.equal(4 * Number(first?.["width"]));
    expect(elements(svg, "g").map(({ attributes }) => attributes["class"])).to.deep.equal([
      "step azure",
      "step azure failed",
    ]);
  });

  it("should be one page that loads nothing, runs nothing and shows no secret", () => {
    const page = graphPage("a <stack>", resources(), undefined);
    expect(page).to.contain("<title>a &lt;stack&gt;</title>").and.to.contain("4 resources, 3 dependencies");
    expect(page).to.not.match(/<script|src=|href=|url\(|hunter2/);
    expect(page).to.contain("A state holds no times of steps");
  });

  it("should be refused for what is no stack", () => {
    expect(userErrorOf(() => readResources("{", "x.json")).message).to.equal("x.json: this is no JSON");
    expect(userErrorOf(() => readResources("{}", "x.json")).message).to.equal("x.json: this is no stack");
  });
});
