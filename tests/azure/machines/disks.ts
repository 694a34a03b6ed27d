import { CoreV1Api, StorageV1Api, type KubeConfig } from "@kubernetes/client-node";
import { ignoring } from "./api-status";

/** Storage classes of AKS for managed disks; the first is the cluster's default (AKS docs, concepts-storage). */
const CLASSES = ["default", "managed-csi", "managed-csi-premium"];

/** Volumes that wait for a claim in each class: no controller here makes disks on demand. */
const DISKS_PER_CLASS = 10;

const IS_DEFAULT = "storageclass.kubernetes.io/is-default-class";

/**
 * Gives a cluster the storage classes that AKS has, with empty disks; may be repeated. A disk whose claim has gone makes
 * room for an empty one. All of them go when the cluster is wiped.
 */
export async function addDisks(config: KubeConfig): Promise<void> {
  const storage = config.makeApiClient(StorageV1Api);
  const core = config.makeApiClient(CoreV1Api);
  const classes = (await storage.listStorageClass()).items.map(({ metadata }) => metadata?.name);
  const disks = new Map((await core.listPersistentVolume()).items.map((disk) => [disk.metadata?.name, disk]));
  for (const [index, name] of CLASSES.entries()) {
    if (!classes.includes(name)) {
      await ignoring(409, storage.createStorageClass({ body: buildClass(name, index === 0) }));
    }
    for (let number = 0; number < DISKS_PER_CLASS; number++) {
      const body = buildDisk(name, number);
      const present = disks.get(body.metadata.name);
      if (present !== undefined && present.status?.phase !== "Released") continue;
      if (present !== undefined) {
        await ignoring(404, core.deletePersistentVolume({ name: body.metadata.name }));
      }
      await ignoring(409, core.createPersistentVolume({ body }));
    }
  }
}

function buildClass(name: string, isDefault: boolean) {
  const annotations: Record<string, string> = isDefault ? { [IS_DEFAULT]: "true" } : {};
  return {
    metadata: { name, annotations },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode: "Immediate",
  };
}

function buildDisk(storageClassName: string, index: number) {
  return {
    metadata: { name: `disk-${storageClassName}-${index}` },
    spec: {
      storageClassName,
      capacity: { storage: "1Ti" },
      accessModes: ["ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: { path: "/var/empty" },
    },
  };
}
