import { expect } from "chai";
import { settled } from "../settings/testing/faults-of";
import { STORAGE } from "../testing/fixture-storage";
import {
  buildStorageClaim,
  buildStorageServiceAccount,
  buildStorageVolume,
  storageVolumeName,
  type StorageAccess,
} from "./storage";

const ACCESS: StorageAccess = { accountName: "mldata", accountResourceGroup: "rg", clientId: "client" };
const [DATA, RAY] = STORAGE.containers as [(typeof STORAGE.containers)[0], (typeof STORAGE.containers)[0]];

describe("buildStorageServiceAccount", () => {
  it("should name the identity to the workload identity webhook", () => {
    expect(buildStorageServiceAccount(STORAGE, "ray", ACCESS)).to.deep.equal({
      metadata: {
        name: "ml-storage",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
        annotations: { "azure.workload.identity/client-id": "client" },
      },
    });
  });
});

describe("buildStorageVolume", () => {
  it("should build a volume that pods mount with their own token and that keeps its data", async () => {
    const name = await settled(storageVolumeName(STORAGE, RAY, ACCESS));
    expect(name).to.match(/^ray-ml-storage-ray-[0-9a-f]{8}$/);
    expect(await settled(buildStorageVolume(STORAGE, RAY, ACCESS))).to.deep.equal({
      metadata: {
        name,
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
        annotations: { "pv.kubernetes.io/provisioned-by": "blob.csi.azure.com" },
      },
      spec: {
        capacity: { storage: "1Ti" },
        accessModes: ["ReadWriteMany"],
        persistentVolumeReclaimPolicy: "Retain",
        storageClassName: "",
        mountOptions: [
          "-o allow_other",
          "--file-cache-timeout-in-seconds=120",
          "--cancel-list-on-mount-seconds=10",
          "--use-adls=true",
        ],
        csi: {
          driver: "blob.csi.azure.com",
          volumeHandle: "rg#mldata#ray#ray-ml-storage",
          volumeAttributes: {
            protocol: "fuse2",
            resourceGroup: "rg",
            storageAccount: "mldata",
            containerName: "ray",
            clientID: "client",
            mountWithWorkloadIdentityToken: "true",
          },
        },
      },
    });
  });

  it("should pass on what a container and its account differ in", async () => {
    const settings = { ...STORAGE, hierarchicalNamespace: false };
    const { spec } = await settled(buildStorageVolume(settings, DATA, ACCESS));
    expect(spec.accessModes).to.deep.equal(["ReadOnlyMany"]);
    expect(spec.mountOptions).to.include("--tmp-path=/mnt/cache");
    expect(spec.mountOptions).not.to.include("--use-adls=true");
  });

  it("should have another name for another account", async () => {
    const names = ["mldata", "other"].map((accountName) =>
      settled(storageVolumeName(STORAGE, RAY, { ...ACCESS, accountName })),
    );
    expect(await names[0]).not.to.equal(await names[1]);
  });
});

describe("buildStorageClaim", () => {
  it("should claim its one volume, and none that a storage class would make", () => {
    expect(buildStorageClaim({ name: "v", readOnly: false }, "ray")).to.deep.equal({
      metadata: { name: "v", namespace: "ray", labels: { "app.kubernetes.io/managed-by": "aks-ray" } },
      spec: {
        accessModes: ["ReadWriteMany"],
        storageClassName: "",
        volumeName: "v",
        resources: { requests: { storage: "1Ti" } },
      },
    });
  });
});
