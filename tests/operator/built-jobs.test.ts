import { expect } from "chai";
import type { RayJobArgs, RayServiceArgs } from "../../provider/args";
import { buildRayCronJob, buildRayJob, buildRayService } from "../../provider/kubernetes";
import { rayCronJobSettings, rayJobSettings, rayServiceSettings } from "../../provider/settings";
import { settled } from "../../provider/settings/testing/faults-of";
import type { NewObject } from "../kubernetes/api";
import type { KubernetesObject } from "../kubernetes/objects";
import {
  CLUSTER_TIMEOUT,
  createNamespace,
  installRayKinds,
  removeRayKinds,
  testCluster,
  type RayKind,
  type TestCluster,
} from "../kubernetes/testing/test-cluster";
import type { RayCluster, RayClusterSpec } from "./ray-cluster";
import { buildJobCluster } from "./ray-job-reconciler";
import { rayJobRefusal } from "./ray-job-validation";
import type { RayJob } from "./ray-job";
import { rayServiceRefusal, type RayService } from "./ray-service";
import { buildServiceCluster } from "./service-clusters";
import { refusalOf } from "./validation";

/** As far as the test looks at it. */
interface CronJob extends KubernetesObject {
  spec: { jobTemplate: RayJob["spec"] };
}

const KINDS: RayKind[] = ["RayCronJob", "RayService", "RayJob", "RayCluster"];
const FIXED = { cpu: 1, memoryGiB: 2, replicas: 1 };
const SCALED = { cpu: 1, memoryGiB: 2, minReplicas: 1, maxReplicas: 3 };

