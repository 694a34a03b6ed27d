import { expect } from "chai";
import { conditionOf, numberAt, stringAt, valueAt, type KubernetesObject } from "../kubernetes/objects";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  eventually,
  find,
  installRayClusters,
  removeRayClusters,
  testCluster,
  type TestCluster,
} from "../kubernetes/testing/test-cluster";
import { runOperator } from "./operator";
import type { Container, RayCluster, RayClusterSpec, WorkerGroupSpec } from "./ray-cluster";

const container = (fields: Partial<Container> = {}): Container => ({
  name: "ray",
  image: "ray:1",
  ...fields,
});
const template = (fields: Partial<Container> = {}) => ({ spec: { containers: [container(fields)] } });
const group = (fields: Partial<WorkerGroupSpec> = {}): WorkerGroupSpec => ({
  groupName: "gpu",
  minReplicas: 0,
  maxReplicas: 4,
  template: template(),
  ...fields,
});

describe("the stand-in for the KubeRay operator", function () {
  this.timeout(CLUSTER_TIMEOUT);

  let cluster: TestCluster;
  let operator: Promise<void>;
  const stop = new AbortController();
  const namespace = "operator";

  before(async () => {
    cluster = await testCluster();
    await createNamespace(cluster.client, namespace);
    // The operator starts first: it has to wait for the definition.
    operator = runOperator({ client: cluster.client, signal: stop.signal, log: () => {} });
    await installRayClusters(cluster.client);
  });
  after(async () => {
    stop.abort();
    await operator;
    await removeRayClusters(cluster.client);
  });

  async function create(name: string, spec: Partial<RayClusterSpec>, annotations = {}): Promise<void> {
    const object = {
      apiVersion: "ray.io/v1",
      kind: "RayCluster",
      metadata: { name, namespace, annotations },
      spec: {
        rayVersion: "2.60.0",
        headGroupSpec: { template: template() },
        workerGroupSpecs: [group()],
        ...spec,
      },
    };
    await cluster.client.create(object, { fieldManager: "test" });
  }

  const get = async (name: string) =>
    (await cluster.client.get("ray.io/v1", "RayCluster", name, namespace)) as RayCluster;

  async function change(name: string, patch: unknown): Promise<void> {
    await cluster.client.patch(await get(name), patch, { fieldManager: "test" });
  }

  const pods = (name: string, until: (pods: KubernetesObject[]) => boolean) =>
    eventually(
      cluster.client,
      { apiVersion: "v1", kind: "Pod", namespace, labelSelector: `ray.io/cluster=${name}` },
      until,
    );

  const running = (count: number) => (found: KubernetesObject[]) =>
    found.length === count &&
    found.every((pod) => conditionOf(pod, "Ready")?.status === "True" && !pod.metadata.deletionTimestamp);

  async function status(name: string, until: (cluster: RayCluster) => boolean): Promise<RayCluster> {
    const target = {
      apiVersion: "ray.io/v1",
      kind: "RayCluster",
      namespace,
      fieldSelector: `metadata.name=${name}`,
    };
    const [found] = await eventually(
      cluster.client,
      target,
      ([live]) => live !== undefined && until(live as RayCluster),
    );
    return found as RayCluster;
  }

  const isReady = ({ status: current }: RayCluster) => current?.state === "ready";
  const role = (pod: KubernetesObject) => pod.metadata.labels?.["ray.io/node-type"];
  const env = (pod: KubernetesObject | undefined, name: string, at = 0) =>
    (valueAt(pod, "spec", "containers", at, "env") as { name: string; value?: string }[]).find(
      (entry) => entry.name === name,
    );

  it("should make head, workers, Services and status of a cluster", async () => {
    await create("whole", { workerGroupSpecs: [group({ replicas: 2 })] });

    const ready = await status("whole", isReady);
    const found = await pods("whole", running(3));

    const head = found.find((pod) => role(pod) === "head");
    expect(head?.metadata.labels).to.include({ "ray.io/group": "headgroup", "ray.io/is-ray-node": "yes" });
    expect(head?.metadata.ownerReferences?.[0]).to.include({
      kind: "RayCluster",
      name: "whole",
      controller: true,
    });
    const worker = found.find((pod) => role(pod) === "worker");
    expect(valueAt(worker, "spec", "initContainers", 0, "name")).to.equal("wait-gcs-ready");
    expect(env(worker, "FQ_RAY_IP")).to.deep.include({ value: "whole-head-svc.operator.svc.cluster.local" });
    const service = await find(cluster.client, "v1", "Service", "whole-head-svc", namespace);
    expect(valueAt(service, "spec", "clusterIP")).to.equal("None");
    expect(ready.status?.endpoints).to.deep.equal({
      client: "10001",
      dashboard: "8265",
      "gcs-server": "6379",
      metrics: "8080",
      serve: "8000",
    });
    expect(ready.status).to.deep.include({
      desiredWorkerReplicas: 2,
      readyWorkerReplicas: 2,
      availableWorkerReplicas: 2,
    });
    expect(ready.status?.head?.podName).to.equal(head?.metadata.name);
    for (const type of ["HeadPodReady", "RayClusterProvisioned"]) {
      expect(conditionOf(ready, type)?.status).to.equal("True");
    }
  });

  it("should follow replicas up and down without autoscaling", async () => {
    await create("scaled", { workerGroupSpecs: [group({ replicas: 1 })] });
    await pods("scaled", running(2));
    await change("scaled", [{ op: "replace", path: "/spec/workerGroupSpecs/0/replicas", value: 3 }]);
    await pods("scaled", running(4));
    await change("scaled", [{ op: "replace", path: "/spec/workerGroupSpecs/0/replicas", value: 0 }]);
    await pods("scaled", running(1));
  });

  it("should leave workers alone under autoscaling until the autoscaler names them", async () => {
    await create("autoscaled", {
      enableInTreeAutoscaling: true,
      autoscalerOptions: { version: "v2" },
      workerGroupSpecs: [group({ replicas: 2 })],
    });
    const found = await pods("autoscaled", running(3));
    const head = found.find((pod) => role(pod) === "head");
    expect(stringAt(head, "spec", "restartPolicy")).to.equal("Never");
    expect(stringAt(head, "spec", "containers", 1, "name")).to.equal("autoscaler");
    expect(stringAt(head, "spec", "serviceAccountName")).to.equal("autoscaled");
    expect(
      await find(cluster.client, "rbac.authorization.k8s.io/v1", "Role", "autoscaled", namespace),
    ).to.not.equal(undefined);

    // A program's update sets the replicas back to their default.
    await change("autoscaled", [{ op: "replace", path: "/spec/workerGroupSpecs/0/replicas", value: 0 }]);
    await status("autoscaled", (live) => numberAt(live, ["status", "desiredWorkerReplicas"]) === 0);
    await pods("autoscaled", running(3));

    const names = found.filter((pod) => role(pod) === "worker").map(({ metadata }) => metadata.name);
    const scaleStrategy = { workersToDelete: names.slice(0, 1) };
    await change("autoscaled", [
      { op: "add", path: "/spec/workerGroupSpecs/0/scaleStrategy", value: scaleStrategy },
    ]);
    const left = await pods("autoscaled", running(2));
    expect(left.map(({ metadata }) => metadata.name))
      .to.include(names[1])
      .and.not.include(names[0]);
  });

  it("should make whole replicas of several hosts", async () => {
    await create("hosts", { workerGroupSpecs: [group({ replicas: 2, numOfHosts: 2 })] });
    const workers = (await pods("hosts", running(5))).filter((pod) => role(pod) === "worker");
    const places = workers.map(({ metadata: { labels = {} } }) =>
      [labels["ray.io/worker-group-replica-index"], labels["ray.io/replica-host-index"]].join("/"),
    );
    expect(places.sort()).to.deep.equal(["0/0", "0/1", "1/0", "1/1"]);
    expect(await find(cluster.client, "v1", "Service", "hosts-headless", namespace)).to.not.equal(undefined);
  });

  it("should give the pods the token of the Secret, and make one where none is named", async () => {
    await create("token", { authOptions: { mode: "token" } });
    const [head] = await pods("token", running(1));
    expect(env(head, "RAY_AUTH_MODE")).to.deep.include({ value: "token" });
    const reference = { secretKeyRef: { name: "token", key: "auth_token" } };
    expect(env(head, "RAY_AUTH_TOKEN")).to.deep.include({ valueFrom: reference });
    expect(await find(cluster.client, "v1", "Secret", "token", namespace)).to.not.equal(undefined);

    await create("own-token", { authOptions: { mode: "token", secretName: "mine" } });
    const [other] = await pods("own-token", running(1));
    expect(valueAt(env(other, "RAY_AUTH_TOKEN"), "valueFrom", "secretKeyRef", "name")).to.equal("mine");
    expect(await find(cluster.client, "v1", "Secret", "own-token", namespace)).to.equal(undefined);
  });

  it("should make a Secret for empty authOptions and leave authentication off", async () => {
    await create("half-token", { authOptions: {} });
    const [head] = await pods("half-token", running(1));
    expect(env(head, "RAY_AUTH_MODE")).to.equal(undefined);
    expect(await find(cluster.client, "v1", "Secret", "half-token", namespace)).to.not.equal(undefined);
  });

  it("should refuse an invalid spec by an Event alone", async () => {
    await create("invalid", { workerGroupSpecs: [group({ minReplicas: 5 })] });
    const events = { apiVersion: "events.k8s.io/v1", kind: "Event", namespace };
    const isRefusal = (event: KubernetesObject) =>
      event.reason === "InvalidRayClusterSpec" && stringAt(event, "regarding", "name") === "invalid";
    const found = await eventually(cluster.client, events, (all) => all.some(isRefusal));
    expect(found.find(isRefusal)).to.include({ type: "Warning" });
    expect((await get("invalid")).status).to.equal(undefined);
    await pods("invalid", (none) => none.length === 0);
  });

  it("should recreate every pod after a change only where the strategy says so", async () => {
    const image = [
      { op: "replace", path: "/spec/headGroupSpec/template/spec/containers/0/image", value: "ray:2" },
    ];
    await create("recreated", {
      upgradeStrategy: { type: "Recreate" },
      workerGroupSpecs: [group({ replicas: 1 })],
    });
    await create("kept", { workerGroupSpecs: [group({ replicas: 1 })] });
    const before = (await pods("recreated", running(2))).map(({ metadata }) => metadata.uid);
    const kept = (await pods("kept", running(2))).map(({ metadata }) => metadata.uid);
    await change("recreated", image);
    await change("kept", image);

    await pods(
      "recreated",
      (now) => running(2)(now) && now.every(({ metadata }) => !before.includes(metadata.uid)),
    );

    expect((await pods("kept", running(2))).map(({ metadata }) => metadata.uid)).to.have.members(kept);
  });

  it("should suspend and resume", async () => {
    await create("paused", { workerGroupSpecs: [group({ replicas: 1 })] });
    await status("paused", isReady);
    await change("paused", { spec: { suspend: true } });
    const suspended = await status("paused", (live) => live.status?.state === "suspended");
    expect(conditionOf(suspended, "RayClusterProvisioned")?.status).to.equal("False");
    await pods("paused", (none) => none.length === 0);
    await change("paused", { spec: { suspend: false } });
    await pods("paused", running(2));
    await status("paused", isReady);
  });

  it("should replace a pod that ended", async () => {
    await create("healed", { workerGroupSpecs: [group({ replicas: 1 })] });
    const worker = (await pods("healed", running(2))).find((pod) => role(pod) === "worker");
    const failed = { ...worker!, status: { ...(worker!.status as object), phase: "Failed" } };
    await cluster.client.replace(failed, { fieldManager: "test", subresource: "status" });
    await pods(
      "healed",
      (now) => running(2)(now) && now.every(({ metadata }) => metadata.uid !== worker?.metadata.uid),
    );
  });

  it("should clean Redis up before a fault-tolerant cluster goes", async () => {
    await create("tolerant", {
      gcsFaultToleranceOptions: { redisAddress: "redis:6379", redisPassword: { value: "p" } },
    });
    const [head] = await pods("tolerant", running(1));
    expect(env(head, "RAY_REDIS_ADDRESS")).to.deep.include({ value: "redis:6379" });
    expect(env(head, "KUBERAY_GEN_RAY_START_CMD")?.value).to.contain("--redis-password=$REDIS_PASSWORD");
    expect((await get("tolerant")).metadata.finalizers).to.deep.equal([
      "ray.io/gcs-ft-redis-cleanup-finalizer",
    ]);

    await cluster.client.delete(await get("tolerant"));

    const events = { apiVersion: "events.k8s.io/v1", kind: "Event", namespace };
    await eventually(cluster.client, events, (all) =>
      all.some((event) => event.reason === "CreatedRedisCleanupJob"),
    );
    const target = {
      apiVersion: "ray.io/v1",
      kind: "RayCluster",
      namespace,
      fieldSelector: "metadata.name=tolerant",
    };
    await eventually(cluster.client, target, (none) => none.length === 0);
  });

  it("should let everything go with the cluster", async () => {
    await create("gone", { authOptions: { mode: "token" } });
    await pods("gone", running(1));
    await cluster.client.delete(await get("gone"), "Foreground");
    await pods("gone", (none) => none.length === 0);
    for (const [kind, name] of [
      ["Service", "gone-head-svc"],
      ["Secret", "gone"],
    ] as const) {
      const target = { apiVersion: "v1", kind, namespace, fieldSelector: `metadata.name=${name}` };
      await eventually(cluster.client, target, (none) => none.length === 0);
    }
  });
});
