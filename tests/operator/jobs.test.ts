import { expect } from "chai";
import type { RayJobArgs, RayServiceArgs } from "../../provider/args";
import { buildRayJob, buildRayService } from "../../provider/kubernetes";
import { rayJobSettings, rayServiceSettings } from "../../provider/settings";
import { settled } from "../../provider/settings/testing/faults-of";
import type { NewObject } from "../kubernetes/api";
import { conditionOf, valueAt, type KubernetesObject } from "../kubernetes/objects";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  eventually,
  find,
  installRayKinds,
  removeRayKinds,
  testCluster,
  type RayKind,
  type TestCluster,
} from "../kubernetes/testing/test-cluster";
import { runOperator } from "./operator";
import type { RayCluster } from "./ray-cluster";
import type { RayJob } from "./ray-job";
import type { RayService } from "./ray-service";

const KINDS: RayKind[] = ["RayService", "RayJob", "RayCluster"];
const namespace = "jobs";
const GROUP = { cpu: 1, memoryGiB: 2, replicas: 1 };
const OWN: RayJobArgs = {
  namespace,
  cluster: { workerGroups: { g: GROUP }, auth: { secretName: "token" } },
  entrypoint: "python train.py",
};

describe("the stand-in for the KubeRay operator, with jobs and services", function () {
  this.timeout(CLUSTER_TIMEOUT);

  let cluster: TestCluster;
  let operator: Promise<void>;
  const stop = new AbortController();

  before(async () => {
    cluster = await testCluster();
    await createNamespace(cluster.client, namespace);
    await installRayKinds(cluster.client, KINDS);
    operator = runOperator({ client: cluster.client, signal: stop.signal, log: () => {} });
  });
  after(async () => {
    for (const kind of ["RayJob", "RayService"]) {
      for (const object of await cluster.client.list("ray.io/v1", kind, { namespace })) {
        await cluster.client.delete(object);
      }
      await eventually(
        cluster.client,
        { apiVersion: "ray.io/v1", kind, namespace },
        (all) => all.length === 0,
      );
    }
    stop.abort();
    await operator;
    await removeRayKinds(cluster.client, KINDS);
  });

  const manager = { fieldManager: "pulumi-kubernetes" };

  async function apply(built: unknown, force = true): Promise<KubernetesObject> {
    const sent = JSON.parse(JSON.stringify(await settled(built as object))) as NewObject;
    return cluster.client.apply(sent, { ...manager, force });
  }

  const applyJob = (name: string, args: RayJobArgs) => apply(buildRayJob(rayJobSettings(name, args)));
  const applyService = (name: string, args: RayServiceArgs, force?: boolean) =>
    apply(buildRayService(rayServiceSettings(name, args)), force);

  async function until<Kind extends KubernetesObject>(
    kind: RayKind,
    name: string,
    predicate: (object: Kind) => boolean,
  ): Promise<Kind> {
    const fieldSelector = `metadata.name=${name}`;
    const target = { apiVersion: "ray.io/v1", kind, namespace, fieldSelector };
    const [found] = await eventually(
      cluster.client,
      target,
      ([live]) => live !== undefined && predicate(live as Kind),
    );
    return found as Kind;
  }

  const ended = (name: string) =>
    until<RayJob>("RayJob", name, ({ status }) =>
      ["Complete", "Failed", "ValidationFailed"].includes(status?.jobDeploymentStatus ?? ""),
    );

  const clustersOf = (name: string, predicate: (all: KubernetesObject[]) => boolean) =>
    eventually(
      cluster.client,
      {
        apiVersion: "ray.io/v1",
        kind: "RayCluster",
        namespace,
        labelSelector: `ray.io/originated-from-cr-name=${name}`,
      },
      predicate,
    );

  it("should run a job on a cluster of its own, and delete the cluster behind it", async () => {
    await applyJob("own", OWN);
    const [made] = (await clustersOf("own", (all) => all.length === 1)) as RayCluster[];
    const { status } = await ended("own");
    expect(status).to.include({ jobStatus: "SUCCEEDED", succeeded: 1, rayClusterName: made?.metadata.name });
    const submitter = await find(cluster.client, "batch/v1", "Job", "own", namespace);
    const container = valueAt(submitter, "spec", "template", "spec", "containers", 0);
    expect(container).to.deep.include({ name: "ray-job-submitter", image: "rayproject/ray:2.60.0-py311" });
    const secretKeyRef = { name: "token", key: "auth_token" };
    expect(valueAt(container, "env")).to.deep.include({
      name: "RAY_AUTH_TOKEN",
      valueFrom: { secretKeyRef },
    });
    await clustersOf("own", (all) => all.length === 0);
  });

  it("should run a job on a cluster that is there, and leave it", async () => {
    const body = {
      apiVersion: "ray.io/v1",
      kind: "RayCluster",
      metadata: { name: "shared", namespace },
      spec: { headGroupSpec: { template: { spec: { containers: [{ name: "ray", image: "ray:1" }] } } } },
    };
    await cluster.client.create(body, manager);
    await applyJob("guest", { namespace, rayClusterName: "shared", entrypoint: "python a.py" });
    const { status } = await ended("guest");
    expect(status).to.include({ jobStatus: "SUCCEEDED", rayClusterName: "shared" });
    const submitter = await find(cluster.client, "batch/v1", "Job", "guest", namespace);
    expect(valueAt(submitter, "spec", "template", "spec", "containers", 0, "image")).to.equal("ray:1");
    expect(await find(cluster.client, "ray.io/v1", "RayCluster", "shared", namespace)).to.not.equal(
      undefined,
    );
  });

  it("should carry out the rules of a job that has ended, and no other", async () => {
    await applyJob("ruled", {
      ...OWN,
      submissionMode: "HTTPMode",
      deletionRules: [
        { policy: "DeleteWorkers", jobStatus: "SUCCEEDED" },
        { policy: "DeleteCluster", jobStatus: "FAILED" },
      ],
    });
    await ended("ruled");
    await clustersOf("ruled", ([live]) => valueAt(live, "spec", "workerGroupSpecs", 0, "suspend") === true);
  });

  it("should hold a job back until it is no longer suspended", async () => {
    await applyJob("held", { ...OWN, suspend: true });
    await until<RayJob>("RayJob", "held", ({ status }) => status?.jobDeploymentStatus === "Suspended");
    await clustersOf("held", (all) => all.length === 0);
    await applyJob("held", { ...OWN, suspend: false });
    expect((await ended("held")).status).to.include({ jobStatus: "SUCCEEDED" });
  });

  it("should refuse a job by its status", async () => {
    const built = buildRayJob(rayJobSettings("refused", OWN));
    const spec = { ...built.spec, backoffLimit: -1 };
    await apply({ ...built, spec });
    const { status } = await ended("refused");
    expect(status?.jobDeploymentStatus).to.equal("ValidationFailed");
    expect(status?.message).to.match(/backoffLimit must be a positive integer/);
  });

  it("should leave a cluster with an upgradeStrategy of its own without pods", async () => {
    const built = buildRayJob(rayJobSettings("stuck", OWN));
    const rayClusterSpec = { ...built.spec.rayClusterSpec, upgradeStrategy: { type: "Recreate" } };
    await apply({ ...built, spec: { ...built.spec, rayClusterSpec } });
    const events = { apiVersion: "events.k8s.io/v1", kind: "Event", namespace };
    await eventually(cluster.client, events, (all) =>
      all.some(({ note }) =>
        /upgradeStrategy cannot be set when RayCluster is created by RayJob/.test(String(note)),
      ),
    );
  });

  const SERVE: RayServiceArgs = {
    namespace,
    serveConfigV2: "applications: [{ name: fruit, import_path: fruit.app }]",
    cluster: { workerGroups: { g: GROUP }, auth: { secretName: "token" } },
    rayClusterDeletionDelaySeconds: 0,
  };
  const serves = ({ status }: RayService) => status?.serviceStatus === "Running";

  it("should serve from a cluster, and from another after a change of its pods", async () => {
    await applyService("chat", SERVE);
    const first = await until<RayService>("RayService", "chat", serves);
    const active = first.status?.activeServiceStatus;
    expect(active?.applicationStatuses).to.deep.equal({ fruit: { status: "RUNNING" } });
    expect(conditionOf(first, "Ready")?.status).to.equal("True");
    const service = await find(cluster.client, "v1", "Service", "chat-serve-svc", namespace);
    expect(valueAt(service, "spec", "selector", "ray.io/cluster")).to.equal(active?.rayClusterName);

    // The finalizer made the operator an owner of the worker groups.
    const changed = { ...SERVE, cluster: { ...SERVE.cluster, env: { A: "b" } } };
    const conflict = await applyService("chat", changed, false).catch((error: unknown) => String(error));
    expect(conflict).to.match(/conflict/i);
    await applyService("chat", changed);
    const second = await until<RayService>(
      "RayService",
      "chat",
      (live) => serves(live) && live.status?.activeServiceStatus?.rayClusterName !== active?.rayClusterName,
    );
    await clustersOf("chat", (all) => all.length === 1);
    const moved = await find(cluster.client, "v1", "Service", "chat-serve-svc", namespace);
    expect(valueAt(moved, "spec", "selector", "ray.io/cluster")).to.equal(
      second.status?.activeServiceStatus?.rayClusterName,
    );
  });

  it("should let a suspended service's cluster go, and make one again", async () => {
    await applyService("paused", SERVE);
    await until<RayService>("RayService", "paused", serves);
    await applyService("paused", { ...SERVE, suspend: true });
    await until<RayService>(
      "RayService",
      "paused",
      (live) => conditionOf(live, "Suspended")?.status === "True",
    );
    await clustersOf("paused", (all) => all.length === 0);
    await applyService("paused", SERVE);
    await until<RayService>("RayService", "paused", serves);
  });
});
