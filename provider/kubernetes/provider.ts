import type { ProviderArgs } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";

/**
 * Builds the configuration of the Kubernetes provider. The identifier changes exactly when the cluster is replaced, so
 * that a renewed kubeconfig alone never replaces what is inside the cluster (pulumi-eks #764, pulumi-kubernetes #4019).
 */
export function buildClusterProvider(
  kubeconfig: Input<string>,
  clusterIdentifier: Input<string>,
): ProviderArgs {
  return { kubeconfig, clusterIdentifier, enableServerSideApply: true };
}
