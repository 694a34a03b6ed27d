import { expect } from "chai";
import { RAY, T4_GROUP } from "../../testing/fixture-settings";
import { buildHeadGroup } from "./head-group";
import { buildPodStorage } from "./pod-storage";
import { buildWorkerGroup } from "./worker-group";

const WITH_STORAGE = {
  ...RAY,
  serviceAccountName: "ml-storage",
  storage: {
    accountName: "mldata",
    mounts: [
      { claimName: "data-claim", mountPath: "/mnt/data", readOnly: true },
      { claimName: "ray-claim", mountPath: "/mnt/ray", readOnly: false },
    ],
  },
};

const POD_STORAGE = {
  env: { AZURE_STORAGE_ACCOUNT_NAME: "mldata", AZURE_STORAGE_ANON: "false" },
  volumes: [
    { name: "storage-0", persistentVolumeClaim: { claimName: "data-claim", readOnly: true } },
    { name: "storage-1", persistentVolumeClaim: { claimName: "ray-claim" } },
  ],
  volumeMounts: [
    { name: "storage-0", mountPath: "/mnt/data", readOnly: true },
    { name: "storage-1", mountPath: "/mnt/ray" },
  ],
};

describe("buildPodStorage", () => {
  it("should mount every container, and let programs find the account", () => {
    expect(buildPodStorage(WITH_STORAGE.storage)).to.deep.equal(POD_STORAGE);
  });

  it("should add nothing without storage", () => {
    expect(buildPodStorage(undefined)).to.deep.equal({ env: {}, volumes: [], volumeMounts: [] });
  });

  for (const [pods, group] of [
    ["the head", buildHeadGroup(WITH_STORAGE)],
    ["workers", buildWorkerGroup(T4_GROUP, WITH_STORAGE)],
  ] as const) {
    it(`should be in ${pods}, with the identity of the service account`, () => {
      expect(group.template).to.have.nested.property("spec.serviceAccountName", "ml-storage");
      expect(group.template)
        .to.have.property("metadata")
        .that.deep.includes({
          labels: { "azure.workload.identity/use": "true" },
        });
      expect(group.template).to.have.deep.nested.property("spec.volumes", POD_STORAGE.volumes);
      expect(group.template).to.have.deep.nested.property(
        "spec.containers[0].volumeMounts",
        POD_STORAGE.volumeMounts,
      );
      expect(group.template)
        .to.have.nested.property("spec.containers[0].env")
        .that.deep.includes({ name: "AZURE_STORAGE_ACCOUNT_NAME", value: "mldata" });
    });
  }

  it("should leave a user's own variable as it is", () => {
    const env = { AZURE_STORAGE_ACCOUNT_NAME: "mine" };
    const { template } = buildWorkerGroup({ ...T4_GROUP, env }, WITH_STORAGE);
    expect(template)
      .to.have.nested.property("spec.containers[0].env")
      .that.deep.includes({ name: "AZURE_STORAGE_ACCOUNT_NAME", value: "mine" });
  });
});
