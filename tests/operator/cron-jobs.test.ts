import { expect } from "chai";
import type { RayCronJobArgs } from "../../provider/args";
import { buildRayCronJob } from "../../provider/kubernetes";
import { rayCronJobSettings } from "../../provider/settings";
import { settled } from "../../provider/settings/testing/faults-of";
import type { NewObject } from "../kubernetes/api";
import { stringAt, type KubernetesObject } from "../kubernetes/objects";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  eventually,
  installRayKinds,
  removeRayKinds,
  testCluster,
  type RayKind,
  type TestCluster,
} from "../kubernetes/testing/test-cluster";
import { EventRecorder } from "./events";
import type { RayCronJob } from "./ray-cron-job";
import { RayCronJobReconciler } from "./ray-cron-job-reconciler";

const KINDS: RayKind[] = ["RayCronJob", "RayJob", "RayCluster"];
const namespace = "cron-jobs";
const manager = { fieldManager: "test" };
const MINUTE = 60_000;

const HOURLY: RayCronJobArgs = {
  namespace,
  schedule: "@hourly",
  job: { rayClusterName: "ml", entrypoint: "python a.py" },
};

/** The flags of an operator, as its chart writes them. */
function operatorWith(gates: string): NewObject {
  const labels = { "app.kubernetes.io/name": "kuberay-operator" };
  const container = { name: "operator", image: "operator:1", args: [`--feature-gates=${gates}`] };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "kuberay-operator", namespace, labels },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}

