import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type * as pulumi from "@pulumi/pulumi";
import { buildNodeClass, buildNodePool } from "../kubernetes";
import type { AksSettings } from "../settings";

/** Makes the pools whose nodes AKS makes by itself; their definitions come with the cluster. */
export function createProvisionedPools(
  name: string,
  settings: AksSettings,
  options: pulumi.CustomResourceOptions,
): void {
  for (const pool of settings.provisionedPools ?? []) {
    const nodeClass = new CustomResource(
      `${name}-${pool.key}-node-class`,
      buildNodeClass(pool, settings),
      options,
    );
    new CustomResource(`${name}-${pool.key}-node-pool`, buildNodePool(pool), {
      ...options,
      dependsOn: [nodeClass],
    });
  }
}
