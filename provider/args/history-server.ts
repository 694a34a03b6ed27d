import type { Input } from "@pulumi/pulumi";
import type { HistoryServerDeploymentArgs } from "./history-server-deployment";
import type { EnvVars, ContainerResourcesArgs } from "./pods";
import type { ImagePullPolicy } from "./ray-pod";
import type { SecretKeyArgs } from "./fault-tolerance";

/**
 * Collector of Ray's logs and events, which outlive the pods in Azure Blob Storage: a container of KubeRay's beside Ray in each
 * pod (an alpha feature of KubeRay 1.7.0, behind the operator's feature gate `RayClusterHistoryServer`; AksRayCluster switches
 * it on). KubeRay's History Server (`server`) shows them. At most one of `accountUrl` and `connectionStringSecret` may be given,
 * and one is needed without storage.
 */
export interface HistoryServerArgs {
  /**
   * Address of the storage account, `https://ACCOUNT.blob.core.windows.net`, to which the pods log in with their workload
   * identity; it needs the role Storage Blob Data Contributor, and `clientId`, a service account of the user's, or the identity
   * of storage. Defaults to the account of `storage` of an AksRayCluster or RayCluster, or of a job's `storageReference`, on which
   * the identity has that role.
   */
  accountUrl?: Input<string>;
  /**
   * Client id of the managed identity for `accountUrl`. Head and workers then run as the service account `<clusterName>-ray`,
   * which is made; the identity needs a federated credential for `system:serviceaccount:<namespace>:<clusterName>-ray`.
   * Excludes `serviceAccountName` of the cluster, whose service account has an identity of its own.
   */
  clientId?: Input<string>;
  /** Connection string of the storage account, in an existing Secret of the Ray namespace. */
  connectionStringSecret?: SecretKeyArgs;
  /** Name of the blob container. Defaults to `ray-historyserver`, the collector's own default. */
  containerName?: Input<string>;
  /** Image of the collector. Defaults to the KubeRay project's at the version that this release was tried with. */
  image?: Input<string>;
  /** When a node pulls the image. Defaults to `IfNotPresent`. */
  imagePullPolicy?: Input<ImagePullPolicy>;
  /**
   * CPU and memory of the collector, as request and limit. Workers that fill their node get so much less. Defaults to
   * KubeRay's: requests of 50m and 64Mi, limits of 200m and 256Mi.
   */
  resources?: ContainerResourcesArgs;
  /** Further environment variables of the collector. Those that KubeRay or this package sets are refused. */
  env?: EnvVars;
  /**
   * The server that shows what was collected; needs `storage` without another `accountUrl`, or `connectionStringSecret`. Refused in
   * jobs and services, whose logs that of a RayCluster with the same account shows too. Defaults to none.
   */
  server?: HistoryServerDeploymentArgs;
}
