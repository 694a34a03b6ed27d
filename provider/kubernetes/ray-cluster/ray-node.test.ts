import { expect } from "chai";
import { RAY, T4_GROUP } from "../../testing/fixture-settings";
import { buildHeadGroup } from "./head-group";
import { buildRayNode } from "./ray-node";
import { buildWorkerGroup } from "./worker-group";

describe("buildRayNode", () => {
  it("should say CPUs and GPUs beside custom resources, and not twice", () => {
    const node = buildRayNode(
      { "num-cpus": "3", "num-gpus": "1" },
      { labels: { zone: "a" }, resources: { disk: 2 }, rayStartParams: { "object-store-memory": "1" } },
    );
    expect(node).to.deep.equal({
      labels: { zone: "a" },
      resources: { CPU: "3", GPU: "1", disk: "2" },
      rayStartParams: { "object-store-memory": "1" },
    });
  });

  it("should keep work off a head with custom resources", () => {
    const head = { ...RAY.head, resources: { coordinator: 1 } };
    expect(buildHeadGroup({ ...RAY, head })).to.deep.include({
      resources: { CPU: "0", coordinator: "1" },
      rayStartParams: {},
    });
  });

  it("should pass a group's priority on", () => {
    expect(buildWorkerGroup({ ...T4_GROUP, priority: 5 }, RAY)).to.include({ priority: 5 });
  });
});
