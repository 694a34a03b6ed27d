import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import type * as pulumi from "@pulumi/pulumi";
import { buildCertManagerRelease, buildNamespace } from "../kubernetes";
import type { OperatorSettings } from "../settings";

/** Makes cert-manager with its namespace, where it is asked for; the operator has to find it when it starts. */
export function createCertManager(
  name: string,
  { certManager }: OperatorSettings,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  if (!certManager) return [];
  const namespace = new Namespace(
    `${name}-cert-manager-namespace`,
    buildNamespace(certManager.namespace),
    options,
  );
  const release = buildCertManagerRelease(certManager, namespace.metadata.name);
  return [new Release(`${name}-cert-manager`, release, options)];
}
