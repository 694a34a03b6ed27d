import type { Input } from "@pulumi/pulumi";
import type { JobClusterArgs } from "../args";
import { buildRaySettings } from "./ray-cluster";
import { withStorageReference } from "./storage-reference";
import type { RaySettings } from "./types";

/** Settings of the cluster that KubeRay makes for a job or service; `at` is the path of its sound arguments. */
export function jobClusterSettings(
  name: string,
  { storageReference, ...cluster }: JobClusterArgs,
  namespace: Input<string>,
  at: string,
): RaySettings {
  return withStorageReference(buildRaySettings(name, cluster), storageReference, namespace, at);
}
