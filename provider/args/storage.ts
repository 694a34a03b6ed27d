import type { Input } from "@pulumi/pulumi";

/** Redundancy and media of a storage account. The `Premium` ones are accounts of block blobs on solid-state disks. */
export type StorageSku =
  "Standard_LRS" | "Standard_ZRS" | "Standard_GRS" | "Standard_GZRS" | "Premium_LRS" | "Premium_ZRS";

/** What becomes of a new storage account when its stack is destroyed or no longer has it. */
export type StorageOnDestroy = "retain" | "delete";

/** A container of blobs, mounted in head and workers. */
export interface StorageContainerArgs {
  /** Absolute path at which it is mounted. Defaults to `/mnt/` with the container's name. */
  mountPath?: string;
  /** Whether pods may only read it, as suits data sets. Defaults to false. */
  readOnly?: boolean;
  /**
   * Further options of blobfuse2, such as `--tmp-path=/mnt/cache`, beside those that every mount has (`allow_other`, a file
   * cache of 120 seconds, no listing while it mounts, and `--use-adls` with a hierarchical namespace). Defaults to none.
   */
  mountOptions?: string[];
}

/**
 * Azure Blob Storage for checkpoints, data sets and results, without keys: head and workers have a managed identity that may
 * read and write blobs, and the containers are mounted in them. An existing account, or a new one.
 */
export interface StorageArgs {
  /**
   * Resource id of an existing storage account, in which the containers exist; the caller must be allowed to assign roles on
   * it. Excludes `accountName`, `sku` and `onDestroy`. Defaults to a new account without shared keys and public access.
   */
  resourceId?: Input<string>;
  /**
   * Name of a new account, unique in all of Azure. A change makes another, empty account. Defaults to the component's name with
   * a suffix that Pulumi chooses.
   * @pattern ^[a-z0-9]{3,24}$
   */
  accountName?: string;
  /** Redundancy and media of a new account. Defaults to `Standard_LRS`. */
  sku?: StorageSku;
  /**
   * Whether the account has a hierarchical namespace (Azure Data Lake Storage), where directories are real and are renamed at
   * once, as checkpoints want it. Has to say how it is for an existing account. A change makes another, empty account. Defaults to true.
   */
  hierarchicalNamespace?: boolean;
  /**
   * Containers by name: 3 to 63 lower-case letters, digits and single '-'. Defaults to one, `ray`, at `/mnt/ray`.
   */
  containers?: Record<string, StorageContainerArgs>;
  /**
   * What becomes of a new account and its containers when the stack is destroyed, or no longer has them: they stay in Azure, in
   * a resource group of their own unless `resourceGroupName` is given, or are deleted with all data. A change counts from the
   * next `pulumi up` on. Defaults to `retain`.
   */
  onDestroy?: StorageOnDestroy;
}
