import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { AksRayClusterArgs, KubeRayOperatorArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { operatorSettings } from "./operator";
import { faultsOf } from "./testing/faults-of";

describe("how the operator runs", () => {
  it("should be handed on as it is", () => {
    const deployment: KubeRayOperatorArgs = {
      replicas: 2,
      leaderElectionEnabled: true,
      kubeClient: { qps: 50, burst: 60 },
      singleNamespaceInstall: true,
      rbacEnable: true,
      crNamespacedRbacEnable: false,
      batchScheduler: "volcano",
      metrics: { serviceMonitor: { namespace: "monitoring", interval: "1m" } },
      configuration: { headSidecarContainers: [{ name: "logs", image: "fluent-bit" }] },
      useKubernetesProxy: true,
      env: { CLUSTER_DOMAIN: "example.local" },
      nodeSelector: { "kubernetes.azure.com/mode": "system" },
      serviceAccount: { create: false, name: "ray" },
      imagePullSecrets: ["mirror"],
      priorityClassName: "system-cluster-critical",
    };
    expect(operatorSettings({ ...deployment, watchNamespaces: ["ray"] }).deployment).to.deep.equal(
      deployment,
    );
  });

  it("should take its memory from the number of Ray pods, as KubeRay's chart advises", () => {
    const memory = (expectedPods: number) => operatorSettings({ expectedPods }).resources.memory;
    expect([0, 512, 513, 2000].map(memory)).to.deep.equal(["512Mi", "512Mi", "768Mi", "2048Mi"]);
  });

  it("should count the head and the most workers of the pools", () => {
    const args: AksRayClusterArgs = {
      cpuPools: {
        cpu: { vmSize: "Standard_D8s_v5", minNodes: 0, maxNodes: 300, worker: { perNode: 2, cpu: 2 } },
      },
    };
    const { operator } = aksRayClusterSettings("ml", args);
    expect(operator.expectedPods).to.equal(601);
    expect(operatorSettings(operator).resources.memory).to.equal("768Mi");
    const own = { ...args, operator: { resources: { memory: "1Gi" } } };
    expect(operatorSettings(aksRayClusterSettings("ml", own).operator).resources.memory).to.equal("1Gi");
  });

  it("should leave names of sidecars alone that are known only later", () => {
    const name = pulumi.output("later");
    const configuration = { headSidecarContainers: [{ name }, { name }] };
    expect(operatorSettings({ configuration }).deployment.configuration).to.deep.equal(configuration);
  });

  const cases: [string, KubeRayOperatorArgs, Record<string, string>][] = [
    [
      "several operators that all work",
      { replicas: 2, leaderElectionEnabled: false },
      {
        leaderElectionEnabled:
          "must be true with 2 replicas, which would all work on the same objects otherwise; remove it, or set 'replicas' to 1",
      },
    ],
    [
      "Roles in namespaces without an installation for namespaces",
      { crNamespacedRbacEnable: true },
      {
        crNamespacedRbacEnable:
          "has no effect without 'singleNamespaceInstall: true': set that, or remove it",
      },
    ],
    [
      "Roles in namespaces without any Role",
      { crNamespacedRbacEnable: true, singleNamespaceInstall: true, rbacEnable: false },
      {
        crNamespacedRbacEnable:
          "has no effect with 'rbacEnable: false', which leaves out every Role: remove one of the two",
      },
    ],
    [
      "a ServiceMonitor without metrics",
      { metrics: { enabled: false, serviceMonitor: {} } },
      {
        "metrics.serviceMonitor":
          "would scrape metrics that 'metrics.enabled: false' switches off: remove one of the two",
      },
    ],
    [
      "an existing service account without a name",
      { serviceAccount: { create: false } },
      { "serviceAccount.name": "must name an existing service account with 'create: false'" },
    ],
    [
      "what the operator does not read beside a configuration",
      {
        configuration: { defaultPodLabels: { team: "ml" } },
        logEncoder: "console",
        env: { DELETE_RAYJOB_CR_AFTER_JOB_FINISHES: "true" },
      },
      {
        "env.DELETE_RAYJOB_CR_AFTER_JOB_FINISHES":
          "has no effect with 'configuration', with which KubeRay 1.7.0 does not read it: remove one of the two",
        logEncoder:
          "has no effect with 'configuration': KubeRay 1.7.0 reads the encoder from a flag, which its chart then leaves out; remove one of the two",
      },
    ],
    [
      "sidecars without a name of their own",
      {
        configuration: {
          headSidecarContainers: [{ name: "logs" }, { name: "logs" }],
          workerSidecarContainers: [{ name: "ray-worker" }],
        },
      },
      {
        "configuration.headSidecarContainers[1].name":
          "'logs' is the name of another container of the pod; name each container once",
        "configuration.workerSidecarContainers[0].name":
          "'ray-worker' is the name of another container of the pod; name each container once",
      },
    ],
    [
      "two batch schedulers",
      { batchScheduler: "volcano", featureGates: { KubernetesWAS: true } },
      {
        batchScheduler:
          "excludes the feature gate 'KubernetesWAS', which is a scheduler itself: KubeRay's operator ends at its start with both; remove one of the two",
      },
    ],
    [
      "a gate that this version does not know",
      { featureGates: { RayClusterMTSL: true } },
      {
        "featureGates.RayClusterMTSL":
          "is no feature gate of KubeRay 1.7.0, whose operator ends at its start when it is told of one that it does not know; known: GCSFaultToleranceEmbeddedStorage, KubernetesWAS, RayClusterHistoryServer, RayClusterMTLS, RayClusterNetworkPolicy, RayClusterStatusConditions, RayCronJob, RayJobDeletionPolicy, RayMultiHostIndexing, RayServiceIncrementalUpgrade, SidecarSubmitterRestart",
      },
    ],
    [
      "memory said twice",
      { expectedPods: 10, resources: { memory: "1Gi" } },
      { expectedPods: "chooses the memory that 'resources.memory' gives: remove one of the two" },
    ],
  ];
  for (const [what, args, faults] of cases) {
    it(`should refuse ${what}`, () => expect(faultsOf(() => operatorSettings(args))).to.deep.equal(faults));
  }

  it("should take any gate of a version whose gates are not known", () => {
    const chart = { crdDigests: { "a.yaml": "0".repeat(64) } };
    const { featureGates } = operatorSettings({ version: "1.8.0", chart, featureGates: { New: true } });
    expect(featureGates).to.deep.equal({ RayCronJob: true, New: true });
  });

  const inStack: [string, AksRayClusterArgs, Record<string, string>][] = [
    [
      "Roles in a namespace that comes later",
      { operator: { singleNamespaceInstall: true, watchNamespaces: ["ray"] } },
      {
        "operator.singleNamespaceInstall":
          "cannot be had here, where the operator comes before the namespace of Ray, in which its Role would have to be: remove it ('watchNamespaces' works without), or use a KubeRayOperator for namespaces that exist",
      },
    ],
    [
      "a gate that needs a later Kubernetes",
      { kubernetesVersion: "1.34", operator: { featureGates: { SidecarSubmitterRestart: true } } },
      {
        "operator.featureGates.SidecarSubmitterRestart":
          "needs Kubernetes 1.35 or later, and 'kubernetesVersion' is 1.34: raise that, or remove the gate",
      },
    ],
  ];
  for (const [what, args, faults] of inStack) {
    it(`should refuse ${what}`, () => {
      const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };
      expect(faultsOf(() => aksRayClusterSettings("ml", { gpuPools, ...args }))).to.deep.equal(faults);
    });
  }
});
