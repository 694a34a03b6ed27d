import { readFileSync } from "node:fs";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { KubeRayOperator, RayService } from "pulumi-aks-ray";

const config = new pulumi.Config();
const cluster = new kubernetes.Provider("cluster", {
  kubeconfig: config.requireSecret("kubeconfig"),
  // Keeps a renewed kubeconfig from replacing what is inside the cluster.
  clusterIdentifier: config.require("clusterIdentifier"),
});

const inCluster = { providers: { kubernetes: cluster } };
const operator = new KubeRayOperator("ray", {}, inCluster);
const namespace = new kubernetes.core.v1.Namespace("serving", {}, { provider: cluster });
const service = new RayService(
  "fruit",
  {
    namespace: namespace.metadata.name,
    serveConfigV2: readFileSync("serve.yaml", "utf8"),
    cluster: { workerGroups: { cpu: { cpu: 2, memoryGiB: 4, minReplicas: 1, maxReplicas: 3 } } },
  },
  { ...inCluster, dependsOn: [operator] },
);

export const { serveUrl, portForwardCommand, statusCommand } = service;
