import { expect } from "chai";
import type { KueueArgs, RayClusterArgs } from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { rayClusterSettings } from "./ray-cluster";
import { faultsOf } from "./testing/faults-of";

const group = (name: string) => ({ cpu: 2, memoryGiB: 4, replicas: 1, nodeSelector: { pool: name } });
const workerGroups: RayClusterArgs["workerGroups"] = { a: group("a"), b: group("b") };

const settings = (kueue: KueueArgs, name?: string) =>
  rayClusterSettings("ml", { workerGroups, queue: { manager: "kueue", name, kueue } }).queue;

describe("what a ClusterQueue shares", () => {
  it("should be nothing unless asked for", () => {
    expect(settings({ createQueues: true })).not.to.have.any.keys("cohort", "quotas");
  });

  it("should be got back from anybody who borrows, unless said otherwise", () => {
    expect(settings({ createQueues: true, cohort: "teams" })?.cohort).to.deep.equal({
      name: "teams",
      reclaim: "Any",
    });
    const never: KueueArgs = { createQueues: true, cohort: "teams", reclaimWithinCohort: "Never" };
    expect(settings(never)?.cohort?.reclaim).to.equal("Never");
  });

  it("should be what the user says of a group, and of the head", () => {
    const quotas = { head: { nominal: { cpu: "4" } }, a: { flavor: "a100", lendingLimit: { cpu: "1" } } };
    expect(settings({ createQueues: true, cohort: "teams", quotas })?.quotas).to.deep.equal(quotas);
  });

  const cases: [string, KueueArgs, Record<string, string>, name?: string][] = [
    [
      "shares of a queue that is not made",
      { cohort: "teams", quotas: { a: {} }, reclaimWithinCohort: "Any" },
      Object.fromEntries(
        ["cohort", "quotas", "reclaimWithinCohort"].map((key) => [
          `queue.kueue.${key}`,
          "has no effect without 'createQueues: true': set that, or say it of the ClusterQueue that is there",
        ]),
      ),
    ],
    [
      "limits that nobody reads",
      {
        createQueues: true,
        reclaimWithinCohort: "Any",
        quotas: { a: { borrowingLimit: { cpu: "1" }, lendingLimit: { cpu: "1" } } },
      },
      Object.fromEntries(
        ["reclaimWithinCohort", "quotas.a.borrowingLimit", "quotas.a.lendingLimit"].map((key) => [
          `queue.kueue.${key}`,
          "has no effect without 'cohort', whose queues borrow from each other: give that, or remove it",
        ]),
      ),
    ],
    [
      "quotas of nobody, and amounts that are none",
      {
        createQueues: true,
        cohort: "teams",
        quotas: { c: {}, a: { nominal: { "nvidia.com/gpu": "four", cpu: "-1" } } },
      },
      {
        "queue.kueue.quotas.c": "'c' is no worker group: use one of head, a, b",
        "queue.kueue.quotas.a.nominal.cpu":
          "'-1' is no amount of 'cpu': write a Kubernetes quantity such as '4', '500m' or '64Gi'",
        'queue.kueue.quotas.a.nominal["nvidia.com/gpu"]':
          "'four' is no amount of 'nvidia.com/gpu': write a Kubernetes quantity such as '4', '500m' or '64Gi'",
      },
    ],
    [
      "more lent than there is",
      {
        createQueues: true,
        cohort: "teams",
        quotas: { a: { nominal: { memory: "2Gi" }, lendingLimit: { memory: "3000Mi" } } },
      },
      {
        "queue.kueue.quotas.a.lendingLimit.memory":
          "must be at most 'nominal' (2Gi), not '3000Mi': a queue lends of its own",
      },
    ],
    [
      "less than the head and the least workers request",
      {
        createQueues: true,
        quotas: {
          head: { nominal: { cpu: "1500m", memory: "8Gi" } },
          a: { nominal: { cpu: "2", memory: "4095Mi", "example.com/x": "0" } },
        },
      },
      {
        "queue.kueue.quotas.head.nominal.cpu":
          "'1500m' is less than the 2000m that the head requests, so Kueue would never admit the cluster: raise it, or give 'cohort' to borrow the rest",
        "queue.kueue.quotas.a.nominal.memory":
          "'4095Mi' is less than the 4096Mi that the least worker requests, so Kueue would never admit the cluster: raise it, or give 'cohort' to borrow the rest",
      },
    ],
    [
      "less than that with the most that may be borrowed",
      {
        createQueues: true,
        cohort: "teams",
        quotas: { a: { nominal: { cpu: "1", memory: "1Gi" }, borrowingLimit: { cpu: "500m" } } },
      },
      {
        "queue.kueue.quotas.a.nominal.cpu":
          "'1' with a 'borrowingLimit' of '500m' is less than the 2000m that the least worker requests, so Kueue would never admit the cluster: raise it, or 'borrowingLimit'",
      },
    ],
    [
      "the queue of all Jobs of a namespace",
      { createQueues: true },
      {
        "queue.name":
          "cannot be 'default' with 'kueue.createQueues': Kueue would put every Job of the namespace into it, and so hold back the one that proves readiness; use another name",
      },
      "default",
    ],
  ];
  for (const [what, kueue, faults, name] of cases) {
    it(`should refuse ${what}`, () => {
      expect(faultsOf(() => settings(kueue, name))).to.deep.equal(faults);
    });
  }

  it("should be by pool in a stack", () => {
    const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };
    const stack = (quotas: KueueArgs["quotas"]) => () =>
      aksRayClusterSettings("ml", {
        gpuPools,
        queue: { manager: "kueue", kueue: { install: true, quotas } },
      });
    expect(faultsOf(stack({ a100: {} }))).to.deep.equal({
      "queue.kueue.quotas.a100": "'a100' is no worker group: use one of head, t4",
    });
    expect(stack({ t4: { nominal: { "nvidia.com/gpu": "2" } } })).not.to.throw();
    expect(faultsOf(stack({ t4: { nominal: { "nvidia.com/gpu": "0" } } }))).to.deep.equal({
      'queue.kueue.quotas.t4.nominal["nvidia.com/gpu"]':
        "'0' is less than the 1 that the least worker requests, so Kueue would never admit the cluster: raise it, or give 'cohort' to borrow the rest",
    });
  });

  it("should be enough for all hosts of the least workers, in their GPUs, and for the head in its memory", () => {
    const hosts = { cpu: 2, memoryGiB: 4, gpus: 2, minReplicas: 2, maxReplicas: 4, numOfHosts: 2 };
    const groups = {
      a: { ...hosts, nodeSelector: { pool: "a" } },
      b: { ...hosts, gpuResource: "amd.com/gpu", image: "rocm", nodeSelector: { pool: "b" } },
    };
    const quotas = {
      head: { nominal: { memory: "12287Mi" } },
      a: { nominal: { "nvidia.com/gpu": "7", cpu: "8", memory: "16Gi" } },
      b: { nominal: { "amd.com/gpu": "7", "nvidia.com/gpu": "0" } },
    };
    const kueue = { createQueues: true, quotas };
    const few = (head: object) => () =>
      rayClusterSettings("ml", {
        head,
        workerGroups: groups,
        queue: { manager: "kueue", elastic: true, kueue },
      });
    const never = "so Kueue would never admit the cluster: raise it, or give 'cohort' to borrow the rest";
    const gpus = {
      'queue.kueue.quotas.a.nominal["nvidia.com/gpu"]': `'7' is less than the 8 that the least 4 workers request, ${never}`,
      'queue.kueue.quotas.b.nominal["amd.com/gpu"]': `'7' is less than the 8 that the least 4 workers request, ${never}`,
    };
    expect(faultsOf(few({ memoryGiB: 12 }))).to.deep.equal({
      "queue.kueue.quotas.head.nominal.memory": `'12287Mi' is less than the 12288Mi that the head requests, ${never}`,
      ...gpus,
    });
    expect(faultsOf(few({ memoryGiB: 12, podTemplate: { spec: {} } }))).to.deep.equal(gpus);
    expect(faultsOf(few({}))).to.deep.equal(gpus);
  });

  it("should be as little as the user likes where workers may be none, a cohort lends, or a pod template decides", () => {
    const quotas = { a: { nominal: { cpu: "1" } } };
    const lent: KueueArgs = { createQueues: true, cohort: "teams", quotas };
    expect(() => settings(lent)).not.to.throw();
    const queued = (more: object) => () =>
      rayClusterSettings("ml", {
        workerGroups: { a: { ...group("a"), ...more } },
        queue: { manager: "kueue", elastic: true, kueue: { createQueues: true, quotas } },
      });
    expect(queued({})).to.throw();
    expect(queued({ replicas: undefined, maxReplicas: 2 })).not.to.throw();
    expect(queued({ podTemplate: { spec: {} } })).not.to.throw();
  });
});
