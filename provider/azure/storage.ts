import { createHash } from "node:crypto";
import type * as resources from "@pulumi/azure-native/resources";
import type * as storage from "@pulumi/azure-native/storage";
import type { CustomResourceOptions, Input } from "@pulumi/pulumi";
import type { StorageSettings } from "../settings";

/** Builds the resource group of a new account, for which the program named none: it outlives that of the cluster. */
export function buildStorageResourceGroup({ location, tags }: StorageSettings): resources.ResourceGroupArgs {
  return { location, tags };
}

/** Builds an account that takes no keys, shows nothing to the public and speaks only TLS. */
export function buildStorageAccount(
  { accountName, location, tags, sku, hierarchicalNamespace }: StorageSettings,
  resourceGroupName: Input<string>,
): storage.StorageAccountArgs {
  return {
    resourceGroupName,
    accountName,
    location,
    tags,
    // https://learn.microsoft.com/azure/storage/common/storage-account-overview: premium block blobs are a kind of their own.
    kind: sku.startsWith("Premium_") ? "BlockBlobStorage" : "StorageV2",
    sku: { name: sku },
    isHnsEnabled: hierarchicalNamespace,
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    defaultToOAuthAuthentication: true,
    enableHttpsTrafficOnly: true,
    minimumTlsVersion: "TLS1_2",
  };
}

/** Builds a container that shows nothing to the public. */
export function buildBlobContainer(
  containerName: string,
  accountName: Input<string>,
  resourceGroupName: Input<string>,
): storage.BlobContainerArgs {
  return { resourceGroupName, accountName, containerName, publicAccess: "None" };
}

/** How Pulumi treats what holds data. A replacement, too, leaves the old account where it is. */
export function storageDataOptions({
  onDestroy,
}: StorageSettings): Pick<CustomResourceOptions, "retainOnDelete"> {
  return { retainOnDelete: onDestroy === "retain" };
}

/** Properties that Azure changes in no account (https://learn.microsoft.com/rest/api/storagerp/storage-accounts/update). */
export const STORAGE_ACCOUNT_IMMUTABLE = ["isHnsEnabled", "kind"];

/**
 * Pulumi's name for the account. azure-native appends eight digits to it for the name in Azure, which may have 24 lower-case
 * letters and digits and nothing else (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
 */
export function storageAccountChildName(name: string): string {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const digest = createHash("sha256").update(name).digest("hex");
  return `${letters.slice(0, 10)}${digest.slice(0, 4)}st`;
}

/** What the resource id of an account says of it. */
export function storageAccountOf(resourceId: string): { resourceGroupName: string; accountName: string } {
  const [, resourceGroupName = "", accountName = ""] =
    /\/resourceGroups\/([^/]+)\/.*\/storageAccounts\/([^/]+)$/i.exec(resourceId) ?? [];
  return { resourceGroupName, accountName };
}
