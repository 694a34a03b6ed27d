import { AksRayCluster } from "pulumi-aks-ray";

const cluster = new AksRayCluster("ray", {
  location: "westeurope",
  cpuPools: {
    // Data loading goes on while spot nodes come and go.
    loader: { vmSize: "Standard_D16s_v5", minNodes: 1, maxNodes: 4 },
  },
  gpuPools: {
    // No node, and no cost, while no work asks for a GPU.
    a100spot: { vmSize: "Standard_NC24ads_A100_v4", spot: true, maxPrice: 1.5, maxNodes: 8 },
  },
  ray: {
    // A worker without work leaves after five minutes; AKS then removes its node.
    autoscaler: { idleTimeoutSeconds: 300 },
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
