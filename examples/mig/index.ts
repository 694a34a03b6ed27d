import { AksRayCluster } from "pulumi-aks-ray";

const cluster = new AksRayCluster("ray", {
  location: "westeurope",
  gpuPools: {
    // MIG1g cuts the node's A100 into seven slices; seven workers take one each.
    slices: {
      vmSize: "Standard_NC24ads_A100_v4",
      migProfile: "MIG1g",
      maxNodes: 2,
      worker: { perNode: 7 },
    },
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
