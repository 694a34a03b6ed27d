import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { AksRayClusterArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { operatorSettings } from "./operator";
import { rayClusterSettings } from "./ray-cluster";
import { errorOf, faultsOf } from "./testing/faults-of";

const T4 = { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 };
const A100 = { vmSize: "Standard_NC24ads_A100_v4", nodes: 2 };

const pool = (settings: object, rest: AksRayClusterArgs = {}): AksRayClusterArgs => ({
  gpuPools: { a: { ...T4, ...settings } },
  ...rest,
});
const refuse = (args: AksRayClusterArgs) => faultsOf(() => aksRayClusterSettings("ml", args));

describe("aksRayClusterSettings", () => {
  it("should hand each part its arguments, and make a worker group of each pool", () => {
    const args: AksRayClusterArgs = {
      location: "westeurope",
      cpuPools: { cpu: { vmSize: "Standard_D8s_v5", nodes: 3, worker: { cpu: 2, perNode: 2 } } },
      gpuPools: {
        mig: { ...A100, migProfile: "MIG1g", spot: true, worker: { perNode: 7, env: { A: "1" } } },
        t4: { ...T4, minNodes: 1, worker: { idleTimeoutSeconds: 30 } },
      },
      operator: { reconcileConcurrency: 3 },
      ray: { namespace: "team", env: { B: "2" } },
      readiness: "head",
      readinessTimeoutSeconds: 60,
    };
    expect(aksRayClusterSettings("ml", args)).to.deep.equal({
      aks: {
        location: "westeurope",
        cpuPools: { cpu: { vmSize: "Standard_D8s_v5", nodes: 3 } },
        gpuPools: {
          mig: { ...A100, migProfile: "MIG1g", spot: true },
          t4: { ...T4, minNodes: 1 },
        },
      },
      operator: { reconcileConcurrency: 3, expectedPods: 23 },
      operatorVersion: "1.7.0",
      ray: {
        namespace: "team",
        env: { B: "2" },
        readiness: "head",
        readinessTimeoutSeconds: 60,
        workerGroups: {
          cpu: {
            cpu: 2,
            memoryGiB: 13.5,
            gpus: 0,
            replicas: 6,
            nodeSelector: { "aks-ray.dev/pool": "cpu" },
            tolerations: [],
          },
          mig: {
            env: { A: "1" },
            cpu: 3,
            memoryGiB: 30,
            gpus: 1,
            gpuResource: "nvidia.com/mig-1g.10gb",
            replicas: 14,
            nodeSelector: { "aks-ray.dev/pool": "mig" },
            tolerations: [
              "sku=gpu:NoSchedule",
              "kubernetes.azure.com/scalesetpriority=spot:NoSchedule",
              "nvidia.com/gpu:NoSchedule",
            ],
          },
          t4: {
            idleTimeoutSeconds: 30,
            cpu: 3,
            memoryGiB: 23,
            gpus: 1,
            gpuResource: "nvidia.com/gpu",
            minReplicas: 1,
            maxReplicas: 2,
            nodeSelector: { "aks-ray.dev/pool": "t4" },
            tolerations: ["sku=gpu:NoSchedule", "nvidia.com/gpu:NoSchedule"],
          },
        },
      },
      workerGroups: {
        cpu: {
          minNodes: 3,
          maxNodes: 3,
          workersPerNode: 2,
          cpu: 2,
          memoryGiB: 13.5,
          gpus: 0,
          gpuResource: "",
        },
        mig: {
          minNodes: 2,
          maxNodes: 2,
          workersPerNode: 7,
          cpu: 3,
          memoryGiB: 30,
          gpus: 1,
          gpuResource: "nvidia.com/mig-1g.10gb",
        },
        t4: {
          minNodes: 1,
          maxNodes: 2,
          workersPerNode: 1,
          cpu: 3,
          memoryGiB: 23,
          gpus: 1,
          gpuResource: "nvidia.com/gpu",
        },
      },
    });
  });

  it("should hand on arguments that the parts accept, and tolerate every taint that a pool declares", () => {
    const taints = ["team=vision:NoExecute"];
    const parts = aksRayClusterSettings("ml", pool({ spot: true, taints, minNodes: 1 }));
    const [nodes] = aksClusterSettings("ml", parts.aks).pools;
    const ray = rayClusterSettings("ml", parts.ray);
    expect(operatorSettings(parts.operator).namespace).to.equal("kuberay-system");
    expect(nodes?.taints).to.have.length(3);
    expect(ray.workerGroups[0]?.tolerations).to.include.deep.members(nodes?.taints ?? []);
    expect(nodes?.labels).to.include(ray.workerGroups[0]?.nodeSelector);
    expect(ray.autoscaler).to.include({ idleTimeoutSeconds: 60, upscalingMode: "Default" });
  });

  it("should count a worker of several hosts once", () => {
    const { ray } = aksRayClusterSettings(
      "ml",
      pool({ maxNodes: undefined, nodes: 6, worker: { numOfHosts: 3 } }),
    );
    expect(ray.workerGroups?.a).to.include({ replicas: 2, numOfHosts: 3 });
    expect(rayClusterSettings("ml", ray)).to.not.have.property("autoscaler");
  });

  it("should report the faults of all parts at once, without what the parts themselves would say again", () => {
    const error = errorOf(() =>
      aksRayClusterSettings("1ml", {
        gpuPool: {},
        systemPool: { spot: true },
        gpuPools: { t4: { ...T4, worker: { memoryGiB: 99 } } },
        ray: { version: "2.40.0" },
        operator: { version: "1.6.0" },
      } as AksRayClusterArgs),
    );
    expect(error.errors.map(({ propertyPath }) => propertyPath)).to.deep.equal([
      "gpuPool",
      "gpuPools.t4.worker.memoryGiB",
      "operator.chart.crdDigests",
      "ray.clusterName",
      "ray.version",
      "systemPool.spot",
    ]);
    expect(error.message.split("\n")).to.have.length(7);
    expect(error.message).to.match(/^6 faults in the arguments of the AksRayCluster '1ml':\n/);
  });
});

describe("workers that do not fit", () => {
  const beyond =
    "what a 'Standard_NC4as_T4_v3' node has for Ray after the reservations of AKS and its daemons; lower it, or choose a larger size";
  const cases: [string, AksRayClusterArgs, Record<string, string>][] = [
    [
      "too many CPUs",
      pool({ worker: { cpu: 4 } }),
      { "gpuPools.a.worker.cpu": `'cpu' (4) must be at most 3.11, ${beyond}` },
    ],
    [
      "too much memory",
      pool({ worker: { memoryGiB: 27 } }),
      { "gpuPools.a.worker.memoryGiB": `'memoryGiB' (27) must be at most 23.1, ${beyond}` },
    ],
    [
      "too much memory together",
      pool({ worker: { memoryGiB: 15, perNode: 2, gpus: 0 } }),
      {
        "gpuPools.a.worker.memoryGiB": `'memoryGiB' (15) × 'perNode' (2) = 30 must be at most 23.1, ${beyond}`,
      },
    ],
    [
      "too many GPUs",
      pool({ worker: { gpus: 2 } }),
      { "gpuPools.a.worker.gpus": "'gpus' (2) must be at most 1, the GPUs of a 'Standard_NC4as_T4_v3' node" },
    ],
    [
      "more workers than GPUs",
      pool({ worker: { perNode: 2 } }),
      {
        "gpuPools.a.worker.perNode":
          "'perNode' (2) must be at most 1, the GPUs of a 'Standard_NC4as_T4_v3' node; or set 'gpus' to 0 for workers without",
      },
    ],
    [
      "more slices than there are",
      { gpuPools: { a: { ...A100, migProfile: "MIG2g", worker: { gpus: 4 } } } },
      {
        "gpuPools.a.worker.gpus":
          "'gpus' (4) must be at most 3, the MIG slices of a 'Standard_NC24ads_A100_v4' node",
      },
    ],
    [
      "more workers than CPUs",
      pool({ worker: { perNode: 4, gpus: 0 } }),
      {
        "gpuPools.a.worker.perNode":
          "leaves less than 1 CPU for a worker: a 'Standard_NC4as_T4_v3' node has 3.11 for Ray; lower 'perNode', or choose a larger size",
      },
    ],
    [
      "a node too small for any",
      { cpuPools: { a: { vmSize: "Standard_X1", vcpus: 1, memoryGiB: 16, nodes: 1 } } },
      {
        "cpuPools.a.vmSize":
          "leaves less than 1 CPU for a worker: a 'Standard_X1' node has 0.19 for Ray; choose a larger size",
      },
    ],
    [
      "GPUs on a pool without",
      { cpuPools: { a: { vmSize: "Standard_D8s_v5", nodes: 1, worker: { gpus: 1 } } } },
      {
        "cpuPools.a.worker.gpus":
          "must be 0 in a pool without GPUs; move the pool into 'gpuPools' with a size that has some",
      },
    ],
    [
      "nodes that make no whole workers",
      pool({ maxNodes: 5, minNodes: 2, worker: { numOfHosts: 2 } }),
      {
        "gpuPools.a.worker.numOfHosts":
          "'maxNodes' (5) × 'perNode' (1) must be a multiple of 'numOfHosts' (2), since a worker is that many pods",
      },
    ],
  ];
  for (const [what, args, faults] of cases) {
    it(`should refuse ${what}`, () => expect(refuse(args)).to.deep.equal(faults));
  }

  it("should not be counted where the number of shares is missing", () => {
    const args = JSON.parse('{ "sharing": {}, "maxNodes": 2, "worker": { "numOfHosts": 2 } }') as object;
    expect(refuse(pool(args))).to.have.all.keys("gpuPools.a.sharing.replicas");
  });

  it("should let workers fill their node, in amounts that are no binary fractions", () => {
    const worker = { perNode: 5, cpu: 12.502 };
    const args = { cpuPools: { cpu: { vmSize: "Standard_D64ds_v4", nodes: 1, worker } } };
    expect(aksRayClusterSettings("ml", args).workerGroups["cpu"]?.cpu).to.equal(12);
  });
});

describe("the head on the system pool", () => {
  const remedy =
    "choose a larger 'systemPool.vmSize', or place the head on another pool with 'ray.head.podTemplate.spec.nodeSelector'";

  it("should refuse a head that does not fit", () => {
    expect(refuse(pool({}, { ray: { head: { memoryGiB: 64 } } }))).to.deep.equal({
      "ray.head.memoryGiB": `'memoryGiB' (64) must be at most 24.5, what a 'Standard_D8s_v5' node of the system pool has for the head and its autoscaler; ${remedy}`,
    });
  });

  it("should refuse a system pool too small for the default head", () => {
    expect(refuse({ gpuPools: { a: A100 }, systemPool: { vmSize: "Standard_D2s_v5" } })).to.have.keys(
      "systemPool.vmSize",
    );
    expect(() =>
      aksRayClusterSettings("ml", pool({}, { systemPool: { vmSize: "Standard_D4s_v5" } })),
    ).to.not.throw();
  });

  for (const spec of [{ nodeSelector: { a: "b" } }, { affinity: {} }, { nodeName: "n" }, pulumi.output({})]) {
    it("should let a head that is placed elsewhere be as large as it likes", () => {
      const head = { memoryGiB: 640, podTemplate: { spec: spec as never } };
      expect(() => aksRayClusterSettings("ml", pool({}, { ray: { head } }))).to.not.throw();
    });
  }

  it("should refuse taints that keep it away", () => {
    const systemPool = { taints: ["CriticalAddonsOnly=true:NoSchedule", "a=b:PreferNoSchedule"] };
    expect(refuse(pool({}, { systemPool }))).to.deep.equal({
      "systemPool.taints[0]":
        "keeps the Ray head away, which runs on the system pool; remove it, or give tolerations or a node selector in 'ray.head.podTemplate.spec'",
    });
  });
});

describe("rules across the parts", () => {
  const cases: [string, AksRayClusterArgs, Record<string, string>][] = [
    [
      "an AMD pool without an image",
      { gpuPools: { a: { vmSize: "Standard_ND96isr_MI300X_v5", nodes: 1 } } },
      {
        "gpuPools.a.worker.image":
          "must be given for AMD GPUs, since the Ray project's own images have no ROCm: name an image with Ray and ROCm",
      },
    ],
    [
      "an Arm pool without an image",
      { cpuPools: { a: { vmSize: "Standard_D8ps_v6", nodes: 1 } } },
      {
        "cpuPools.a.worker.image":
          "must be given, since 'Standard_D8ps_v6' has Arm processors and the default image is for x86-64: name an image with Ray for Arm64",
      },
    ],
    [
      "a range of nodes without Ray's autoscaler",
      pool({}, { ray: { autoscaler: { enabled: false } } }),
      {
        "gpuPools.a.maxNodes":
          "needs Ray's autoscaler: remove 'ray.autoscaler.enabled: false', or give 'nodes' for a fixed number",
      },
    ],
    [
      "an idle timeout without Ray's autoscaler",
      { gpuPools: { a: { ...A100, worker: { idleTimeoutSeconds: 9 } } } },
      {
        "gpuPools.a.worker.idleTimeoutSeconds":
          "has no effect without Ray's autoscaler; give a pool or group a range, or remove it",
      },
    ],
    [
      "one namespace for Ray and the operator",
      pool({}, { ray: { namespace: "kuberay-system" } }),
      { "ray.namespace": "must differ from the operator's namespace, 'kuberay-system'" },
    ],
    [
      "an operator that watches elsewhere",
      pool({}, { operator: { watchNamespaces: ["other"] } }),
      { "operator.watchNamespaces": "must include 'ray', the namespace of the Ray cluster, or be left out" },
    ],
    [
      "an output where resources are decided",
      { gpuPools: pulumi.output({ a: A100 }) as never },
      {
        gpuPools:
          "must be a plain value, since it decides which resources exist or how large they are; an output, a promise or a secret cannot stand here",
      },
    ],
  ];
  for (const [what, args, faults] of cases) {
    it(`should refuse ${what}`, () => expect(refuse(args)).to.deep.equal(faults));
  }
});
