import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import type * as pulumi from "@pulumi/pulumi";
import {
  buildNetworkOperatorNamespace,
  buildNetworkOperatorRelease,
  buildNicClusterPolicy,
} from "../kubernetes";
import type { AksSettings } from "../settings";

/** Makes NVIDIA's Network Operator and what it is to do, where pools have InfiniBand. */
export function createNetworkOperator(
  name: string,
  { networkOperator, pools }: AksSettings,
  gpuOperator: pulumi.Resource[],
  options: pulumi.CustomResourceOptions,
): void {
  if (!networkOperator) return;
  const namespace = new Namespace(
    `${name}-network-operator-namespace`,
    buildNetworkOperatorNamespace(networkOperator),
    options,
  );
  // Its rules are objects of the Node Feature Discovery that comes with the GPU Operator.
  const release = new Release(
    `${name}-network-operator`,
    buildNetworkOperatorRelease(networkOperator, pools, namespace.metadata.name),
    { ...options, dependsOn: gpuOperator },
  );
  new CustomResource(`${name}-nic-cluster-policy`, buildNicClusterPolicy(networkOperator, pools), {
    ...options,
    dependsOn: [release],
  });
}
