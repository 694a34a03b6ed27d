import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { EnvVars } from "../../args";
import type { RaySettings, RayStorageMounts } from "../../settings";

type PodTemplate = pulumi.Input<types.input.core.v1.PodTemplateSpec>;

/** What storage adds to the pods of head and workers. */
export interface PodStorage {
  env: EnvVars;
  volumes: types.input.core.v1.Volume[];
  volumeMounts: types.input.core.v1.VolumeMount[];
}

/** Builds a pod's template with what storage adds to it: at once, or as soon as the storage is known. */
export function withPodStorage(
  { storage }: RaySettings,
  build: (storage: PodStorage) => PodTemplate,
): PodTemplate {
  return pulumi.Output.isInstance(storage)
    ? storage.apply((known) => pulumi.output(build(buildPodStorage(known))))
    : build(buildPodStorage(storage));
}

/**
 * Builds what storage adds to pods. The variables are those that adlfs, fsspec's file system for Azure, reads for `az://` and
 * `abfss://` (fsspec/adlfs, adlfs/spec.py).
 */
export function buildPodStorage(storage: RayStorageMounts | undefined): PodStorage {
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
