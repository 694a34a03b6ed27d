import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { KubeRayOperator, RayCluster } from "pulumi-aks-ray";

const config = new pulumi.Config();
const cluster = new kubernetes.Provider("cluster", {
  kubeconfig: config.requireSecret("kubeconfig"),
  // Keeps a renewed kubeconfig from replacing what is inside the cluster.
  clusterIdentifier: config.require("clusterIdentifier"),
});

const inCluster = { providers: { kubernetes: cluster } };
const operator = new KubeRayOperator("ray", {}, inCluster);
const ray = new RayCluster(
  "ray",
  {
    workerGroups: {
      cpu: { cpu: 4, memoryGiB: 16, minReplicas: 1, maxReplicas: 4 },
      gpu: {
        cpu: 3,
        memoryGiB: 20,
        gpus: 1,
        maxReplicas: 2,
        // Labels and taints that the cluster's GPU nodes have.
        nodeSelector: { "kubernetes.azure.com/accelerator": "nvidia" },
        tolerations: ["sku=gpu:NoSchedule"],
      },
    },
  },
  { ...inCluster, dependsOn: [operator] },
);

export const {
  rayAddress,
  dashboardUrl,
  portForwardCommand,
  jobSubmitCommand,
  rayClientCommand,
  logsCommand,
  workerGroups,
} = ray;
