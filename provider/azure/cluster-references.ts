import type { types } from "@pulumi/azure-native";
import type { Input } from "@pulumi/pulumi";

/** Ids of the subnets that a cluster uses; absent ones are AKS's own. */
export interface ClusterSubnets {
  nodes?: Input<string>;
  pods?: Input<string>;
  apiServer?: Input<string>;
}

/** What a cluster refers to. */
export interface ClusterReferences {
  subnets?: ClusterSubnets;
  /** Address from which the nodes' traffic comes, as a range; absent when AKS makes it. */
  natGatewayAddress?: Input<string>;
  /** Id of a private DNS zone that was made for the API server's name. */
  privateDnsZoneId?: Input<string>;
  /** Id of the control plane's identity; absent when Azure makes one. */
  identityId?: Input<string>;
  /** The nodes' identity; absent when AKS makes one. */
  kubeletIdentity?: types.input.containerservice.UserAssignedIdentityArgs;
  /** Id of the Log Analytics workspace for container logs; absent where they go nowhere. */
  logWorkspaceId?: Input<string>;
}
