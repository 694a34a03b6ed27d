import type { Input } from "@pulumi/pulumi";
import type { AksRayClusterArgs, StorageArgs, StorageOnDestroy, StorageSku } from "../args";
import { defined } from "./defined";
import { sortedEntries } from "./pools";
import { rayClusterPlace } from "./ray-cluster";

/** The container that is made and mounted by default. */
export const DEFAULT_CONTAINER = "ray";

/** A container of blobs and how it is mounted. */
export interface StorageContainer {
  name: string;
  mountPath: string;
  readOnly: boolean;
  mountOptions: string[];
}

/** The storage account, validated and with its defaults. */
export interface StorageSettings {
  /** Of an existing account; absent when one is made. */
  resourceId?: Input<string>;
  accountName?: string;
  sku: StorageSku;
  hierarchicalNamespace: boolean;
  containers: StorageContainer[];
  onDestroy: StorageOnDestroy;
  /** The service account that the pods have, and that the identity trusts. */
  serviceAccount: { namespace: string; name: string };
  location?: Input<string>;
  tags?: Input<Record<string, Input<string>>>;
  /** Of the resource group that the program named; absent when one is made for the storage. */
  resourceGroupName?: Input<string>;
}

/** Settings of sound storage; undefined without storage. */
export function storageSettings(name: string, args: AksRayClusterArgs): StorageSettings | undefined {
  const { storage, location, tags, resourceGroupName } = args;
  if (storage === undefined) return undefined;
  const { resourceId, accountName, sku, hierarchicalNamespace, onDestroy } = storage;
  const { namespace, clusterName } = rayClusterPlace(name, args);
  return defined<StorageSettings>({
    resourceId,
    accountName,
    sku: sku ?? "Standard_LRS",
    hierarchicalNamespace: hierarchicalNamespace ?? true,
    containers: storageContainers(storage),
    onDestroy: onDestroy ?? "retain",
    serviceAccount: { namespace, name: `${clusterName}-storage` },
    location,
    tags,
    resourceGroupName,
  });
}

/** The containers of an argument, with their defaults, in the order of their names. */
export function storageContainers({ containers }: Pick<StorageArgs, "containers">): StorageContainer[] {
  return sortedEntries(containers ?? { [DEFAULT_CONTAINER]: {} }).map(([name, container]) => ({
    name,
    mountPath: container.mountPath ?? `/mnt/${name}`,
    readOnly: container.readOnly ?? false,
    mountOptions: container.mountOptions ?? [],
  }));
}

/** Where each container is mounted. */
export function storagePaths(settings: StorageSettings | undefined): Record<string, string> {
  return Object.fromEntries((settings?.containers ?? []).map(({ name, mountPath }) => [name, mountPath]));
}
