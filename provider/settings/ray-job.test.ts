import { expect } from "chai";
import type { RayJobArgs } from "../args";
import { rayJobSettings } from "./ray-job";
import { faultsOf } from "./testing/faults-of";

const ON_STACK: RayJobArgs = { rayClusterName: "ml", entrypoint: "python train.py" };
const OWN: RayJobArgs = { cluster: {}, entrypoint: "python train.py" };
const AUTOSCALING = { workerGroups: { g: { cpu: 1, memoryGiB: 2, maxReplicas: 2 } } };

describe("rayJobSettings", () => {
  it("should run on a cluster that is there with its defaults", () => {
    expect(rayJobSettings("train", ON_STACK)).to.deep.equal({
      jobName: "train",
      namespace: "ray",
      rayClusterName: "ml",
      entrypoint: "python train.py",
      submissionMode: "K8sJobMode",
      backoffLimit: 0,
      shutdownAfterJobFinishes: false,
      suspend: false,
    });
  });

  it("should delete a cluster of the job's own at its end, unless rules say what goes", () => {
    const rules: RayJobArgs["deletionRules"] = [{ policy: "DeleteSelf", jobStatus: "SUCCEEDED" }];
    expect(rayJobSettings("train", OWN)).to.include({ shutdownAfterJobFinishes: true });
    expect(rayJobSettings("train", { ...OWN, deletionRules: rules })).to.include({
      shutdownAfterJobFinishes: false,
    });
    expect(rayJobSettings("train", { ...OWN, suspend: true, backoffLimit: 2 })).to.include({ suspend: true });
  });

  it("should give the submitter an image only where KubeRay's own pod is not enough", () => {
    const files = { code: { files: { "a.py": "" } } };
    const submitter = (args: RayJobArgs) => rayJobSettings("train", args).submitter;
    expect(submitter({ ...ON_STACK, submitter: { backoffLimit: 0 } })).to.deep.equal({ backoffLimit: 0 });
    expect(submitter({ ...ON_STACK, ...files })).to.deep.equal({ image: "rayproject/ray:2.60.0-py311" });
    expect(submitter({ ...OWN, ...files, cluster: { image: "mine" } })).to.deep.equal({ image: "mine" });
  });

  it("should follow a job that is submitted by hand under a known identifier", () => {
    const args: RayJobArgs = { cluster: {}, submissionMode: "InteractiveMode", jobId: "by-hand" };
    expect(rayJobSettings("train", args)).to.include({ jobId: "by-hand" });
  });

  const cases: [string, RayJobArgs, string[]][] = [
    ["no cluster", { entrypoint: "x" }, ["rayClusterName"]],
    ["two clusters", { ...OWN, rayClusterName: "ml" }, ["cluster"]],
    ["no entrypoint", { rayClusterName: "ml" }, ["entrypoint"]],
    [
      "faults of the own cluster",
      { ...OWN, cluster: { version: "2.51.0", workerGroups: { g: { cpu: 1, memoryGiB: 2 } } } },
      ["cluster.version", "cluster.workerGroups.g.maxReplicas"],
    ],
    ["a long name", { ...ON_STACK, jobName: "a".repeat(48) }, ["jobName"]],
    ["a wrong namespace", { ...ON_STACK, namespace: "My" }, ["namespace"]],
    [
      "what needs a cluster of the job's own",
      { ...ON_STACK, suspend: true, backoffLimit: 1, shutdownAfterJobFinishes: true },
      ["backoffLimit", "shutdownAfterJobFinishes", "suspend"],
    ],
    ["a sidecar on another's head", { ...ON_STACK, submissionMode: "SidecarMode" }, ["submissionMode"]],
    ["suspension without shutdown", { ...OWN, shutdownAfterJobFinishes: false, suspend: true }, ["suspend"]],
    [
      "a TTL without shutdown",
      { ...OWN, shutdownAfterJobFinishes: false, ttlSecondsAfterFinished: 5 },
      ["ttlSecondsAfterFinished"],
    ],
    ["a submitter of a sidecar", { ...OWN, submissionMode: "SidecarMode", submitter: {} }, ["submitter"]],
    [
      "an interactive job with what it would submit",
      { ...OWN, submissionMode: "InteractiveMode", backoffLimit: 1 },
      ["backoffLimit", "entrypoint"],
    ],
    [
      "files that nothing uploads",
      { ...OWN, submissionMode: "HTTPMode", code: { files: { a: "" } } },
      ["code.files"],
    ],
    ["code without any", { ...OWN, code: {} }, ["code"]],
    ["a file in a folder", { ...OWN, code: { files: { "a/b.py": "" } } }, ['code.files["a/b.py"]']],
    [
      "more than a ConfigMap holds",
      { ...OWN, code: { files: { a: "x".repeat(2 ** 20 + 1) } } },
      ["code.files"],
    ],
    ["an archive that Ray cannot read", { ...OWN, code: { archiveUrl: "git@x:y" } }, ["code.archiveUrl"]],
    [
      "two working directories",
      { ...OWN, code: { archiveUrl: "https://x/y.zip" }, runtimeEnv: { working_dir: "." } },
      ["runtimeEnv.working_dir"],
    ],
    ["a deadline of nothing", { ...OWN, activeDeadlineSeconds: 0 }, ["activeDeadlineSeconds"]],
    [
      "rules beside a shutdown",
      {
        ...OWN,
        shutdownAfterJobFinishes: true,
        deletionRules: [{ policy: "DeleteNone", jobStatus: "FAILED" }],
      },
      ["shutdownAfterJobFinishes"],
    ],
    ["a rule without a result", { ...OWN, deletionRules: [{ policy: "DeleteNone" }] }, ["deletionRules[0]"]],
    [
      "workers deleted under an autoscaler",
      {
        ...OWN,
        cluster: AUTOSCALING,
        deletionRules: [{ policy: "DeleteWorkers", jobDeploymentStatus: "Failed" }],
      },
      ["deletionRules[0].policy"],
    ],
    [
      "a rule twice, and one that comes too late",
      {
        ...OWN,
        deletionRules: [
          { policy: "DeleteSelf", jobStatus: "FAILED", ttlSeconds: 5 },
          { policy: "DeleteSelf", jobStatus: "FAILED", ttlSeconds: 5 },
          { policy: "DeleteCluster", jobStatus: "FAILED", ttlSeconds: 9 },
        ],
      },
      ["deletionRules[1]", "deletionRules[2].ttlSeconds"],
    ],
    [
      "rules for another's cluster, which KubeRay passes over",
      { ...ON_STACK, deletionRules: [{ policy: "DeleteSelf", jobStatus: "FAILED" }] },
      ["deletionRules"],
    ],
    [
      "a sidecar in a head that starts again",
      {
        ...OWN,
        submissionMode: "SidecarMode",
        cluster: { head: { podTemplate: { spec: { restartPolicy: "Always", containers: [] } } } },
      },
      ["cluster.head.podTemplate.spec.restartPolicy"],
    ],
    [
      "a Redis that nothing makes",
      { ...OWN, cluster: { gcsFaultTolerance: {} } },
      ["cluster.gcsFaultTolerance.redis.address"],
    ],
  ];
  for (const [what, args, paths] of cases) {
    it(`should refuse ${what}`, () => {
      expect(Object.keys(faultsOf(() => rayJobSettings("train", args)))).to.deep.equal(paths);
    });
  }
});
