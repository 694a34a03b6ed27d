import { AksRayCluster } from "pulumi-aks-ray";

const cluster = new AksRayCluster("ray", {
  location: "westeurope",
  gpuPools: {
    t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 },
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
