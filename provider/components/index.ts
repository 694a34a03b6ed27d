export { AksCluster } from "./aks-cluster";
export { AksRayCluster } from "./aks-ray-cluster";
export { KubeRayOperator } from "./kuberay-operator";
export { RayCluster, type RayClusterOptions } from "./ray-cluster";
export { RayJob } from "./ray-job";
export { RayService } from "./ray-service";
export { RayCronJob } from "./ray-cron-job";
