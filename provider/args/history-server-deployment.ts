import type { Input } from "@pulumi/pulumi";
import type { ImagePullPolicy } from "./ray-pod";

/**
 * KubeRay's History Server: one pod that shows, by the HTTP API of Ray's dashboard, what the collectors have written. It has an
 * identity of its own that may read blobs, and the right to read RayClusters, but not to read their tokens, so a running cluster's
 * dashboard asks for the token as ever. It asks nobody for a login; its Service `<clusterName>-history`, port 8080, is reached
 * inside the cluster and by `kubectl port-forward`. KubeRay 1.7.0 publishes its image, which has no pages of Ray's dashboard.
 */
export interface HistoryServerDeploymentArgs {
  /** Image of the server. Defaults to the KubeRay project's at the version that this release was tried with. */
  image?: Input<string>;
  /** When a node pulls the image. Defaults to `IfNotPresent`. */
  imagePullPolicy?: Input<ImagePullPolicy>;
  /**
   * CPUs that are requested. Defaults to 0.5, as in KubeRay's example.
   * @exclusiveMinimum 0
   */
  cpu?: number;
  /**
   * Memory in GiB, as request and limit; two thirds of it hold sessions that were looked at, as in KubeRay's example. Defaults to 3.
   * @minimum 1
   */
  memoryGiB?: number;
}
