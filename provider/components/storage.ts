import * as authorization from "@pulumi/azure-native/authorization";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as resources from "@pulumi/azure-native/resources";
import * as azureStorage from "@pulumi/azure-native/storage";
import { PersistentVolume, PersistentVolumeClaim, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import {
  buildBlobContainer,
  buildRoleAssignment,
  buildStorageAccount,
  buildStorageFederation,
  buildStorageIdentity,
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
import type { RaySettings, StorageSettings } from "../settings";

/** Storage in Azure that a Ray cluster's pods may use. */
export interface RayStorage extends StorageAccess {
  settings: StorageSettings;
  /** What pods have to wait for: containers, role and trust. */
  needs: pulumi.Resource[];
}

/** The cluster whose pods use the storage. */
interface StorageClient {
  resourceGroupName: pulumi.Input<string>;
  oidcIssuerUrl: pulumi.Input<string>;
}

/** Makes the storage account, or takes the one that is there, with an identity that may read and write its blobs. */
export function createStorage(
  parent: pulumi.Resource,
  name: string,
  settings: StorageSettings,
  { resourceGroupName, oidcIssuerUrl }: StorageClient,
): RayStorage {
  const account =
    settings.resourceId === undefined
      ? createAccount(parent, name, settings)
      : existingAccount(settings.resourceId);
  const identity = new managedidentity.UserAssignedIdentity(
    `${name}-storage-identity`,
    buildStorageIdentity(settings, resourceGroupName),
    { parent },
  );
  const federation = new managedidentity.FederatedIdentityCredential(
    `${name}-storage-federation`,
    buildStorageFederation(settings, resourceGroupName, identity.name, oidcIssuerUrl),
    { parent },
  );
  const role = new authorization.RoleAssignment(
    `${name}-storage-role`,
    buildRoleAssignment("storageBlobDataContributor", account.id, identity.principalId),
    { parent },
  );
  return {
    settings,
    accountName: account.accountName,
    accountResourceGroup: account.resourceGroupName,
    clientId: identity.clientId,
    needs: [...account.containers, federation, role],
  };
}

function createAccount(parent: pulumi.Resource, name: string, settings: StorageSettings) {
  const options = { parent, ...storageDataOptions(settings) };
  const resourceGroupName =
    settings.resourceGroupName ??
    new resources.ResourceGroup(`${name}-storage-rg`, buildStorageResourceGroup(settings), options).name;
  const account = new azureStorage.StorageAccount(
    storageAccountChildName(name),
    buildStorageAccount(settings, resourceGroupName),
    { ...options, replaceOnChanges: STORAGE_ACCOUNT_IMMUTABLE },
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

/** The settings of a Ray cluster whose pods mount the storage. */
export function withStorage(ray: RaySettings, storage: RayStorage | undefined): RaySettings {
  if (storage === undefined) return ray;
  const { settings } = storage;
  return {
    ...ray,
    // Whatever else needs a service account of the cluster's own uses this one.
    ownServiceAccount: undefined,
    serviceAccountName: settings.serviceAccount.name,
    storage: {
      accountName: storage.accountName,
      mounts: settings.containers.map((container) => ({
        claimName: storageVolumeName(settings, container, storage),
        mountPath: container.mountPath,
        readOnly: container.readOnly,
      })),
    },
  };
}
