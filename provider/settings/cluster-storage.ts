import type { Input } from "@pulumi/pulumi";
import type { ClusterStorageArgs } from "../args";
import { defined } from "./defined";
import { storageContainers, type StorageSettings } from "./storage";

/** Storage of a RayCluster on an AKS cluster that is there. */
export interface ClusterStorageSettings {
  storage: StorageSettings;
  /** Issuer of the tokens that the storage's identity trusts. */
  oidcIssuerUrl: Input<string>;
  /** Where the identity is made. */
  resourceGroupName: Input<string>;
}

/** Settings of sound arguments; undefined without storage. */
export function clusterStorageSettings(
  args: ClusterStorageArgs | undefined,
  namespace: string,
  clusterName: string,
): ClusterStorageSettings | undefined {
  if (args === undefined) return undefined;
  const { resourceId, location, oidcIssuerUrl, resourceGroupName, hierarchicalNamespace = true } = args;
  return {
    oidcIssuerUrl,
    resourceGroupName,
    storage: defined<StorageSettings>({
      resourceId,
      sku: "Standard_LRS",
      hierarchicalNamespace,
      containers: storageContainers(args),
      onDestroy: "retain",
      serviceAccount: { namespace, name: `${clusterName}-storage` },
      location,
    }),
  };
}
