import { join } from "node:path";
import { expect } from "chai";
import type { AksRayClusterArgs, KueueArgs } from "../../provider/args";
import { listAt, stringAt, type KubernetesObject } from "../kubernetes/objects";
import { CLUSTER_TIMEOUT, testCluster } from "../kubernetes/testing/test-cluster";
import { repositoryRoot } from "../sandbox/home";
import { skipWithoutPython } from "../skip";
import { ReadinessPrograms } from "./testing/readiness-programs";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const KUEUE: KueueArgs = {
  install: true,
  chart: { path: join(repositoryRoot(), "tests", "charts", "kueue") },
};

const settings = (kueue: KueueArgs): AksRayClusterArgs => ({
  gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 3 } },
  queue: { manager: "kueue", elastic: true, kueue },
});

const STACK = settings(KUEUE);

/** Its pool's only GPUs are those that others of a cohort lend, and there are none. */
const POOR = settings({ ...KUEUE, cohort: "teams", quotas: { t4: { nominal: { "nvidia.com/gpu": "0" } } } });

const WORKLOAD = { apiVersion: "kueue.x-k8s.io/v1beta2", kind: "Workload", namespace: "ray" };

const isReserved = (status: string) => (workload: KubernetesObject) =>
  listAt(workload, "status", "conditions").some(
    (condition) =>
      stringAt(condition, "type") === "QuotaReserved" && stringAt(condition, "status") === status,
  );

describe("a stack with Kueue", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;

  let programs: ReadinessPrograms;

  before(async function () {
    skipWithoutPython(this);
    programs = await ReadinessPrograms.start(await testCluster());
    stack = await SandboxStack.create();
    stack.startKueue();
  });
  after(async () => {
    await stack?.close();
    await programs?.close();
  });

  it("tells why Kueue holds its RayCluster back", async () => {
    programs.obstacle = { kind: "Workload", when: isReserved("False") };
    const up = await stack.deploy("up", POOR);
    programs.obstacle = undefined;
    const steps = changesOf(up);
    expect(steps.indexOf("create ray-local-queue")).to.be.within(0, steps.indexOf("create ray-raycluster"));
    expect(errorsOf(up)).to.contain(
      "the RayCluster is queued by Kueue in 'ray': couldn't assign flavors to pod set t4: flavor ray-ray doesn't match node affinity, insufficient quota for nvidia.com/gpu in flavor ray-ray-t4",
    );
    const pods = await stack.cluster.client.list("v1", "Pod", { namespace: "ray" });
    expect(pods.filter(({ metadata }) => metadata.labels?.["ray.io/cluster"] !== undefined)).to.deep.equal(
      [],
    );
  });

  it("is admitted with the quotas of its pools, becomes ready, and then has nothing to change", async () => {
    const up = await stack.deploy("up", STACK);
    expect(errorsOf(up)).to.equal("");
    const { client } = stack.cluster;
    const [workload] = await client.list(WORKLOAD.apiVersion, WORKLOAD.kind, WORKLOAD);
    expect(workload).to.satisfy(isReserved("True"));
    const [queue] = await client.list("kueue.x-k8s.io/v1beta2", "ClusterQueue");
    expect(queue).to.have.nested.property("spec.resourceGroups[0].flavors[1]").that.deep.includes({
      name: "ray-ray-t4",
    });
    expect(queue).to.have.nested.property("spec.resourceGroups[0].flavors[1].resources[2].nominalQuota", "3");
    const [cluster] = await client.list("ray.io/v1", "RayCluster", { namespace: "ray" });
    expect(cluster?.metadata.labels).to.include({ "kueue.x-k8s.io/queue-name": "ray" });
    expect(cluster?.metadata.annotations).to.include({ "kueue.x-k8s.io/elastic-job": "true" });
    const [manager] = await client.list("apps/v1", "Deployment", { namespace: "kueue-system" });
    expect(manager).to.have.nested.property(
      "spec.template.spec.containers[0].args[0]",
      "--feature-gates=ElasticJobsViaWorkloadSlices=true",
    );
    expect(changesOf(await stack.deploy("up", STACK))).to.deep.equal([]);
  });

  it("replaces the RayCluster on any change, so that Kueue admits it anew", async () => {
    const { client } = stack.cluster;
    const [before] = await client.list("ray.io/v1", "RayCluster", { namespace: "ray" });
    const t4 = { vmSize: "Standard_NC4as_T4_v3", minNodes: 1, maxNodes: 2 };
    const smaller = { ...STACK, gpuPools: { t4 } };
    expect(errorsOf(await stack.deploy("up", smaller))).to.equal("");
    const [workload] = await client.list(WORKLOAD.apiVersion, WORKLOAD.kind, WORKLOAD);
    expect(workload).to.satisfy(isReserved("True"));
    const [after] = await client.list("ray.io/v1", "RayCluster", { namespace: "ray" });
    expect(after?.metadata.uid).to.not.equal(before?.metadata.uid);
    expect(changesOf(await stack.deploy("up", smaller))).to.deep.equal([]);
  });

  it("is destroyed with it", async () => {
    expect(errorsOf(await stack.deploy("destroy"))).to.equal("");
    expect(await stack.azureIds()).to.deep.equal([]);
  });
});
