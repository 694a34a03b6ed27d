import { AksCluster, KubeRayOperator, RayCluster, type WorkerGroupArgs } from "pulumi-aks-ray";

// The pools belong to all teams: whoever has work gets their nodes.
const aks = new AksCluster("shared", {
  location: "westeurope",
  systemPool: { vmSize: "Standard_D8s_v5", minNodes: 1, maxNodes: 4 },
  gpuPools: {
    t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 6 },
    a100: { vmSize: "Standard_NC24ads_A100_v4", spot: true, maxNodes: 4 },
  },
});
const inCluster = { providers: { kubernetes: aks.kubernetesProvider }, deletedWith: aks.cluster };
const operator = new KubeRayOperator("shared", {}, inCluster);

/** Workers that fill a node of the pool `t4`, up to a number of nodes. */
const t4 = (maxReplicas: number): WorkerGroupArgs => ({
  cpu: 3,
  memoryGiB: 23,
  gpus: 1,
  maxReplicas,
  nodeSelector: { "aks-ray.dev/pool": "t4" },
  tolerations: ["sku=gpu:NoSchedule"],
});

/** Workers that fill a node of the spot pool `a100`. */
const a100 = (maxReplicas: number): WorkerGroupArgs => ({
  cpu: 22,
  memoryGiB: 210,
  gpus: 1,
  maxReplicas,
  nodeSelector: { "aks-ray.dev/pool": "a100" },
  tolerations: ["sku=gpu:NoSchedule", "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"],
});

// What a team may take at most. Each has a namespace, a head and a token of its own.
const teams: Record<string, Record<string, WorkerGroupArgs>> = {
  vision: { t4: t4(4), a100: a100(2) },
  language: { a100: a100(4) },
  ads: { t4: t4(2) },
};

export const dashboards = Object.fromEntries(
  Object.entries(teams).map(([team, workerGroups]) => {
    const ray = new RayCluster(
      team,
      { namespace: team, workerGroups },
      { ...inCluster, dependsOn: [operator] },
    );
    return [team, ray.portForwardCommand];
  }),
);
export const { kubeconfig } = aks;
