import { expect } from "chai";
import { parse } from "yaml";
import { batchSchedulerSettings } from "../../settings/batch-scheduler";
import type { BatchScheduler, BatchSchedulerInstallArgs } from "../../args";
import { RAY } from "../../testing/fixture-settings";
import { buildBatchSchedulerRelease, buildVolcanoQueue } from "./batch-scheduler";

function release(batchScheduler: BatchScheduler, scheduler: BatchSchedulerInstallArgs = {}) {
  const settings = batchSchedulerSettings({ batchScheduler, scheduler });
  if (!settings) throw new Error("nothing would be installed");
  return buildBatchSchedulerRelease(settings, settings.namespace);
}

const ALWAYS = { atomic: true, timeout: 600, maxHistory: 5 };

describe("buildBatchSchedulerRelease", () => {
  it("should install Volcano as it comes", () => {
    expect(release("volcano")).to.deep.equal({
      name: "volcano",
      chart: "volcano",
      version: "1.13.0",
      repositoryOpts: { repo: "https://volcano-sh.github.io/helm-charts" },
      namespace: "volcano-system",
      ...ALWAYS,
      values: {},
    });
  });

  it("should have YuniKorn leave other pods alone and make queues as they are named", () => {
    const { values, ...rest } = release("yunikorn", { version: "v1.9.0" });
    expect(rest).to.deep.equal({
      name: "yunikorn",
      chart: "yunikorn",
      version: "1.9.0",
      repositoryOpts: { repo: "https://apache.github.io/yunikorn-release" },
      namespace: "yunikorn",
      ...ALWAYS,
    });
    const { yunikornDefaults, ...others } = values as { yunikornDefaults: Record<string, string> };
    expect(others).to.deep.equal({ embedAdmissionController: false });
    expect(parse(yunikornDefaults["queues.yaml"] ?? "")).to.deep.equal({
      partitions: [
        {
          name: "default",
          placementrules: [
            { name: "provided", create: true },
            { name: "tag", value: "namespace", create: true },
          ],
          queues: [{ name: "root", submitacl: "*" }],
        },
      ],
    });
  });

  it("should have KAI make the queue and ask for no runtime class that AKS lacks", () => {
    expect(release("kai-scheduler", { queueName: "gpus" })).to.deep.equal({
      name: "kai-scheduler",
      chart: "oci://ghcr.io/kai-scheduler/kai-scheduler/kai-scheduler",
      version: "v0.13.0",
      namespace: "kai-scheduler",
      ...ALWAYS,
      values: {
        admission: { gpuPodRuntimeClassName: "" },
        defaultQueue: { createDefaultQueue: true, childName: "gpus" },
      },
    });
  });

  it("should take a mirror or a file, and values that win", () => {
    const repository = "https://charts.example.com";
    expect(release("volcano", { chart: { repository } }).repositoryOpts).to.deep.equal({ repo: repository });
    const local = release("kai-scheduler", {
      chart: { path: "charts/kai.tgz" },
      values: { admission: { gpuPodRuntimeClassName: "nvidia" } },
    });
    expect(local).to.include({ chart: "charts/kai.tgz" });
    expect(local).not.to.have.property("version");
    expect(local.values).to.deep.equal({
      admission: { gpuPodRuntimeClassName: "nvidia" },
      defaultQueue: { createDefaultQueue: true, childName: "default-queue" },
    });
  });
});

describe("buildVolcanoQueue", () => {
  const queue = { manager: "volcano", gangScheduling: true, elastic: false, createQueues: false } as const;

  it("should make the queue that is asked for, and none otherwise", () => {
    expect(buildVolcanoQueue({ ...RAY, queue: { ...queue, name: "gpus", createQueue: true } })).to.deep.equal(
      {
        apiVersion: "scheduling.volcano.sh/v1beta1",
        kind: "Queue",
        metadata: { name: "gpus", labels: { "app.kubernetes.io/managed-by": "aks-ray" } },
        spec: { weight: 1, reclaimable: true },
      },
    );
    expect(buildVolcanoQueue({ ...RAY, queue: { ...queue, name: "gpus" } })).to.equal(undefined);
    expect(buildVolcanoQueue(RAY)).to.equal(undefined);
  });
});
