import type { types } from "@pulumi/kubernetes";
import type { EnvVars } from "../../args";
import type { RaySettings } from "../../settings";

/** What storage adds to the pods of head and workers. */
interface PodStorage {
  env: EnvVars;
  volumes: types.input.core.v1.Volume[];
  volumeMounts: types.input.core.v1.VolumeMount[];
}

/**
 * Builds what storage adds to pods. The variables are those that adlfs, fsspec's file system for Azure, reads for `az://` and
 * `abfss://` (fsspec/adlfs, adlfs/spec.py).
 */
export function buildPodStorage({ storage }: RaySettings): PodStorage {
  if (storage === undefined) return { env: {}, volumes: [], volumeMounts: [] };
  const named = storage.mounts.map((mount, index) => ({ ...mount, volume: `storage-${index}` }));
  return {
    env: { AZURE_STORAGE_ACCOUNT_NAME: storage.accountName, AZURE_STORAGE_ANON: "false" },
    volumes: named.map(({ volume, claimName, readOnly }) => ({
      name: volume,
      persistentVolumeClaim: { claimName, ...(readOnly && { readOnly }) },
    })),
    volumeMounts: named.map(({ volume, mountPath, readOnly }) => ({
      name: volume,
      mountPath,
      ...(readOnly && { readOnly }),
    })),
  };
}
