import { expect } from "chai";
import type { PropertyMap } from "../plugin";
import { valueAt, type ManagedFields } from "./objects";
import { openSession, type PluginSession, type Recorded } from "./testing/plugin-session";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  eventually,
  installRayClusters,
  removeRayClusters,
  testCluster,
  type TestCluster,
} from "./testing/test-cluster";

const RAY_CLUSTER = { type: "kubernetes:ray.io/v1:RayCluster", name: "ray" };

const template = { spec: { containers: [{ name: "ray", image: "ray:1" }] } };

/** A RayCluster's inputs with one worker group. */
function rayCluster(name: string, fields: PropertyMap = {}, annotations: PropertyMap = {}): PropertyMap {
  return {
    apiVersion: "ray.io/v1",
    kind: "RayCluster",
    metadata: { name, annotations },
    spec: {
      enableInTreeAutoscaling: true,
      headGroupSpec: { template },
      workerGroupSpecs: [{ groupName: "gpu", minReplicas: 0, maxReplicas: 3, template }],
      ...fields,
    },
  };
}

describe("Applying a RayCluster", function () {
  this.timeout(CLUSTER_TIMEOUT);

  let cluster: TestCluster;
  let session: PluginSession;
  const namespace = "applying";

  before(async () => {
    cluster = await testCluster();
    await createNamespace(cluster.client, namespace);
    await installRayClusters(cluster.client);
    session = await openSession({ kubeconfig: cluster.kubeconfig, namespace });
  });
  after(async () => {
    await session.close();
    await removeRayClusters(cluster.client);
  });

  /** What Ray's autoscaler does: another field manager sets the replicas of the first group. */
  async function autoscale(name: string, replicas: number): Promise<void> {
    const live = await cluster.client.get("ray.io/v1", "RayCluster", name, namespace);
    const patch = [{ op: "replace", path: "/spec/workerGroupSpecs/0/replicas", value: replicas }];
    await cluster.client.patch(live, patch, { fieldManager: "ray-autoscaler" });
  }

  const replicas = (recorded: Recorded) =>
    valueAt(recorded.outputs, "spec", "workerGroupSpecs", 0, "replicas");

  it("should update in place as its own field manager", async () => {
    const created = await session.create(RAY_CLUSTER, rayCluster("plain"));
    const updated = await session.update(RAY_CLUSTER, created, rayCluster("plain", { rayVersion: "2.60.0" }));

    const managers = valueAt(updated.outputs, "metadata", "managedFields") as ManagedFields[];
    expect(managers.map(({ manager, operation }) => [manager, operation])).to.deep.equal([
      [created.outputs.__fieldManager, "Apply"],
    ]);
    expect(created.outputs.__fieldManager).to.match(/^pulumi-kubernetes-[0-9a-f]{8}$/);
    expect(
      (await session.diff(RAY_CLUSTER, updated, rayCluster("plain", { rayVersion: "2.60.0" }))).changed,
    ).to.equal(false);
  });

  it("should remove a field that the program no longer gives", async () => {
    const created = await session.create(RAY_CLUSTER, rayCluster("smaller", { rayVersion: "2.60.0" }));
    const once = await session.update(RAY_CLUSTER, created, rayCluster("smaller", { rayVersion: "2.60.1" }));
    const twice = await session.update(RAY_CLUSTER, once, rayCluster("smaller"));
    expect(valueAt(twice.outputs, "spec", "rayVersion")).to.equal(undefined);
  });

  it("should meet a conflict after the autoscaler changed a worker group, whatever the program changes", async () => {
    const created = await session.create(RAY_CLUSTER, rayCluster("conflict"));
    await autoscale("conflict", 2);

    let message = "";
    await session
      .update(RAY_CLUSTER, created, rayCluster("conflict", { rayVersion: "2.60.0" }))
      .catch((error: Error) => (message = error.message));

    expect(message).to.contain("server-side apply field conflict detected");
    expect(message).to.contain('conflict with "ray-autoscaler"');
    expect(message).to.contain(".spec.workerGroupSpecs");
  });

  it("should pass with pulumi.com/patchForce, and set the replicas back to their default", async () => {
    const force = { "pulumi.com/patchForce": "true" };
    const created = await session.create(RAY_CLUSTER, rayCluster("forced", {}, force));
    await autoscale("forced", 2);

    const updated = await session.update(
      RAY_CLUSTER,
      created,
      rayCluster("forced", { rayVersion: "2.60.0" }, force),
    );

    expect(valueAt(updated.outputs, "spec", "rayVersion")).to.equal("2.60.0");
    expect(replicas(updated)).to.equal(0);
  });

  it("should see no drift after a refresh in replicas that the program leaves out", async () => {
    const created = await session.create(RAY_CLUSTER, rayCluster("drift"));
    await autoscale("drift", 2);
    const read = await session.client.read(RAY_CLUSTER, created.id, created.outputs, created.inputs);
    const refreshed = { id: read.id, inputs: read.inputs, outputs: read.properties };
    expect(replicas(refreshed)).to.equal(2);
    expect((await session.diff(RAY_CLUSTER, refreshed, rayCluster("drift"))).changed).to.equal(false);
  });

  it("should wait for a condition, and hang on an update that leaves observedGeneration behind", async () => {
    const waiting = (fields: PropertyMap = {}) =>
      rayCluster("waiting", fields, {
        "pulumi.com/waitFor": "condition=HeadPodReady",
        "pulumi.com/timeoutSeconds": "2",
      });
    const creation = session.create(RAY_CLUSTER, waiting());
    const target = {
      apiVersion: "ray.io/v1",
      kind: "RayCluster",
      namespace,
      fieldSelector: "metadata.name=waiting",
    };
    const [live] = await eventually(cluster.client, target, (found) => found.length === 1);
    const condition = {
      type: "HeadPodReady",
      reason: "Ready",
      message: "",
      lastTransitionTime: new Date().toISOString(),
    };
    const status = { observedGeneration: 1, conditions: [{ ...condition, status: "True" }] };
    await cluster.client.replace(
      { ...live!, status },
      { fieldManager: "kuberay-operator", subresource: "status" },
    );
    const created = await creation;

    const error = await session
      .update(RAY_CLUSTER, created, waiting({ rayVersion: "2.60.0" }))
      .catch((reason: Error) => reason);

    expect((error as Error).message).to.contain("timed out waiting");
  });
});
