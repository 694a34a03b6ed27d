import * as resources from "@pulumi/azure-native/resources";
import * as azureStorage from "@pulumi/azure-native/storage";
import { PersistentVolume, PersistentVolumeClaim, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import {
  buildBlobContainer,
  buildStorageAccount,
  buildStorageResourceGroup,
  STORAGE_ACCOUNT_IMMUTABLE,
  storageAccountChildName,
  storageAccountOf,
  storageDataOptions,
} from "../azure";
import {
  buildStorageClaim,
  buildStorageServiceAccount,
  buildStorageVolume,
  storageVolumeName,
  type StorageAccess,
} from "../kubernetes";
import type { StorageReference } from "../args";
import type { RaySettings, StorageSettings } from "../settings";
import { inItsCloud } from "./cloud";
import { renamedAliases } from "./renamed";
import { createWorkloadIdentity, type IdentityClient } from "./workload-identity";

/** Storage in Azure that a Ray cluster's pods may use. */
export interface RayStorage extends StorageAccess {
  settings: StorageSettings;
  accountId: pulumi.Output<string>;
  client: IdentityClient;
  /** What pods have to wait for: containers, role and trust. */
  needs: pulumi.Resource[];
}

/**
 * Makes the storage account, or takes the one that is there, with an identity that may read and write its blobs. `aliases` are those of the
 * parent.
 */
export function createStorage(
  parent: pulumi.Resource,
  name: string,
  settings: StorageSettings,
  client: IdentityClient,
  aliases: pulumi.ResourceOptions["aliases"],
): RayStorage {
  const account =
    settings.resourceId === undefined
      ? createAccount(parent, name, settings, aliases)
      : existingAccount(settings.resourceId);
  const identity = createWorkloadIdentity(parent, `${name}-storage`, settings, client, {
    serviceAccount: settings.serviceAccount,
    role: "storageBlobDataContributor",
    scope: account.id,
  });
  return {
    settings,
    client,
    accountId: account.id,
    accountName: account.accountName,
    accountResourceGroup: account.resourceGroupName,
    clientId: identity.clientId,
    needs: [...account.containers, ...identity.needs],
  };
}

function createAccount(
  parent: pulumi.Resource,
  name: string,
  settings: StorageSettings,
  aliases: pulumi.ResourceOptions["aliases"],
) {
  const options = { parent, ...storageDataOptions(settings) };
  const resourceGroupName =
    settings.resourceGroupName ??
    new resources.ResourceGroup(`${name}-storage-rg`, buildStorageResourceGroup(settings), options).name;
  const account = new azureStorage.StorageAccount(
    storageAccountChildName(name),
    buildStorageAccount(settings, resourceGroupName),
    {
      ...options,
      replaceOnChanges: STORAGE_ACCOUNT_IMMUTABLE,
      aliases: renamedAliases(aliases, name, storageAccountChildName),
    },
  );
  const containers = settings.containers.map(
    (container) =>
      new azureStorage.BlobContainer(
        `${name}-storage-${container.name}`,
        buildBlobContainer(container.name, account.name, resourceGroupName),
        options,
      ),
  );
  return { id: account.id, accountName: account.name, resourceGroupName, containers };
}

function existingAccount(resourceId: pulumi.Input<string>) {
  const id = pulumi.output(resourceId);
  const parts = id.apply(storageAccountOf);
  const { accountName, resourceGroupName } = parts;
  return { id, accountName, resourceGroupName, containers: [] };
}

/** Makes in the Ray namespace what pods mount storage with. */
export function createStorageMounts(
  name: string,
  { settings, needs, ...access }: RayStorage,
  namespace: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const waiting = pulumi.mergeOptions(options, { dependsOn: needs });
  const account = new ServiceAccount(
    `${name}-storage`,
    buildStorageServiceAccount(settings, namespace, access),
    waiting,
  );
  const claims = settings.containers.map((container) => {
    const child = `${name}-storage-${container.name}`;
    const volume = new PersistentVolume(child, buildStorageVolume(settings, container, access), waiting);
    return new PersistentVolumeClaim(
      child,
      buildStorageClaim({ name: volume.metadata.name, readOnly: container.readOnly }, namespace),
      waiting,
    );
  });
  return [account, ...claims];
}

/** Makes the identity for the storage of a RayCluster that is no part of an AksRayCluster. */
export function createClusterStorage(
  parent: pulumi.Resource,
  name: string,
  { clusterStorage }: RaySettings,
  aliases: pulumi.ResourceOptions["aliases"],
): RayStorage | undefined {
  return clusterStorage && createStorage(parent, name, clusterStorage.storage, clusterStorage, aliases);
}

/** How jobs and services in the cluster's namespace mount its storage. */
export function storageReference(
  storage: RayStorage | undefined,
  namespace: pulumi.Input<string>,
): StorageReference {
  if (storage === undefined) return { accountName: "", namespace, serviceAccountName: "", mounts: [] };
  return {
    accountName: storage.accountName,
    namespace,
    serviceAccountName: storage.settings.serviceAccount.name,
    mounts: storageMounts(storage),
  };
}

function storageMounts(storage: RayStorage) {
  const { settings } = storage;
  return settings.containers.map((container) => ({
    claimName: storageVolumeName(settings, container, storage),
    mountPath: container.mountPath,
    readOnly: container.readOnly,
  }));
}

/** The settings of a Ray cluster whose pods mount the storage. */
export function withStorage(ray: RaySettings, storage: RayStorage | undefined): RaySettings {
  if (storage === undefined) return ray;
  const { settings } = storage;
  const mounting = {
    ...ray,
    // Whatever else needs a service account of the cluster's own uses this one.
    ownServiceAccount: undefined,
    serviceAccountName: settings.serviceAccount.name,
    storage: { accountName: storage.accountName, mounts: storageMounts(storage) },
  };
  return inItsCloud(mounting, settings.location);
}
