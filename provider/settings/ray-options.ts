import type { Input } from "@pulumi/pulumi";
import type { ManagedBy, RayNetworkPolicyArgs } from "../args";

/** What a RayCluster has only where it is asked for. */
export interface RayOptions {
  suspend?: boolean;
  managedBy?: ManagedBy;
  annotations?: Record<string, Input<string>>;
  networkPolicy?: RayNetworkPolicyArgs;
}
