import type { StorageSettings } from "../settings";

/** A new account with a container for results and one with data. */
export const STORAGE: StorageSettings = {
  sku: "Standard_LRS",
  hierarchicalNamespace: true,
  containers: [
    { name: "data", mountPath: "/mnt/data", readOnly: true, mountOptions: ["--tmp-path=/mnt/cache"] },
    { name: "ray", mountPath: "/mnt/ray", readOnly: false, mountOptions: [] },
  ],
  onDestroy: "retain",
  serviceAccount: { namespace: "ray", name: "ml-storage" },
  location: "westeurope",
  tags: { team: "vision" },
};