describe("RayJobs, RayCronJobs and RayServices that the components build", function () {
  this.timeout(CLUSTER_TIMEOUT);

  let cluster: TestCluster;
  const namespace = "built-jobs";

  before(async () => {
    cluster = await testCluster();
    await createNamespace(cluster.client, namespace);
    await installRayKinds(cluster.client, KINDS);
  });
  after(() => removeRayKinds(cluster.client, KINDS));

  /** The server drops what the definition does not have. */
  async function stored<Kind>(built: unknown): Promise<Kind> {
    const sent = JSON.parse(JSON.stringify(await settled(built as object))) as NewObject;
    const taken = await cluster.client.apply(sent, { fieldManager: "test", force: true });
    expect(taken["spec"]).to.containSubset(sent["spec"]);
    return taken as Kind;
  }

  const jobs: Record<string, RayJobArgs> = {
    "with files, on a cluster of its own": {
      cluster: { workerGroups: { g: SCALED } },
      entrypoint: "python train.py",
      code: { files: { "train.py": "print(1)" } },
      runtimeEnv: { pip: ["torch"] },
      metadata: { team: "vision" },
      entrypointNumCpus: 0.5,
      entrypointNumGpus: 1,
      entrypointResources: { disk: 1 },
      backoffLimit: 1,
      activeDeadlineSeconds: 3600,
      preRunningDeadlineSeconds: 600,
      ttlSecondsAfterFinished: 5,
    },
    "on a cluster that is there": {
      rayClusterName: "ml",
      entrypoint: "python train.py",
      submitter: { backoffLimit: 0, podTemplate: { spec: { containers: [{ name: "ray-job-submitter" }] } } },
    },
    "with deletion rules": {
      cluster: { workerGroups: { g: FIXED } },
      submissionMode: "HTTPMode",
      entrypoint: "python train.py",
      deletionRules: [
        { policy: "DeleteWorkers", jobStatus: "SUCCEEDED", ttlSeconds: 1 },
        { policy: "DeleteSelf", jobDeploymentStatus: "Failed" },
      ],
    },
    "with its submitter beside the head": {
      cluster: { workerGroups: { g: FIXED } },
      submissionMode: "SidecarMode",
      entrypoint: "python train.py",
    },
    "that is submitted by hand": { cluster: {}, submissionMode: "InteractiveMode", jobId: "by-hand" },
    "with what a cluster can have": {
      cluster: {
        head: { labels: { role: "head" } },
        workerGroups: { g: { ...SCALED, labels: { zone: "a" }, resources: { disk: 2 }, priority: 3 } },
        gcsFaultTolerance: { redis: { address: "redis:6379" } },
      },
      entrypoint: "python train.py",
      suspend: true,
    },
  };
  for (const [index, [what, args]] of Object.entries(jobs).entries()) {
    it(`should be taken by API server and operator: a job ${what}`, async () => {
      const job = await stored<RayJob>(buildRayJob(rayJobSettings(`job-${index}`, { ...args, namespace })));
      expect(rayJobRefusal(job)).to.equal(undefined);
      const { rayClusterSpec } = job.spec;
      expect(rayClusterSpec === undefined).to.equal(args.cluster === undefined);
      if (rayClusterSpec === undefined) return;
      const made = await stored<RayCluster>(buildJobCluster(job, `${job.metadata.name}-x`, rayClusterSpec));
      expect(refusalOf(made)).to.equal(undefined);
    });
  }

  it("should be taken by API server and operator: jobs by a schedule", async () => {
    const schedule = { schedule: "*/15 8-18 1,15 jan-MAR mon-fri", timeZone: "Europe/Berlin" };
    const job = { cluster: { workerGroups: { g: FIXED } }, entrypoint: "python train.py" };
    const settings = rayCronJobSettings("nightly", { ...schedule, namespace, job });
    const { metadata, spec } = await stored<CronJob>(buildRayCronJob(settings));
    const run = { apiVersion: "ray.io/v1", kind: "RayJob", metadata: { name: "nightly-1", namespace } };
    expect(metadata.name).to.equal("nightly");
    expect(rayJobRefusal(await stored<RayJob>({ ...run, spec: spec.jobTemplate }))).to.equal(undefined);
  });

  const service: RayServiceArgs = {
    namespace,
    serveConfigV2: "applications: []",
    cluster: { workerGroups: { g: SCALED } },
  };
  const services: Record<string, RayServiceArgs> = {
    "with its defaults": service,
    "with an incremental upgrade": {
      ...service,
      upgradeStrategy: {
        type: "NewClusterWithIncrementalUpgrade",
        gatewayClassName: "istio",
        stepSizePercent: 10,
        intervalSeconds: 30,
        maxSurgePercent: 50,
      },
    },
  };
  for (const [index, [what, args]] of Object.entries(services).entries()) {
    it(`should be taken by API server and operator: a service ${what}`, async () => {
      const settings = rayServiceSettings(`service-${index}`, args);
      const taken = await stored<RayService>(buildRayService(settings));
      expect(rayServiceRefusal(taken)).to.equal(undefined);
      const made = await stored<RayCluster>(buildServiceCluster(taken, `${taken.metadata.name}-x`));
      expect(refusalOf(made)).to.equal(undefined);
    });
  }

  it("should be refused by the API server with a rule for two results", async () => {
    const built = buildRayJob(rayJobSettings("two", { ...jobs["with deletion rules"], namespace }));
    const condition = { jobStatus: "FAILED", jobDeploymentStatus: "Failed" };
    const deletionStrategy = { deletionRules: [{ policy: "DeleteSelf", condition }] };
    const wrong = { ...built, spec: { ...built.spec, deletionStrategy } };
    const failure = await stored(wrong).catch((error: unknown) => String(error));
    expect(failure).to.match(/"two" is invalid: spec\.deletionStrategy\.deletionRules\[0\]\.condition: /);
  });

  it("should be refused by the operator with an upgradeStrategy in the job's cluster", () => {
    const spec: RayClusterSpec = {
      headGroupSpec: { template: { spec: { containers: [{ name: "ray" }] } } },
      upgradeStrategy: { type: "Recreate" },
    };
    const job = { apiVersion: "ray.io/v1", kind: "RayJob", metadata: { name: "j", namespace }, spec: {} };
    const made = buildJobCluster(job, "j-x", spec) as unknown as RayCluster;
    expect(refusalOf(made)?.message).to.match(
      /upgradeStrategy cannot be set when RayCluster is created by RayJob/,
    );
  });
});
