import type { Input } from "@pulumi/pulumi";
import type { StorageContainerArgs } from "./storage";

/**
 * Blob storage of a RayCluster on an AKS cluster that is there, with workload identity and the Blob CSI driver: containers of
 * an existing account, mounted in head and workers and reached with an identity of the RayCluster's own. Identity, role and the
 * identity's trust in the pods' service account are made in Azure, by the caller's login there.
 */
export interface ClusterStorageArgs {
  /**
   * Resource id of the storage account, such as the output `storageAccountId` of an AksRayCluster. The containers exist in it,
   * and the caller must be allowed to assign roles on it.
   */
  resourceId: Input<string>;
  /** Address of the AKS cluster's OpenID Connect issuer, such as the output `oidcIssuerUrl` of an AksCluster. */
  oidcIssuerUrl: Input<string>;
  /** Name of the resource group in which the identity is made. */
  resourceGroupName: Input<string>;
  /** Azure region of the identity. Defaults to that of Pulumi's configuration, or of the resource group. */
  location?: Input<string>;
  /** Whether the account has a hierarchical namespace. Defaults to true. */
  hierarchicalNamespace?: boolean;
  /** Containers by name: 3 to 63 lower-case letters, digits and single '-'. Defaults to one, `ray`, at `/mnt/ray`. */
  containers?: Record<string, StorageContainerArgs>;
}

/** A container of blobs that pods of a namespace can mount. */
export interface StorageMount {
  /** Name of the PersistentVolumeClaim on it. */
  claimName: Input<string>;
  /** Absolute path at which it is mounted. */
  mountPath: Input<string>;
  /** Whether pods may only read it. */
  readOnly: Input<boolean>;
}

/** How pods of one namespace mount storage and reach its blobs: the output `storageReference` of AksRayCluster and RayCluster. */
export interface StorageReference {
  /** Name of the storage account; empty where there is no storage, which jobs and services refuse. */
  accountName: Input<string>;
  /** Namespace of the claims and of the service account. */
  namespace: Input<string>;
  /** Name of the service account whose identity may read and write the blobs. */
  serviceAccountName: Input<string>;
  /** The containers. */
  mounts: Input<Input<StorageMount>[]>;
}
