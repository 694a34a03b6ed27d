import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import type { RayClusterArgs } from "../../provider/args";
import { buildKueueQueues } from "../../provider/kubernetes/queue/kueue";
import { buildRayCluster } from "../../provider/kubernetes/ray-cluster/ray-cluster";
import { rayClusterSettings } from "../../provider/settings/ray-cluster";
import type { NewObject } from "../kubernetes/api";
import type { KubernetesObject } from "../kubernetes/objects";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  eventually,
  installRayClusters,
  removeRayClusters,
  testCluster,
  type TestCluster,
} from "../kubernetes/testing/test-cluster";
import { installKueue, removeKueue, runKueue } from "./kueue";

const NAMESPACE = "queued";
const group = {
  cpu: 2,
  memoryGiB: 4,
  gpus: 1,
  replicas: 2,
  nodeSelector: { pool: "a" },
  tolerations: ["sku=gpu:NoSchedule"],
};
const DEFINITIONS = ["resourceflavors", "clusterqueues", "localqueues"];

/** A RayCluster with its queues, as the component makes them. */
async function built(name: string, args: Partial<RayClusterArgs> = {}) {
  const queue: RayClusterArgs["queue"] = {
    manager: "kueue",
    name,
    kueue: { createQueues: true },
    ...args.queue,
  };
  const all = { namespace: NAMESPACE, workerGroups: { a: group }, ...args, queue };
  const settings = rayClusterSettings(name, all);
  const { flavors, clusterQueue, localQueue } = buildKueueQueues(settings, NAMESPACE);
  const made = [...flavors.map(({ flavor }) => flavor), clusterQueue, localQueue];
  const objects = { queues: made, cluster: buildRayCluster(settings, NAMESPACE) };
  type Built = { queues: NewObject[]; cluster: NewObject };
  const known = pulumi.output(objects as unknown) as unknown as pulumi.Output<Built>;
  return await new Promise<Built>((resolve) => known.apply(resolve));
}

describe("a RayCluster in a queue of Kueue", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let test: TestCluster;
  const stop = new AbortController();
  let kueue: Promise<void> = Promise.resolve();
  const manager = { fieldManager: "test", force: true };

  before(async () => {
    test = await testCluster();
    const { client } = test;
    await createNamespace(client, NAMESPACE);
    await installRayClusters(client);
    for (const plural of DEFINITIONS) {
      const file = join(__dirname, "..", "charts", "kueue", "templates", `${plural}.yaml`);
      await client.apply(parse(await readFile(file, "utf8")) as NewObject, manager);
    }
    await installKueue(client);
    kueue = runKueue(client, NAMESPACE, stop.signal);
  });
  after(async () => {
    stop.abort();
    await kueue;
    const { client } = test;
    await removeKueue(client);
    await removeRayClusters(client);
    const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
    for (const plural of DEFINITIONS)
      await client.delete({ ...definition, metadata: { name: `${plural}.kueue.x-k8s.io` } });
    await client.delete({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
  });

  async function deploy(
    name: string,
    args?: Partial<RayClusterArgs>,
    change = (queues: NewObject[]) => queues,
  ): Promise<KubernetesObject> {
    const { queues: made, cluster } = await built(name, args);
    const queues = change(made);
    for (const object of queues) await test.client.apply(object, manager);
    return await test.client.apply(cluster, manager);
  }

  /** The Workload of a RayCluster once Kueue has decided. */
  async function decided(name: string): Promise<{ status: string; message: string }> {
    const fieldSelector = `metadata.name=raycluster-${name}`;
    const target = {
      apiVersion: "kueue.x-k8s.io/v1beta2",
      kind: "Workload",
      namespace: NAMESPACE,
      fieldSelector,
    };
    const conditions = (object?: KubernetesObject) =>
      (object?.["status"] as { conditions?: { type: string; status: string; message: string }[] } | undefined)
        ?.conditions;
    const [workload] = await eventually(test.client, target, ([one]) => conditions(one) !== undefined);
    const [reserved] = conditions(workload) ?? [];
    return { status: reserved?.status ?? "", message: reserved?.message ?? "" };
  }

  const suspended = async (name: string) => {
    const { spec } = await test.client.get("ray.io/v1", "RayCluster", name, NAMESPACE);
    return (spec as { suspend?: boolean }).suspend;
  };

  it("is suspended when it is made, and admitted with the quota that the component gives its queue", async () => {
    expect(await deploy("fits")).to.have.nested.property("spec.suspend", true);
    expect(await decided("fits")).to.deep.equal({ status: "True", message: "" });
    const target = {
      apiVersion: "ray.io/v1",
      kind: "RayCluster",
      namespace: NAMESPACE,
      fieldSelector: "metadata.name=fits",
    };
    await eventually(
      test.client,
      target,
      ([one]) => (one?.["spec"] as { suspend?: boolean }).suspend === false,
    );
  });

  it("is admitted with adapters, spilled objects and containers of a template in its quota", async () => {
    const podTemplate = {
      spec: {
        containers: [{ name: "logs", resources: { requests: { cpu: "100m", "example.com/x": "1" } } }],
      },
    };
    await deploy("more", { workerGroups: { a: { ...group, objectSpilling: { sizeGiB: 10 }, podTemplate } } });
    expect(await decided("more")).to.deep.equal({ status: "True", message: "" });
  });

  it("waits where the quota is too small, and Kueue says for what", async () => {
    // As somebody may have changed it: the component refuses such a quota.
    const fewer = (queues: NewObject[]) =>
      JSON.parse(
        JSON.stringify(queues).replaceAll(
          '"name":"nvidia.com/gpu","nominalQuota":"2"',
          '"name":"nvidia.com/gpu","nominalQuota":"1"',
        ),
      ) as NewObject[];
    await deploy("short", {}, fewer);
    const { status, message } = await decided("short");
    expect(status).to.equal("False");
    expect(message).to.contain(
      "couldn't assign flavors to pod set a: flavor queued-short doesn't match node affinity, insufficient quota for nvidia.com/gpu in flavor queued-short-a, previously considered podsets requests (0) + current podset request (2) > maximum capacity (1)",
    );
    expect(await suspended("short")).to.equal(true);
  });

  it("is refused where it scales and Kueue does not know", async () => {
    const { cluster } = await built("scales");
    const spec = { ...(cluster["spec"] as object), enableInTreeAutoscaling: true };
    const refused = await test.client
      .apply({ ...cluster, spec }, manager)
      .catch((error: unknown) => String(error));
    expect(refused).to.contain("can use autoscaling only as an elastic job");
  });
});
