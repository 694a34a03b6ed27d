/** A component of the package: its name in the schema, its interfaces in `provider/args`, and what readers of the SDKs see. */
export interface ComponentDescription {
  name: string;
  args: string;
  outputs: string;
  description: string;
}

/** The components, in the order in which the documentation lists them. */
export const components: readonly ComponentDescription[] = [
  {
    name: "AksRayCluster",
    args: "AksRayClusterArgs",
    outputs: "AksRayClusterOutputs",
    description:
      "A Ray cluster with GPUs on Azure Kubernetes Service: resource group, AKS cluster, CPU and GPU node pools, device plugins, the KubeRay operator and a RayCluster whose workers fit the nodes. It is ready when Ray itself has answered.",
  },
  {
    name: "AksCluster",
    args: "AksClusterArgs",
    outputs: "AksClusterOutputs",
    description:
      "An AKS cluster prepared for Ray: resource group, cluster, system, CPU and GPU node pools, device plugins.",
  },
  {
    name: "KubeRayOperator",
    args: "KubeRayOperatorArgs",
    outputs: "KubeRayOperatorOutputs",
    description:
      "The KubeRay operator with its custom resource definitions, on the cluster of the Kubernetes provider that the component is given.",
  },
  {
    name: "RayCluster",
    args: "RayClusterArgs",
    outputs: "RayClusterOutputs",
    description:
      "A RayCluster with token authentication and a readiness check, on the cluster of the Kubernetes provider that the component is given. The KubeRay operator has to be there.",
  },
  {
    name: "RayJob",
    args: "RayJobArgs",
    outputs: "RayJobOutputs",
    description:
      "A RayJob on a RayCluster that is there already, or on a cluster of its own. Its creation does not wait for the job's end; a change of what runs runs the job anew.",
  },
  {
    name: "RayService",
    args: "RayServiceArgs",
    outputs: "RayServiceOutputs",
    description:
      "Applications of Ray Serve on a RayCluster of their own. Its creation does not wait until the applications answer.",
  },
  {
    name: "RayCronJob",
    args: "RayCronJobArgs",
    outputs: "RayCronJobOutputs",
    description:
      "RayJobs by a schedule, each on a RayCluster that is there already or on a cluster of its own. The operator needs its feature gate `RayCronJob`.",
  },
];

/** Outputs that are marked secret in every SDK and in the state. */
export const secretOutputs: ReadonlySet<string> = new Set(["kubeconfig"]);
