import { expect } from "chai";
import type { AksRayClusterArgs, StorageArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { faultsOf } from "./testing/faults-of";

const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };
const ID = "/subscriptions/s/resourceGroups/data/providers/Microsoft.Storage/storageAccounts/mldata";

const settings = (storage: StorageArgs, more: AksRayClusterArgs = {}) =>
  aksRayClusterSettings("ml", { gpuPools, storage, ...more });
const refuse = (storage: StorageArgs, more: AksRayClusterArgs = {}) =>
  faultsOf(() => settings(storage, more));

describe("storage", () => {
  it("should be a new account that stays, with one container, unless told otherwise", () => {
    const { storage, aks } = settings({}, { location: "westeurope", tags: { team: "vision" } });
    expect(storage).to.deep.equal({
      sku: "Standard_LRS",
      hierarchicalNamespace: true,
      containers: [{ name: "ray", mountPath: "/mnt/ray", readOnly: false, mountOptions: [] }],
      onDestroy: "retain",
      serviceAccount: { namespace: "ray", name: "ml-storage" },
      location: "westeurope",
      tags: { team: "vision" },
    });
    expect(aks).to.include({ blobCsiDriver: true });
    expect(aks).not.to.have.property("storage");
  });

  it("should be absent without the argument", () => {
    const parts = aksRayClusterSettings("ml", { gpuPools });
    expect(parts).not.to.have.property("storage");
    expect(parts.aks).not.to.have.property("blobCsiDriver");
  });

  it("should follow the names of the Ray cluster", () => {
    const { storage } = settings({ resourceId: ID }, { ray: { namespace: "team-a", clusterName: "big" } });
    expect(storage?.serviceAccount).to.deep.equal({ namespace: "team-a", name: "big-storage" });
  });

  it("should refuse what Azure refuses of names", () => {
    expect(Object.keys(refuse({ accountName: "ml-data" }))).to.deep.equal(["storage.accountName"]);
    const names = ["UPPER", "ab", "a--b", "-ab", "a".repeat(64)];
    const containers = Object.fromEntries(names.map((name) => [name, {}]));
    const faults = Object.values(refuse({ containers }));
    expect(faults).to.have.lengthOf(names.length);
    expect(faults).to.include(
      "'a--b' is no name of a blob container: use 3 to 63 lower-case letters, digits and single '-', a letter or digit first and last",
    );
    expect(refuse({ containers: {} })).to.deep.equal({
      "storage.containers": "must have at least one container, or be left out for 'ray'",
    });
  });

  it("should refuse mounts that hide one another or the image", () => {
    const containers = {
      data: { mountPath: "/mnt/all" },
      inner: { mountPath: "/mnt/all/inner" },
      relative: { mountPath: "mnt" },
      shm: { mountPath: "/dev/shm" },
      dotted: { mountPath: "/mnt/../etc" },
    };
    expect(refuse({ containers: { one: { mountPath: "/" } } })).to.have.all.keys(
      "storage.containers.one.mountPath",
    );
    const faults = refuse({ containers });
    expect(faults).to.have.all.keys(
      ["dotted", "inner", "relative", "shm"].map((name) => `storage.containers.${name}.mountPath`),
    );
    expect(faults["storage.containers.inner.mountPath"]).to.equal(
      "'/mnt/all/inner' overlaps '/mnt/all' of 'data'; choose another directory",
    );
    expect(faults["storage.containers.shm.mountPath"]).to.equal(
      "'/dev/shm' would hide what the image has in '/dev'; choose a directory below '/mnt'",
    );
  });

  it("should refuse properties of a new account beside one that is there, and ids of something else", () => {
    const reason = "is of a new storage account: remove it, or remove 'resourceId'";
    expect(
      refuse({ resourceId: ID, accountName: "mldata", sku: "Premium_LRS", onDestroy: "delete" }),
    ).to.deep.equal({
      "storage.accountName": reason,
      "storage.sku": reason,
      "storage.onDestroy": reason,
    });
    expect(Object.keys(refuse({ resourceId: "mldata" }))).to.deep.equal(["storage.resourceId"]);
  });

  it("should refuse another service account, and a cluster without the driver", () => {
    expect(refuse({}, { blobCsiDriver: false, ray: { serviceAccountName: "mine" } })).to.deep.equal({
      blobCsiDriver: "is off, and 'storage' mounts its containers with it: remove one of the two",
      "ray.serviceAccountName":
        "excludes 'storage', whose service account has the identity for its blobs: remove one of the two",
    });
  });

  it("should refuse other service accounts and identities of the pods that mount it", () => {
    const accountUrl = "https://logs.blob.core.windows.net";
    const faults = refuse(
      {},
      {
        gpuPools: { t4: { ...gpuPools.t4, worker: { serviceAccountName: "mine" } } },
        ray: { head: { serviceAccountName: "mine" }, historyServer: { accountUrl, clientId: "id" } },
      },
    );
    expect(Object.keys(faults).sort()).to.deep.equal([
      "gpuPools.t4.worker.serviceAccountName",
      "ray.head.serviceAccountName",
      "ray.historyServer.clientId",
    ]);
    expect(() => settings({}, { ray: { historyServer: { accountUrl } } })).not.to.throw();
  });
});
