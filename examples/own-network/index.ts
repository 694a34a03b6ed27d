import { AksRayCluster } from "pulumi-aks-ray";

const cluster = new AksRayCluster("ray", {
  location: "westeurope",
  network: {
    // Nodes and the API server's endpoint get subnets of this network; traffic leaves through a NAT gateway.
    virtualNetwork: {
      addressPrefixes: ["10.60.0.0/16"],
      nodeSubnetPrefixes: ["10.60.0.0/20"],
      apiServerSubnetPrefix: "10.60.255.0/28",
    },
    podCidrs: ["10.128.0.0/14"],
    serviceCidrs: ["10.200.0.0/16"],
    apiServerAccess: {
      enablePrivateCluster: true,
      enableVnetIntegration: true,
      enablePrivateClusterPublicFQDN: false,
    },
  },
  gpuPools: {
    a100: { vmSize: "Standard_NC24ads_A100_v4", maxNodes: 8 },
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
