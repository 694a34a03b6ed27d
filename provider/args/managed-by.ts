/** Who makes the pods of a RayCluster, or runs a RayJob: the KubeRay operator, or MultiKueue on another cluster. */
export type ManagedBy = "ray.io/kuberay-operator" | "kueue.x-k8s.io/multikueue";
