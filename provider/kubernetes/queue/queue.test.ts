import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { QueueSettings, RaySettings } from "../../settings";
import { RAY } from "../../testing/fixture-settings";
import { buildRayCluster } from "../ray-cluster/ray-cluster";
import { buildKueueQueues, buildKueueRelease } from "./kueue";
import { buildQueueMetadata } from "./metadata";

const queued = (queue: Partial<QueueSettings>): RaySettings => ({
  ...RAY,
  queue: { manager: "kueue", gangScheduling: true, elastic: false, createQueues: false, ...queue },
});

describe("buildQueueMetadata", () => {
  const cases: [Partial<QueueSettings>, Record<string, string>][] = [
    [
      { manager: "kueue", name: "ray", priorityClassName: "high" },
      { "kueue.x-k8s.io/queue-name": "ray", "kueue.x-k8s.io/priority-class": "high" },
    ],
    [
      { manager: "volcano", name: "gpus", priorityClassName: "high" },
      { "volcano.sh/queue-name": "gpus", "ray.io/priority-class-name": "high" },
    ],
    [
      { manager: "yunikorn", name: "root.gpus" },
      {
        "yunikorn.apache.org/app-id": "ml",
        "yunikorn.apache.org/queue": "root.gpus",
        "ray.io/gang-scheduling-enabled": "true",
      },
    ],
    [{ manager: "yunikorn", gangScheduling: false }, { "yunikorn.apache.org/app-id": "ml" }],
    [{ manager: "kai-scheduler", name: "gpus" }, { "kai.scheduler/queue": "gpus" }],
    [{ manager: "scheduler-plugins" }, { "ray.io/gang-scheduling-enabled": "true" }],
    [{ manager: "scheduler-plugins", gangScheduling: false }, {}],
  ];
  for (const [queue, labels] of cases) {
    it(`should write what is read with ${JSON.stringify(queue)}`, () => {
      expect(buildQueueMetadata(queued(queue))).to.deep.equal({ labels, annotations: {} });
    });
  }

  it("should tell Kueue of a RayCluster that scales, and leave its 'suspend' to Kueue", () => {
    const { metadata, spec } = buildRayCluster(queued({ name: "ray", elastic: true }), "ray");
    expect(metadata).to.have.property("annotations").that.deep.equals({
      "kueue.x-k8s.io/elastic-job": "true",
      "pulumi.com/patchForce": "true",
    });
    expect(metadata.labels).to.include({ "kueue.x-k8s.io/queue-name": "ray" });
    expect(spec).to.not.have.property("suspend");
  });

  it("should tell Kueue of the least workers, which it would not let start otherwise", () => {
    const workers = (settings: RaySettings) => buildRayCluster(settings, "ray").spec.workerGroupSpecs[0];
    expect(workers(queued({ name: "ray", elastic: true }))).to.include({ replicas: 1, minReplicas: 1 });
    expect(workers(RAY)).not.to.have.property("replicas");
  });
});

describe("buildKueueRelease", () => {
  it("should switch on the gate for RayClusters that scale, below the user's values", () => {
    const kueue = {
      version: "0.20.1",
      namespace: "kueue-system",
      chart: { repository: "oci://registry.k8s.io/kueue/charts/kueue" },
      values: { controllerManager: { replicas: 2 } },
    };
    expect(buildKueueRelease(kueue, true, "kueue-system")).to.deep.equal({
      name: "kueue",
      chart: "oci://registry.k8s.io/kueue/charts/kueue",
      version: "0.20.1",
      namespace: "kueue-system",
      atomic: true,
      timeout: 600,
      maxHistory: 5,
      values: {
        controllerManager: {
          featureGates: [{ name: "ElasticJobsViaWorkloadSlices", enabled: true }],
          replicas: 2,
        },
      },
    });
    const local = { ...kueue, chart: { path: "charts/kueue" }, values: {} };
    expect(buildKueueRelease(local, false, "kueue-system")).to.include({ chart: "charts/kueue" });
  });
});

