import { join } from "node:path";
import { expect } from "chai";
import type { KubeRayOperatorArgs, RayCronJobArgs } from "../../provider/args";
import type { Operation } from "../engine";
import { stringAt, valueAt } from "../kubernetes/objects";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  eventually,
  find,
  removeRayKinds,
} from "../kubernetes/testing/test-cluster";
import { changesOf, errorsOf, SandboxStack } from "./testing/sandbox-stack";

const namespace = "nightly";
const HOUR = 3_600_000;
const NIGHTLY: RayCronJobArgs = {
  namespace,
  schedule: "0 3 * * *",
  job: { rayClusterName: "ml", entrypoint: "python a.py" },
};
const WITHOUT_GATE: KubeRayOperatorArgs = { featureGates: { RayCronJob: false } };

/** Each step goes on from the one before. */
describe("a RayCronJob", function () {
  this.timeout(CLUSTER_TIMEOUT);
  let stack: SandboxStack;
  let ahead = 0;

  before(async () => {
    stack = await SandboxStack.create({ operator: false });
    stack.startOperator({ clock: () => Date.now() + ahead });
    await createNamespace(stack.cluster.client, namespace);
  });
  after(async () => {
    if (stack === undefined) return;
    await run("destroy", {});
    await removeRayKinds(stack.cluster.client, ["RayCronJob", "RayService", "RayJob", "RayCluster"]);
    await stack.close();
  });

  const run = (operation: Operation, operator: KubeRayOperatorArgs, cronJob?: RayCronJobArgs) =>
    stack.deploy(operation, undefined, {
      program: { dir: join(__dirname, "testing", "cron-job-program"), main: "index.js" },
      config: {
        "aks-ray-stack:kubeconfig": stack.cluster.kubeconfigPath,
        "aks-ray-stack:operator": JSON.stringify(operator),
        ...(cronJob && { "aks-ray-stack:cronJob": JSON.stringify(cronJob) }),
      },
    });

  const jobs = (count: number) =>
    eventually(
      stack.cluster.client,
      { apiVersion: "ray.io/v1", kind: "RayJob", namespace, labelSelector: "ray.io/cronjob-name=nightly" },
      (found) => found.length === count,
    );

  it("is refused where its feature gate is off, and made once that is on", async () => {
    expect(errorsOf(await run("up", WITHOUT_GATE))).to.equal("");
    for (const operation of ["preview", "up"] as const) {
      const refused = await run(operation, WITHOUT_GATE, NIGHTLY);
      expect(errorsOf(refused), operation).to.match(
        /the feature gate 'RayCronJob' of the KubeRay operator is off[^]*'featureGates'/,
      );
      expect(errorsOf(refused)).to.not.match(/^\s+at /m);
    }
    expect(errorsOf(await run("up", {}))).to.equal("");
    const up = await run("up", {}, NIGHTLY);
    expect(errorsOf(up)).to.equal("");
    expect(up.outputs["statusCommand"]?.value).to.contain("--selector ray.io/cronjob-name=nightly");
    expect(changesOf(await run("up", {}, NIGHTLY))).to.deep.equal([]);
  });

  it("begins a job by a schedule that was changed", async () => {
    await jobs(0);
    ahead = 1.5 * HOUR;
    const up = await run("up", {}, { ...NIGHTLY, schedule: "@every 1h" });
    expect(errorsOf(up)).to.equal("");
    expect(changesOf(up)).to.include("update nightly-raycronjob");
    const [job] = await jobs(1);
    expect(valueAt(job, "spec", "entrypoint")).to.equal("python a.py");
    // What the operator writes into the status is nobody's drift.
    expect(changesOf(await run("up", {}, { ...NIGHTLY, schedule: "@every 1h" }))).to.deep.equal([]);
  });

  it("begins none while it is suspended", async () => {
    expect(errorsOf(await run("up", {}, { ...NIGHTLY, schedule: "@every 1h", suspend: true }))).to.equal("");
    const event = { apiVersion: "v1", kind: "Event", namespace };
    const isSuspended = (events: object[]) =>
      events.some((one) => stringAt(one, "reason") === "SuspendedRayCronJob");
    await eventually(stack.cluster.client, event, isSuspended);
    ahead = 10 * HOUR;
    const still = await run("up", {}, { ...NIGHTLY, schedule: "@every 2h", suspend: true });
    expect(errorsOf(still)).to.equal("");
    await jobs(1);
  });

  it("is gone after destroy, and its namespace is not", async () => {
    expect(errorsOf(await run("destroy", {}))).to.equal("");
    expect(await stack.resources()).to.deep.equal([]);
    const { client } = stack.cluster;
    expect(await find(client, "ray.io/v1", "RayCronJob", "nightly", namespace)).to.equal(undefined);
    expect(await find(client, "v1", "Namespace", namespace)).to.not.equal(undefined);
  });
});
