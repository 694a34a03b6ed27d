import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

/** What Ray's pods are cut off from: everything, requests to them, or requests of theirs. */
export type NetworkPolicyMode = "DenyAll" | "DenyAllIngress" | "DenyAllEgress";

/** What is open to pods beside what the stack itself needs, as Kubernetes' NetworkPolicy describes it. */
export interface NetworkPolicyRulesArgs {
  /** Who may reach the pods. Refused with `DenyAllEgress`, where everybody may. Defaults to nobody else. */
  ingressRules?: types.input.networking.v1.NetworkPolicyIngressRule[];
  /** What the pods may reach, such as a package index or a storage account. Refused with `DenyAllIngress`, where they may reach everything. Defaults to nothing else. */
  egressRules?: types.input.networking.v1.NetworkPolicyEgressRule[];
}

/**
 * Isolation of Ray's pods by NetworkPolicies, which KubeRay makes (1.7.0 and later) behind the operator's feature gate
 * `RayClusterNetworkPolicy`; AksRayCluster switches it on. Open stay: the pods of the cluster among themselves, DNS, the API
 * server from where it is needed, Redis, the KubeRay operator, the readiness Job, jobs that RayJobs submit, and Azure
 * Monitor's scraping. `kubectl port-forward` goes through the node, and so stays open too; pods that use `rayAddress` or
 * Ray Serve need a rule of `head`.
 */
export interface RayNetworkPolicyArgs {
  /** What is denied. Defaults to `DenyAll`. */
  mode?: NetworkPolicyMode;
  /** What is open to the head. Defaults to what the stack needs. */
  head?: NetworkPolicyRulesArgs;
  /** What is open to the workers of every group. Defaults to what the stack needs. */
  worker?: NetworkPolicyRulesArgs;
  /** What is open to the workers of a group, instead of `worker`, by the group's (pool's) name. Defaults to `worker`. */
  workerGroups?: Record<string, NetworkPolicyRulesArgs>;
  /**
   * Address ranges of the Kubernetes API server in CIDR notation, for the autoscaler in the head's pod and for
   * `auth.enableK8sTokenAuth`. Defaults to every address at the ports 443 and 6443, since AKS's API server has no fixed one.
   */
  apiServerAddresses?: Input<string>[];
}
