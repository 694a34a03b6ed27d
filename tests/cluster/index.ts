/** A real Kubernetes control plane for tests and the sandbox. */
export { tools, type Progress, type Tools } from "./build";
export { runningCluster, startCluster, stopCluster, type ClusterOptions, type LocalCluster } from "./start";
