import type { Input } from "@pulumi/pulumi";
import type { ManagedBy, RayNetworkPolicyArgs } from "../args";

/** What a RayCluster has only where it is asked for. */
export interface RayOptions {
  suspend?: boolean;
  managedBy?: ManagedBy;
  annotations?: Record<string, Input<string>>;
  networkPolicy?: RayNetworkPolicyArgs;
  tls?: boolean;
}

/** Authentication by the callers' own Kubernetes tokens. */
export interface KubernetesTokens {
  /** Whether the pods' service account is made, rather than one of the user's. */
  makesServiceAccount: boolean;
}