describe("buildKueueQueues", () => {
  it("should give the head and each group a flavor with its nodes and quota", async () => {
    const built = buildKueueQueues(queued({ name: "ray", createQueues: true }), "ray");
    const known = await new Promise((resolve) =>
      (pulumi.output(built) as pulumi.Output<object>).apply(resolve),
    );
    const labels = { "app.kubernetes.io/managed-by": "aks-ray" };
    expect(known).to.deep.equal({
      flavors: [
        {
          group: [],
          flavor: {
            apiVersion: "kueue.x-k8s.io/v1beta2",
            kind: "ResourceFlavor",
            metadata: { name: "ray-ml", labels },
            spec: {},
          },
        },
        {
          group: ["t4"],
          flavor: {
            apiVersion: "kueue.x-k8s.io/v1beta2",
            kind: "ResourceFlavor",
            metadata: { name: "ray-ml-t4", labels },
            spec: {
              nodeLabels: { "aks-ray.dev/pool": "t4" },
              nodeTaints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
            },
          },
        },
      ],
      clusterQueue: {
        apiVersion: "kueue.x-k8s.io/v1beta2",
        kind: "ClusterQueue",
        metadata: { name: "ray-ml", labels },
        spec: {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ray" } },
          resourceGroups: [
            {
              coveredResources: ["cpu", "memory", "nvidia.com/gpu"],
              flavors: [
                {
                  name: "ray-ml",
                  resources: [
                    { name: "cpu", nominalQuota: "2500m" },
                    { name: "memory", nominalQuota: "9216Mi" },
                    { name: "nvidia.com/gpu", nominalQuota: "0" },
                  ],
                },
                {
                  name: "ray-ml-t4",
                  resources: [
                    { name: "cpu", nominalQuota: "6000m" },
                    { name: "memory", nominalQuota: "41984Mi" },
                    { name: "nvidia.com/gpu", nominalQuota: "2" },
                  ],
                },
              ],
            },
          ],
        },
      },
      localQueue: {
        apiVersion: "kueue.x-k8s.io/v1beta2",
        kind: "LocalQueue",
        metadata: { name: "ray", labels, namespace: "ray" },
        spec: { clusterQueue: "ray-ml" },
      },
    });
  });

  const built = (settings: RaySettings) =>
    new Promise<ReturnType<typeof buildKueueQueues>>((resolve) =>
      (
        pulumi.output(buildKueueQueues(settings, "ray")) as unknown as pulumi.Output<
          ReturnType<typeof buildKueueQueues>
        >
      ).apply(resolve),
    );

  // Beside 100 GiB of objects a worker has room for its other files.
  it("should cover all that the pods request, since Kueue admits nothing else", async () => {
    const [group] = RAY.workerGroups;
    if (group === undefined) throw new Error("there is no worker group");
    const podTemplate = {
      spec: { containers: [{ name: "exporter", resources: { requests: { "example.com/license": "1" } } }] },
    };
    const settings = queued({ name: "ray", createQueues: true });
    const { clusterQueue } = await built({
      ...settings,
      workerGroups: [{ ...group, rdma: true, objectSpilling: { sizeGiB: 100 }, podTemplate }],
    });
    expect(clusterQueue.spec.resourceGroups)
      .to.have.nested.property("[0].coveredResources")
      .that.includes.members([
        "cpu",
        "ephemeral-storage",
        "example.com/license",
        "memory",
        "nvidia.com/gpu",
        "rdma/sharedib",
      ]);
    expect(clusterQueue.spec.resourceGroups)
      .to.have.nested.property("[0].flavors[1].resources")
      .that.deep.includes.members([
        { name: "example.com/license", nominalQuota: "2" },
        { name: "ephemeral-storage", nominalQuota: `${2 * 110 * 1024}Mi` },
        { name: "rdma/sharedib", nominalQuota: "2" },
      ]);
  });

  it("should lend to a cohort and borrow from it, of flavors that are there", async () => {
    const quotas = {
      head: { flavor: "cpu" },
      t4: {
        flavor: "t4",
        nominal: { "nvidia.com/gpu": "1" },
        borrowingLimit: { "nvidia.com/gpu": "3" },
        lendingLimit: { cpu: "2" },
      },
    };
    const cohort = { name: "teams", reclaim: "Any" } as const;
    const { flavors, clusterQueue } = await built(
      queued({ name: "ray", createQueues: true, cohort, quotas }),
    );
    expect(flavors).to.deep.equal([]);
    expect(clusterQueue.spec).to.deep.include({
      cohortName: "teams",
      preemption: { reclaimWithinCohort: "Any" },
    });
    expect(clusterQueue.spec.resourceGroups).to.have.nested.property("[0].flavors[0].name", "cpu");
    expect(clusterQueue.spec.resourceGroups)
      .to.have.nested.property("[0].flavors[1]")
      .that.deep.equals({
        name: "t4",
        resources: [
          { name: "cpu", nominalQuota: "6000m", lendingLimit: "2" },
          { name: "memory", nominalQuota: "41984Mi" },
          { name: "nvidia.com/gpu", nominalQuota: "1", borrowingLimit: "3" },
        ],
      });
  });
});