/** The wall clock is not waited for: whoever is to find a job due is told another time. */
describe("the stand-in for the KubeRay operator, with RayCronJobs", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let cluster: TestCluster;
  let reconciler: RayCronJobReconciler;
  let now = 0;

  before(async () => {
    cluster = await testCluster();
    await createNamespace(cluster.client, namespace);
    await installRayKinds(cluster.client, KINDS);
    await cluster.client.apply(operatorWith("RayCronJob=true"), { ...manager, force: true });
    const events = new EventRecorder(cluster.client, () => undefined);
    reconciler = new RayCronJobReconciler(cluster.client, events, () => now);
  });
  after(async () => {
    await cluster.client.delete(operatorWith("") as KubernetesObject);
    await removeRayKinds(cluster.client, KINDS);
  });

  /** Applies what the component builds, and tells when its first job is due. */
  async function apply(name: string, args: RayCronJobArgs): Promise<number> {
    const built = await settled(buildRayCronJob(rayCronJobSettings(name, args)));
    const sent = JSON.parse(JSON.stringify(built)) as NewObject;
    const { metadata } = await cluster.client.apply(sent, { ...manager, force: true });
    return firstHour(Date.parse(metadata.creationTimestamp ?? ""));
  }

  const firstHour = (time: number) => (Math.floor(time / (60 * MINUTE)) + 1) * 60 * MINUTE;
  const reconcile = (name: string) => reconciler.reconcile(namespace, name);
  const read = (name: string) => cluster.client.get("ray.io/v1", "RayCronJob", name, namespace);
  const jobsOf = (name: string) =>
    cluster.client.list("ray.io/v1", "RayJob", {
      namespace,
      labelSelector: `ray.io/cronjob-name=${name}`,
    });
  const lastTime = async (name: string) => stringAt(await read(name), "status", "lastScheduleTime");
  const text = (time: number) => new Date(time).toISOString().replace(".000Z", "Z");

  /** The Event that tells of it. */
  const event = (name: string, reason: string) =>
    eventually(cluster.client, { apiVersion: "v1", kind: "Event", namespace }, (events) =>
      events.some(
        (one) => stringAt(one, "involvedObject", "name") === name && stringAt(one, "reason") === reason,
      ),
    );

  it("makes the RayJob that is due, once, and says when", async () => {
    const due = await apply("hourly", HOURLY);
    now = due - MINUTE;
    expect(await reconcile("hourly")).to.equal(MINUTE);
    expect(await jobsOf("hourly")).to.deep.equal([]);

    now = due;
    expect(await reconcile("hourly")).to.equal(60 * MINUTE);
    const [job, ...more] = await jobsOf("hourly");
    expect(more).to.deep.equal([]);
    expect(job?.metadata).to.deep.include({
      name: `hourly-${due / MINUTE}`,
      annotations: { "ray.io/cronjob-scheduled-timestamp": text(due) },
    });
    const { uid } = (await read("hourly")).metadata;
    expect(job?.metadata.ownerReferences?.[0]).to.include({ kind: "RayCronJob", uid, controller: true });
    expect(job?.["spec"]).to.containSubset({
      entrypoint: "python a.py",
      clusterSelector: { "ray.io/cluster": "ml" },
    });
    expect(await lastTime("hourly")).to.equal(text(due));
    expect(await reconcile("hourly")).to.equal(60 * MINUTE);
    expect(await jobsOf("hourly")).to.have.lengthOf(1);
  });

  it("makes up for what was due while it did not look, one after the other", async () => {
    const due = await apply("late", HOURLY);
    now = due + 2 * 60 * MINUTE;
    expect(await reconcile("late")).to.equal(undefined);
    expect(await lastTime("late")).to.equal(text(due));
    await reconcile("late");
    expect(await reconcile("late")).to.equal(60 * MINUTE);
    expect(await jobsOf("late")).to.have.lengthOf(3);
  });

  it("goes on where a RayJob was made and the status was not written", async () => {
    const due = await apply("again", HOURLY);
    now = due;
    await reconcile("again");
    const cronJob = (await read("again")) as RayCronJob;
    await cluster.client.replace({ ...cronJob, status: {} }, { ...manager, subresource: "status" });
    await reconcile("again");
    expect(await jobsOf("again")).to.have.lengthOf(1);
    expect(await lastTime("again")).to.equal(text(due));
  });

  it("makes none while it is suspended, and says so", async () => {
    now = await apply("paused", { ...HOURLY, suspend: true });
    expect(await reconcile("paused")).to.equal(undefined);
    expect(await jobsOf("paused")).to.deep.equal([]);
    await event("paused", "SuspendedRayCronJob");
  });

  it("refuses a schedule, a time zone and a job as KubeRay does", async () => {
    const spec = { schedule: "TZ=UTC @daily", jobTemplate: { entrypoint: "x" } };
    const wrong: [string, object, RegExp][] = [
      ["zone-in-schedule", spec, /cannot use TZ or CRON_TZ in schedule, use timeZone field instead/],
      ["no-schedule", { ...spec, schedule: "* * *" }, /invalid cron schedule: expected exactly 5 fields/],
      ["no-zone", { ...spec, schedule: "@daily", timeZone: "Mars" }, /invalid time zone: .*Mars/],
      [
        "no-cluster",
        { ...spec, schedule: "@daily" },
        /invalid RayJob template: .*RayClusterSpec or ClusterSelector/,
      ],
      ["n".repeat(37), { ...spec, schedule: "@daily" }, /name should be no more than 36 characters/],
    ];
    for (const [name, wrongSpec, message] of wrong) {
      const object = {
        apiVersion: "ray.io/v1",
        kind: "RayCronJob",
        metadata: { name, namespace },
        spec: wrongSpec,
      };
      await cluster.client.apply(object, { ...manager, force: true });
      now = Date.now() + 48 * 60 * MINUTE;
      expect(await reconcile(name)).to.equal(undefined);
      const events = await event(name, "InvalidRayCronJobSpec");
      expect(events.map((one) => stringAt(one, "message")).join("\n")).to.match(message);
      expect(await lastTime(name)).to.equal(undefined);
    }
  });

  it("does nothing at all without its feature gate", async () => {
    await cluster.client.apply(operatorWith("RayCronJob=false"), { ...manager, force: true });
    now = await apply("gated", HOURLY);
    expect(await reconcile("gated")).to.equal(undefined);
    expect(await jobsOf("gated")).to.deep.equal([]);
    expect(await lastTime("gated")).to.equal(undefined);
  });
});
