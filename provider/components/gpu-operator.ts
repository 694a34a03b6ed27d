import { ConfigMap, Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import type * as pulumi from "@pulumi/pulumi";
import { buildGpuOperatorRelease, buildNamespace, buildOperatorPluginConfig } from "../kubernetes";
import type { AksSettings } from "../settings";

/** Makes NVIDIA's GPU Operator with its namespace, where it is asked for; returns its release. */
export function createGpuOperator(
  name: string,
  { gpuOperator, pools }: AksSettings,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (!gpuOperator) return [];
  const namespace = new Namespace(
    `${name}-gpu-operator-namespace`,
    buildNamespace(gpuOperator.namespace),
    options,
  );
  const config = buildOperatorPluginConfig(pools, namespace.metadata.name);
  const dependsOn = config ? [new ConfigMap(`${name}-gpu-operator-plugin-config`, config, options)] : [];
  const release = buildGpuOperatorRelease(gpuOperator, pools, namespace.metadata.name);
  return [new Release(`${name}-gpu-operator`, release, { ...options, dependsOn })];
}
