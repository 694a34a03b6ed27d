import { expect } from "chai";
import { RAY, T4_GROUP } from "../../testing/fixture-settings";
import { buildWorkerGroup } from "./worker-group";

describe("workers under the Multi-Process Service", () => {
  it("should leave /dev/shm to its daemon", () => {
    const group = buildWorkerGroup({ ...T4_GROUP, mps: true, memoryGiB: 10 }, RAY);
    expect(group.rayStartParams).to.deep.equal({
      "num-cpus": "3",
      "num-gpus": "1",
      "plasma-directory": "/object-store",
      "object-store-memory": "3221225472",
    });
    expect(group.template).to.have.deep.nested.property("spec.volumes", [
      { name: "object-store", emptyDir: { medium: "Memory" } },
    ]);
    expect(group.template).to.have.deep.nested.property("spec.containers[0].volumeMounts", [
      { name: "object-store", mountPath: "/object-store" },
    ]);
  });

  it("should have an object store of the size that the user says", () => {
    const rayStartParams = { "object-store-memory": "1000000000" };
    const group = buildWorkerGroup({ ...T4_GROUP, mps: true, rayStartParams }, RAY);
    expect(group.rayStartParams).to.include({
      "plasma-directory": "/object-store",
      "object-store-memory": "1000000000",
    });
  });
});
