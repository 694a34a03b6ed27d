import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import type * as pulumi from "@pulumi/pulumi";
import { buildGpuOperatorRelease, buildNamespace } from "../kubernetes";
import type { AksSettings } from "../settings";

/** Makes NVIDIA's GPU Operator with its namespace, where it is asked for. */
export function createGpuOperator(
  name: string,
  { gpuOperator, pools }: AksSettings,
  options: pulumi.CustomResourceOptions,
): void {
  if (!gpuOperator) return;
  const namespace = new Namespace(
    `${name}-gpu-operator-namespace`,
    buildNamespace(gpuOperator.namespace),
    options,
  );
  const release = buildGpuOperatorRelease(gpuOperator, pools, namespace.metadata.name);
  new Release(`${name}-gpu-operator`, release, options);
}
