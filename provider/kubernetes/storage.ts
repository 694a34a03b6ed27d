import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { StorageContainer, StorageSettings } from "../settings";
import { MANAGED_BY } from "./namespace";
import { buildIdentityAccount } from "./service-account";

/** What is known of the account once it is there. */
export interface StorageAccess {
  accountName: pulumi.Input<string>;
  accountResourceGroup: pulumi.Input<string>;
  /** Client id of the identity with which pods reach the blobs. */
  clientId: pulumi.Input<string>;
}

/** Builds the service account of head and workers. */
export function buildStorageServiceAccount(
  { serviceAccount }: StorageSettings,
  namespace: pulumi.Input<string>,
  { clientId }: StorageAccess,
) {
  return buildIdentityAccount(serviceAccount.name, namespace, clientId);
}

/**
 * Size that volume and claim must have; Blob Storage does not limit it (kubernetes-sigs/blob-csi-driver,
 * docs/workload-identity-static-pv-mount.md has such a figure as well).
 */
const NOMINAL_SIZE = "1Ti";

/** Name of volume and claim: another one for another account, identity or option, so that pods mount anew instead of not at all. */
export function storageVolumeName(
  settings: StorageSettings,
  container: StorageContainer,
  access: StorageAccess,
): pulumi.Output<string> {
  const { namespace, name } = settings.serviceAccount;
  return pulumi.output(buildVolumeSpec(settings, container, access)).apply((spec) => {
    const digest = createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 8);
    return `${namespace}-${name}-${container.name}-${digest}`;
  });
}

/**
 * Builds a volume on a container, which outlives it. The driver mounts it with the token of the pod's service account
 * (kubernetes-sigs/blob-csi-driver, docs/workload-identity-static-pv-mount.md and docs/driver-parameters.md).
 */
export function buildStorageVolume(
  settings: StorageSettings,
  container: StorageContainer,
  access: StorageAccess,
) {
  return {
    metadata: {
      name: storageVolumeName(settings, container, access),
      labels: MANAGED_BY,
      annotations: { "pv.kubernetes.io/provisioned-by": "blob.csi.azure.com" },
    },
    spec: buildVolumeSpec(settings, container, access),
  };
}

function buildVolumeSpec(
  { hierarchicalNamespace, serviceAccount }: StorageSettings,
  { name, readOnly, mountOptions }: StorageContainer,
  { accountName, accountResourceGroup, clientId }: StorageAccess,
) {
  return {
    capacity: { storage: NOMINAL_SIZE },
    accessModes: [readOnly ? "ReadOnlyMany" : "ReadWriteMany"],
    persistentVolumeReclaimPolicy: "Retain",
    storageClassName: "",
    mountOptions: [
      "-o allow_other",
      "--file-cache-timeout-in-seconds=120",
      "--cancel-list-on-mount-seconds=10",
      ...(hierarchicalNamespace ? ["--use-adls=true"] : []),
      ...mountOptions,
    ],
    csi: {
      driver: "blob.csi.azure.com",
      // Unique in the cluster: two Ray clusters may mount one container, each with its own identity.
      volumeHandle: pulumi.interpolate`${accountResourceGroup}#${accountName}#${name}#${serviceAccount.namespace}-${serviceAccount.name}`,
      volumeAttributes: {
        protocol: "fuse2",
        resourceGroup: accountResourceGroup,
        storageAccount: accountName,
        containerName: name,
        clientID: clientId,
        mountWithWorkloadIdentityToken: "true",
      },
    },
  };
}

/** Builds the claim by which pods name the volume. */
export function buildStorageClaim(
  { name, readOnly }: { name: pulumi.Input<string>; readOnly: boolean },
  namespace: pulumi.Input<string>,
) {
  return {
    metadata: { name, namespace, labels: MANAGED_BY },
    spec: {
      accessModes: [readOnly ? "ReadOnlyMany" : "ReadWriteMany"],
      storageClassName: "",
      volumeName: name,
      resources: { requests: { storage: NOMINAL_SIZE } },
    },
  };
}
