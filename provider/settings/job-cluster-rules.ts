import type { JobClusterArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { checkRayCluster } from "./ray-cluster";

const AT = "cluster";

/** Checks the cluster that KubeRay makes for a RayJob or RayService: anew for each try, and beside the old one in an upgrade. */
export function checkJobCluster(cluster: JobClusterArgs, faults: Faults): void {
  checkRayCluster(AT, cluster, AT, faults);
  if (cluster.auth?.enableK8sTokenAuth) {
    faults.add(
      joinPath(AT, "auth", "enableK8sTokenAuth"),
      "is refused by KubeRay in a job or service; remove it, or run the job on a RayCluster of its own",
    );
  }
  if (cluster.head?.ingress) {
    faults.add(
      joinPath(AT, "head", "ingress"),
      "is for a RayCluster, whose name stays: clusters of a job or service come and go; remove it",
    );
  }
  if (cluster.historyServer?.server) {
    faults.add(
      joinPath(AT, "historyServer", "server"),
      "is for an AksRayCluster or a RayCluster, which stays: that one's server shows this cluster's logs too, in the same account; remove it",
    );
  }
  const { gcsFaultTolerance } = cluster;
  const at = (...keys: string[]) => joinPath(AT, "gcsFaultTolerance", ...keys);
  if (gcsFaultTolerance === undefined || (gcsFaultTolerance.backend ?? "redis") !== "redis") return;
  if (gcsFaultTolerance.redis?.address === undefined && !faults.touch(at("redis"))) {
    faults.add(
      at("redis", "address"),
      "must be given: only the component RayCluster makes a Redis; or choose 'backend: rocksdb'",
    );
  }
  // Clusters with one namespace would take each other's state (Ray docs, kuberay-gcs-ft).
  if (gcsFaultTolerance.externalStorageNamespace !== undefined) {
    faults.add(
      at("externalStorageNamespace"),
      "would be shared by every cluster of the job or service; remove it, so that each has its own",
    );
  }
}
