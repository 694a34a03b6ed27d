import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import { Release } from "@pulumi/kubernetes/helm/v3";
import { AksCluster, KubeRayOperator, RayCluster } from "pulumi-aks-ray";

// Eight GPUs, which belong to three teams.
const aks = new AksCluster("shared", {
  location: "westeurope",
  systemPool: { vmSize: "Standard_D8s_v5", minNodes: 1, maxNodes: 4 },
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 8 } },
});
const inCluster = { providers: { kubernetes: aks.kubernetesProvider }, deletedWith: aks.cluster };
const operator = new KubeRayOperator("shared", {}, inCluster);

const options = { provider: aks.kubernetesProvider, deletedWith: aks.cluster };
const namespace = new Namespace("kueue", { metadata: { name: "kueue-system" } }, options);
const kueue = new Release(
  "kueue",
  {
    name: "kueue",
    chart: "oci://registry.k8s.io/kueue/charts/kueue",
    version: "0.20.1",
    namespace: namespace.metadata.name,
  },
  options,
);

/** A kind of nodes: queues can lend to each other what they have of the same flavor. */
const flavor = (name: string, spec: object) =>
  new CustomResource(
    `flavor-${name}`,
    { apiVersion: "kueue.x-k8s.io/v1beta2", kind: "ResourceFlavor", metadata: { name }, spec },
    { ...options, dependsOn: [kueue] },
  );
const flavors = [
  flavor("heads", {}),
  flavor("t4", {
    nodeLabels: { "aks-ray.dev/pool": "t4" },
    nodeTaints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
  }),
];

/** What a worker takes of a node of the pool `t4`. */
const worker = { cpu: 3, memoryGiB: 23, gpus: 1 };

/** What a queue has for a number of workers. */
const workers = (count: number) => ({
  cpu: String(count * worker.cpu),
  memory: `${count * worker.memoryGiB}Gi`,
  "nvidia.com/gpu": String(count),
});

/** GPUs that are a team's own, and those that it may have when others leave theirs. */
interface Team {
  own: number;
  most: number;
}

const teams: Record<string, Team> = {
  vision: { own: 4, most: 8 },
  language: { own: 3, most: 8 },
  ads: { own: 1, most: 2 },
};

export const dashboards = Object.fromEntries(
  Object.entries(teams).map(([team, { own, most }]) => {
    const ray = new RayCluster(
      team,
      {
        namespace: team,
        workerGroups: {
          t4: {
            ...worker,
            maxReplicas: most,
            nodeSelector: { "aks-ray.dev/pool": "t4" },
            tolerations: ["sku=gpu:NoSchedule"],
          },
        },
        queue: {
          manager: "kueue",
          elastic: true,
          kueue: {
            createQueues: true,
            cohort: "teams",
            quotas: {
              head: { flavor: "heads" },
              t4: { flavor: "t4", nominal: workers(own), borrowingLimit: workers(most - own) },
            },
          },
        },
      },
      { ...inCluster, dependsOn: [operator, ...flavors] },
    );
    return [team, ray.portForwardCommand];
  }),
);
export const { kubeconfig } = aks;
