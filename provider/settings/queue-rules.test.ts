import { expect } from "chai";
import type { AksRayClusterArgs, OperatorArgs, QueueArgs, RayClusterArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { rayClusterSettings } from "./ray-cluster";
import { faultsOf } from "./testing/faults-of";

const group = (name: string) => ({ cpu: 2, memoryGiB: 4, replicas: 1, nodeSelector: { pool: name } });
const fixed = { a: group("a") };
const scaling = { a: { cpu: 2, memoryGiB: 4, minReplicas: 0, maxReplicas: 3, nodeSelector: { pool: "a" } } };

describe("the queue of a RayCluster", () => {
  const settings = (queue: QueueArgs, workerGroups: RayClusterArgs["workerGroups"] = fixed) =>
    rayClusterSettings("ml", { workerGroups, queue }).queue;

  it("should have a priority class that can be a label's value, which it becomes", () => {
    const workerGroups = fixed;
    const refuse = (priorityClassName: string) =>
      faultsOf(() =>
        rayClusterSettings("ml", { workerGroups, queue: { manager: "kueue", priorityClassName } }),
      );
    for (const name of ["Größe", "", "a".repeat(64)]) {
      expect(refuse(name)).to.have.all.keys("queue.priorityClassName");
    }
    expect(settings({ manager: "kueue", priorityClassName: "high" })?.priorityClassName).to.equal("high");
  });

  it("should be none unless asked for", () => {
    expect(rayClusterSettings("ml", { workerGroups: fixed })).to.not.have.property("queue");
  });

  it("should be a LocalQueue of a Kueue that is there, or of one that is installed with its queues", () => {
    expect(settings({ manager: "kueue" })).to.deep.equal({
      manager: "kueue",
      name: "ray",
      gangScheduling: true,
      elastic: false,
      createQueues: false,
    });
    expect(settings({ manager: "kueue", name: "gpus", kueue: { install: true } })).to.deep.equal({
      manager: "kueue",
      name: "gpus",
      gangScheduling: true,
      elastic: false,
      kueue: {
        version: "0.20.1",
        namespace: "kueue-system",
        chart: { repository: "oci://registry.k8s.io/kueue/charts/kueue" },
        values: {},
      },
      createQueues: true,
    });
  });

  it("should not hold pods together with scheduler-plugins where they come and go", () => {
    expect(settings({ manager: "scheduler-plugins" })?.gangScheduling).to.equal(true);
    expect(settings({ manager: "scheduler-plugins" }, scaling)?.gangScheduling).to.equal(false);
  });

  const many = (...names: string[]) => Object.fromEntries(names.map((name) => [name, group(name)]));
  const cases: [string, QueueArgs, Record<string, string>, RayClusterArgs["workerGroups"]?][] = [
    [
      "KAI without a queue",
      { manager: "kai-scheduler" },
      { "queue.name": "must be given with 'kai-scheduler', which starts no pod without a queue" },
    ],
    [
      "a queue where there are none, and a priority class that nobody reads",
      { manager: "scheduler-plugins", name: "a", priorityClassName: "high" },
      {
        "queue.name": "has no meaning with 'scheduler-plugins', which has no queues: remove it",
        "queue.priorityClassName":
          "is not read with 'scheduler-plugins', only with kueue and volcano: remove it, or set it in a pod template",
      },
    ],
    [
      "pods one by one where they always start together",
      { manager: "volcano", gangScheduling: false },
      {
        "queue.gangScheduling":
          "cannot be false with 'volcano', which starts a RayCluster as a whole: remove it",
      },
    ],
    [
      "pods held together that come and go",
      { manager: "scheduler-plugins", gangScheduling: true },
      {
        "queue.gangScheduling":
          "excludes Ray's autoscaler with 'scheduler-plugins': KubeRay 1.7.0 counts the pods once, and workers that come later would not belong; remove one of the two",
      },
      scaling,
    ],
    [
      "a RayCluster that scales, for Kueue",
      { manager: "kueue" },
      {
        "queue.elastic":
          "must be true under Ray's autoscaler: Kueue refuses other RayClusters that scale; set it, or give every pool or group a fixed number",
      },
      scaling,
    ],
    [
      "more groups than Kueue takes",
      { manager: "kueue" },
      {
        "queue.manager":
          "'kueue' takes at most 17 worker groups, and there are 18: have fewer, or use another",
      },
      many(..."abcdefghijklmnopqr"),
    ],
    [
      "more groups than an older Kueue takes",
      { manager: "kueue", kueue: { install: true, version: "0.17.6" } },
      {
        "queue.manager": "'kueue' takes at most 7 worker groups, and there are 8: have fewer, or use another",
      },
      many(..."abcdefgh"),
    ],
    [
      "a group with the name that Kueue gives the head",
      { manager: "kueue" },
      {
        "queue.manager":
          "'kueue' keeps the name 'head' for the head: give the pool or worker group of that name another, or use another manager",
      },
      { head: group("a") },
    ],
    [
      "a version of a Kueue that is not installed",
      { manager: "kueue", kueue: { version: "0.20.1" } },
      { "queue.kueue.version": "has no effect without 'install: true': set that, or remove it" },
    ],
    [
      "Kueue's settings beside another",
      { manager: "volcano", elastic: true, kueue: { install: true } },
      {
        "queue.elastic": "belongs to Kueue, not to 'volcano': remove it",
        "queue.kueue": "belongs to Kueue, not to 'volcano': remove it",
      },
    ],
    [
      "groups whose quotas Kueue cannot tell apart",
      { manager: "kueue", kueue: { createQueues: true } },
      {
        "workerGroups.b.nodeSelector":
          "must be given, and differ from that of other groups, with 'queue.kueue.createQueues': Kueue finds a group's quota by it",
      },
      { a: group("a"), b: group("a") },
    ],
  ];
  for (const [what, queue, faults, workerGroups = fixed] of cases) {
    it(`should refuse ${what}`, () => {
      expect(faultsOf(() => rayClusterSettings("ml", { workerGroups, queue }))).to.deep.equal(faults);
    });
  }
});

describe("the operator beside a queue", () => {
  const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };

  it("should work with the queue's scheduler, and with none beside Kueue", () => {
    const operator = (queue: QueueArgs) => aksRayClusterSettings("ml", { gpuPools, queue }).operator;
    expect(operator({ manager: "yunikorn" }).batchScheduler).to.equal("yunikorn");
    expect(operator({ manager: "kueue" })).to.not.have.property("batchScheduler");
  });

  const cases: [string, OperatorArgs, QueueArgs, Record<string, string>][] = [
    [
      "another scheduler",
      { batchScheduler: "yunikorn" },
      { manager: "volcano" },
      {
        "operator.batchScheduler":
          "is 'yunikorn', and 'queue.manager' is 'volcano': remove it, which follows the queue",
      },
    ],
    [
      "a scheduler beside Kueue",
      { batchScheduler: "volcano" },
      { manager: "kueue" },
      {
        "operator.batchScheduler":
          "is 'volcano', and 'queue.manager' is 'kueue': remove it, which follows the queue",
      },
    ],
    [
      "an operator of Azure's",
      { install: "extension" },
      { manager: "volcano" },
      {
        "queue.manager":
          "'volcano' needs an operator that works with it, and that of 'operator.install: extension' is Azure's: use 'kueue', or 'helm'",
      },
    ],
    [
      "an operator of which nobody says that it works with the scheduler",
      { install: "none" },
      { manager: "volcano" },
      {
        "operator.batchScheduler":
          "must be 'volcano', since 'queue.manager' needs it: have the operator that is there work with it, and say so here",
      },
    ],
    [
      "a gate that is a scheduler itself",
      { featureGates: { KubernetesWAS: true } },
      { manager: "volcano" },
      {
        "queue.manager":
          "'volcano' excludes the operator's feature gate 'KubernetesWAS', which is a scheduler itself: remove one of the two",
      },
    ],
  ];
  for (const [what, operator, queue, faults] of cases) {
    it(`should refuse ${what}`, () => {
      const args: AksRayClusterArgs = { gpuPools, operator, queue };
      expect(faultsOf(() => aksRayClusterSettings("ml", args))).to.deep.equal(faults);
    });
  }
});
