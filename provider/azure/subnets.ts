import type { Input } from "@pulumi/pulumi";

/** Ids of the subnets that a cluster uses; absent ones are AKS's own. */
export interface ClusterSubnets {
  nodes?: Input<string>;
  pods?: Input<string>;
  apiServer?: Input<string>;
}
