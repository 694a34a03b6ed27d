import { expect } from "chai";
import { RAY, T4_GROUP } from "../../testing/fixture-settings";
import { buildSpillVolume } from "./spill-volume";
import { buildWorkerGroup } from "./worker-group";

describe("the volume for spilled objects", () => {
  it("should be a limited part of the OS disk, for which the worker asks", () => {
    const group = buildWorkerGroup({ ...T4_GROUP, objectSpilling: { sizeGiB: 100 } }, RAY);
    expect(group.rayStartParams).to.include({ "object-spilling-directory": "/object-spilling" });
    expect(group.template).to.have.deep.nested.property("spec.volumes", [
      { name: "object-spilling", emptyDir: { sizeLimit: "100Gi" } },
    ]);
    expect(group.template).to.have.deep.nested.property("spec.containers[0].volumeMounts", [
      { name: "object-spilling", mountPath: "/object-spilling" },
    ]);
    const fixed = { memory: "20992Mi", "nvidia.com/gpu": "1", "ephemeral-storage": "110Gi" };
    expect(group.template).to.have.deep.nested.property("spec.containers[0].resources", {
      requests: { cpu: "3", ...fixed },
      limits: fixed,
    });
  });

  it("should be a volume of its class that lives as long as the worker, and that Ray's user can write", () => {
    const objectSpilling = { sizeGiB: 2000, storageClassName: "local" };
    expect(buildSpillVolume({ ...T4_GROUP, objectSpilling })).to.deep.equal({
      rayStartParams: { "object-spilling-directory": "/object-spilling" },
      volumeMounts: [{ name: "object-spilling", mountPath: "/object-spilling" }],
      volumes: [
        {
          name: "object-spilling",
          ephemeral: {
            volumeClaimTemplate: {
              spec: {
                accessModes: ["ReadWriteOnce"],
                storageClassName: "local",
                resources: { requests: { storage: "2000Gi" } },
              },
            },
          },
        },
      ],
      resources: {},
      securityContext: { fsGroup: 1000, fsGroupChangePolicy: "OnRootMismatch" },
    });
    const group = buildWorkerGroup({ ...T4_GROUP, objectSpilling, mps: true }, RAY);
    expect(group.template).to.have.nested.property("spec.securityContext.fsGroup", 1000);
    expect(group.template).to.have.nested.property("spec.volumes").with.length(2);
  });
});
