import { DaemonSet } from "@pulumi/kubernetes/apps/v1";
import type * as pulumi from "@pulumi/pulumi";
import { buildImagePrePulls } from "../kubernetes";
import type { RaySettings } from "../settings";

/** Makes what pulls the images of GPU workers ahead, where it is asked for. */
export function createImagePrePull(
  name: string,
  settings: RaySettings,
  namespace: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): void {
  for (const { group, daemonSet } of buildImagePrePulls(settings, namespace)) {
    new DaemonSet(`${name}-pre-pull-${group}`, daemonSet, options);
  }
}
