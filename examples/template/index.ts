import * as pulumi from "@pulumi/pulumi";
import { AksRayCluster } from "pulumi-aks-ray";

const config = new pulumi.Config();

const cluster = new AksRayCluster("ray", {
  gpuPools: {
    gpu: { vmSize: config.require("vmSize"), maxNodes: config.requireNumber("maxNodes") },
  },
});

export const {
  rayAddress,
  dashboardUrl,
  portForwardCommand,
  jobSubmitCommand,
  rayClientCommand,
  logsCommand,
  workerGroups,
  kubeconfig,
} = cluster;
