import { expect } from "chai";
import type {
  AksRayClusterArgs,
  KubeRayOperatorArgs,
  OperatorArgs,
  QueueArgs,
  RayClusterArgs,
} from "../args";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { operatorSettings } from "./operator";
import { rayClusterSettings } from "./ray-cluster";
import { faultsOf } from "./testing/faults-of";

const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };
const workerGroups: RayClusterArgs["workerGroups"] = { a: { cpu: 2, memoryGiB: 4, replicas: 1 } };

describe("a scheduler that is installed", () => {
  it("should come with the operator, before which it has to be there", () => {
    expect(operatorSettings({ batchScheduler: "volcano", scheduler: {} }).scheduler).to.deep.equal({
      scheduler: "volcano",
      version: "1.13.0",
      namespace: "volcano-system",
      chart: { repository: "https://volcano-sh.github.io/helm-charts" },
      values: {},
    });
    expect(operatorSettings({ batchScheduler: "volcano" })).not.to.have.property("scheduler");
  });

  const stack = (queue: QueueArgs) => aksRayClusterSettings("ml", { gpuPools, queue });

  it("should go from the queue of a stack to its operator", () => {
    const { operator, ray } = stack({
      manager: "yunikorn",
      name: "root.gpus",
      scheduler: { namespace: "yk" },
    });
    expect(operator).to.deep.include({ batchScheduler: "yunikorn", scheduler: { namespace: "yk" } });
    expect(ray.queue).to.deep.equal({ manager: "yunikorn", name: "root.gpus" });
  });

  it("should have the queue that the RayCluster names", () => {
    const named = stack({ manager: "kai-scheduler", name: "gpus", scheduler: {} });
    expect(named.operator.scheduler).to.deep.equal({ queueName: "gpus" });
    expect(named.ray.queue).to.deep.equal({ manager: "kai-scheduler", name: "gpus" });
    expect(stack({ manager: "kai-scheduler", scheduler: {} }).ray.queue).to.include({
      name: "default-queue",
    });
    const volcano = (queue: Partial<QueueArgs>) => stack({ manager: "volcano", scheduler: {}, ...queue }).ray;
    expect(volcano({ name: "gpus" }).queue).to.include({ createQueue: true });
    expect(volcano({ name: "default" }).queue).to.include({ createQueue: false });
    expect(volcano({}).queue).to.include({ createQueue: false });
  });

  const inStack: [string, Partial<AksRayClusterArgs>, Record<string, string>][] = [
    [
      "a scheduler without a chart",
      { queue: { manager: "scheduler-plugins", scheduler: {} } },
      {
        "queue.scheduler":
          "cannot install 'scheduler-plugins': use one of volcano, yunikorn, kai-scheduler, or install it yourself and remove this",
      },
    ],
    [
      "a scheduler beside Kueue",
      { queue: { manager: "kueue", scheduler: {} } },
      { "queue.scheduler": "installs no Kueue: use 'kueue.install', and remove it" },
    ],
    [
      "a scheduler beside an operator that is there",
      {
        queue: { manager: "volcano", scheduler: {} },
        operator: { install: "none", batchScheduler: "volcano" },
      },
      {
        "queue.scheduler":
          "comes with an operator that is installed by Helm, and 'operator.install' is 'none': install the scheduler yourself, and remove this",
      },
    ],
    [
      "two places for one scheduler, and two names for one queue",
      {
        queue: { manager: "kai-scheduler", name: "a", scheduler: { queueName: "b" } },
        operator: { batchScheduler: "kai-scheduler", scheduler: {} },
      },
      {
        "operator.scheduler": "is the scheduler of the queue: give it as 'queue.scheduler', and remove this",
        "queue.scheduler.queueName": "is 'b', and 'queue.name' is 'a': remove it, which follows the queue",
      },
    ],
    [
      "shared namespaces",
      { queue: { manager: "volcano", scheduler: { namespace: "kuberay-system" } } },
      {
        "queue.scheduler.namespace":
          "must differ from the operator's namespace, 'kuberay-system'; each is created",
      },
    ],
    [
      "the namespace of Ray",
      { queue: { manager: "volcano", scheduler: { namespace: "ray" } } },
      { "ray.namespace": "must differ from the scheduler's namespace, 'ray'" },
    ],
    [
      "charts from elsewhere than where they can be",
      { queue: { manager: "kai-scheduler", scheduler: { chart: { repository: "https://example.com" } } } },
      {
        "queue.scheduler.chart.repository":
          "must be the address of the chart in a registry, 'oci://…', not 'https://example.com'; for a folder or file use 'path'",
      },
    ],
  ];
  for (const [what, args, faults] of inStack) {
    it(`should refuse ${what}`, () => {
      expect(faultsOf(() => aksRayClusterSettings("ml", { gpuPools, ...args }))).to.deep.equal(faults);
    });
  }

  const alone: [string, OperatorArgs, Record<string, string>][] = [
    [
      "a scheduler without its name",
      { scheduler: {} },
      {
        scheduler:
          "has no effect without 'batchScheduler', which names the scheduler: give that, or remove it",
      },
    ],
    [
      "KAI's queue elsewhere, and two sources",
      {
        batchScheduler: "volcano",
        scheduler: { queueName: "a", chart: { path: "", repository: "oci://example.com/volcano" } },
      },
      {
        "scheduler.queueName": "belongs to KAI, not to 'volcano': remove it",
        "scheduler.chart.path": "must name a folder or a '.tgz' file",
        "scheduler.chart.repository":
          "must be the address of a Helm repository, 'https://…', not 'oci://example.com/volcano'; for a folder or file use 'path'",
      },
    ],
  ];
  for (const [what, args, faults] of alone) {
    it(`should refuse ${what} in an operator of its own`, () => {
      const operator: KubeRayOperatorArgs = args;
      expect(faultsOf(() => operatorSettings(operator))).to.deep.equal(faults);
    });
  }

  it("should be refused by a RayCluster, whose operator is there already", () => {
    const queue: QueueArgs = { manager: "volcano", scheduler: {}, createQueue: true };
    expect(faultsOf(() => rayClusterSettings("ml", { workerGroups, queue }))).to.deep.equal({
      "queue.scheduler":
        "comes before the operator: give it to the KubeRayOperator, as 'scheduler', and remove it here",
      "queue.name": "must be given with 'createQueue: true', which makes it",
    });
  });
});
