import { CoreV1Api, StorageV1Api, type KubeConfig } from "@kubernetes/client-node";
import { ignoring } from "./api-status";

/** Storage classes of AKS for managed disks; the first is the cluster's default (AKS docs, concepts-storage). */
const CLASSES = ["default", "managed-csi", "managed-csi-premium"];

/** Volumes that wait for a claim in each class: no controller here makes disks on demand. */
const DISKS_PER_CLASS = 10;

const IS_DEFAULT = "storageclass.kubernetes.io/is-default-class";

/** Gives a cluster the storage classes that AKS has, with empty disks. They go when the cluster is wiped. */
export async function addDisks(config: KubeConfig): Promise<void> {
  const storage = config.makeApiClient(StorageV1Api);
  const core = config.makeApiClient(CoreV1Api);
  const present = (await storage.listStorageClass()).items.map(({ metadata }) => metadata?.name);
  for (const [index, name] of CLASSES.entries()) {
    if (present.includes(name)) continue;
    const annotations: Record<string, string> = index === 0 ? { [IS_DEFAULT]: "true" } : {};
    const body = {
      metadata: { name, annotations },
      provisioner: "kubernetes.io/no-provisioner",
      volumeBindingMode: "Immediate",
    };
    await ignoring(409, storage.createStorageClass({ body }));
    const disks = Array.from({ length: DISKS_PER_CLASS }, (_, disk) => buildDisk(name, disk));
    await Promise.all(disks.map((disk) => ignoring(409, core.createPersistentVolume({ body: disk }))));
  }
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
