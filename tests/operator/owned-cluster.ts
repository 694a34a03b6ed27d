import { randomBytes } from "node:crypto";
import type { NewObject } from "../kubernetes/api";
import type { KubernetesObject } from "../kubernetes/objects";
import { copy } from "../kubernetes/values";
import { MAKER_KIND, MAKER_NAME, ownedBy, RAY_API_VERSION, type RayClusterSpec } from "./ray-cluster";

/** Letters of client-go's `rand.String`. */
const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/** A name of a cluster or job of this owner: KubeRay v1.7.0 util.go, GenerateRayClusterName and GenerateRayJobId. */
export function generateName(owner: string): string {
  const suffix = [...randomBytes(5)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  return `${owner}-${suffix}`;
}

/**
 * The RayCluster of a RayJob or RayService, with its labels and annotations: KubeRay v1.7.0,
 * constructRayClusterForRayJob and constructRayClusterForRayService.
 */
export function buildOwnedCluster(
  owner: KubernetesObject,
  name: string,
  spec: RayClusterSpec,
  more: { labels?: Record<string, string>; annotations?: Record<string, string> } = {},
): NewObject {
  const { labels, annotations, namespace } = owner.metadata;
  return {
    apiVersion: RAY_API_VERSION,
    kind: "RayCluster",
    metadata: {
      name,
      namespace,
      labels: { ...labels, [MAKER_NAME]: owner.metadata.name, [MAKER_KIND]: owner.kind, ...more.labels },
      annotations: { ...annotations, ...more.annotations },
      ownerReferences: ownedBy(owner),
    },
    spec: copy(spec),
  };
}
