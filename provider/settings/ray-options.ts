import type { Input } from "@pulumi/pulumi";
import type { ManagedBy, RayNetworkPolicyArgs } from "../args";
import type { ClusterStorageSettings } from "./cluster-storage";
import type { HistoryServerSettings } from "./history-server";
import type { OwnServiceAccount } from "./own-service-account";

/** What a RayCluster has only where it is asked for. */
export interface RayOptions {
  suspend?: boolean;
  managedBy?: ManagedBy;
  annotations?: Record<string, Input<string>>;
  networkPolicy?: RayNetworkPolicyArgs;
  tls?: boolean;
  historyServer?: HistoryServerSettings;
  ownServiceAccount?: OwnServiceAccount;
  imagePrePull?: boolean;
  /** Storage that is made with the cluster's pods, rather than by an AksRayCluster. */
  clusterStorage?: ClusterStorageSettings;
}
