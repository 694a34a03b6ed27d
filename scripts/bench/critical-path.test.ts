import { expect } from "chai";
import type { SerializedResource } from "../../tests/engine/state-format";
import type { TimelineStep } from "../../tests/sandbox/graph/timeline";
import { criticalPath } from "./critical-path";

const step = (urn: string, began: number, seconds: number): TimelineStep => ({
  urn,
  op: "create",
  began,
  seconds,
  failed: false,
});
const resource = (urn: string, more: object = {}): SerializedResource => ({
  urn,
  type: "t",
  custom: true,
  ...more,
});

describe("criticalPath", () => {
  it("follows what ended last, by dependencies, properties and providers", () => {
    const resources = [
      resource("component", { custom: false }),
      resource("group"),
      resource("cluster", { propertyDependencies: { resourceGroupName: ["group"], tags: [] } }),
      resource("provider", { dependencies: ["cluster"] }),
      resource("pool", { dependencies: ["cluster"] }),
      resource("chart", { provider: "provider::id" }),
    ];
    const steps = [
      step("component", 0, 19),
      step("group", 1, 1),
      step("cluster", 2.5, 10),
      step("pool", 12.5, 3),
      step("provider", 13, 0),
      step("chart", 13, 6),
    ];
    expect(criticalPath(steps, resources)).to.deep.equal([
      { urn: "group", waited: 1, seconds: 1 },
      { urn: "cluster", waited: 0.5, seconds: 10 },
      { urn: "provider", waited: 0.5, seconds: 0 },
      { urn: "chart", waited: 0, seconds: 6 },
    ]);
  });

  it("is empty where nothing was done", () => {
    expect(criticalPath([], [resource("group")])).to.deep.equal([]);
  });
});
