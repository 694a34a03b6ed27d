import * as pulumi from "@pulumi/pulumi";

/**
 * Options of a child inside a cluster: it waits for what its component waits for, and is not deleted on its own when the
 * cluster goes (`deletedWith`), so that a destroy neither waits on finalizers nor fails on a cluster that is gone.
 */
export function childOptions(
  parent: pulumi.ComponentResource,
  opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.CustomResourceOptions {
  return { parent, dependsOn: opts?.dependsOn, deletedWith: opts?.deletedWith };
}
