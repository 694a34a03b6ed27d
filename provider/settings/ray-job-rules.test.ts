import { expect } from "chai";
import type { RayJobArgs } from "../args";
import { rayJobSettings } from "./ray-job";
import { faultsOf } from "./testing/faults-of";

const ON_STACK: RayJobArgs = { rayClusterName: "ml", entrypoint: "python train.py" };
const OWN: RayJobArgs = { cluster: {}, entrypoint: "python train.py" };
const AUTOSCALING = { workerGroups: { g: { cpu: 1, memoryGiB: 2, maxReplicas: 2 } } };

describe("the rules of a job", () => {
  const refuse = (args: RayJobArgs) => faultsOf(() => rayJobSettings("train", args));
  const files = (content: Record<string, string>) => ({ ...OWN, code: { files: content } });

  it("should say why a job on a cluster that is there cannot have a cluster's options", () => {
    const why = (reason: string) =>
      `is not possible with 'rayClusterName', ${reason}; remove it, or give 'cluster' instead`;
    expect(
      refuse({
        ...ON_STACK,
        submissionMode: "SidecarMode",
        suspend: true,
        backoffLimit: 1,
        shutdownAfterJobFinishes: true,
      }),
    ).to.deep.equal({
      backoffLimit: why("since each further try needs a new cluster"),
      shutdownAfterJobFinishes: why("whose cluster is not the job's"),
      submissionMode: why("since 'SidecarMode' adds a container to the cluster's head"),
      suspend: why("since a suspended job deletes its cluster"),
    });
  });

  it("should say what is missing, and what is there twice", () => {
    expect(refuse({})).to.deep.equal({
      entrypoint: "must be given: the command that runs on Ray, such as 'python train.py'",
      rayClusterName:
        "must be given, such as the output 'rayClusterName' of a RayCluster; or give 'cluster' for a cluster of the job's own",
    });
    expect(refuse({ ...OWN, entrypoint: "", rayClusterName: "ml", suspend: true })).to.deep.equal({
      cluster: "excludes 'rayClusterName': the job runs on one cluster, so remove one of the two",
      entrypoint: "must be given: the command that runs on Ray, such as 'python train.py'",
    });
    const code = { files: { "a.py": "" }, archiveUrl: "https://x/y.zip" };
    expect(refuse({ ...OWN, code, runtimeEnv: { working_dir: "." } })).to.deep.equal({
      code: "must have exactly one of 'files' and 'archiveUrl'",
      "runtimeEnv.working_dir": "is set by 'code'; remove one of the two",
    });
  });

  it("should say what a way to submit has no use for", () => {
    const sidecar = { ...OWN, submissionMode: "SidecarMode" as const };
    expect(refuse({ ...sidecar, submitter: {} })).to.deep.equal({
      submitter:
        "has no effect with 'submissionMode: SidecarMode', which has no submitter pod; remove one of the two",
    });
    expect(refuse({ ...sidecar, code: { files: { a: "" } } })).to.deep.equal({
      "code.files":
        "needs 'submissionMode: K8sJobMode', whose submitter uploads the files, not 'SidecarMode'; or give 'code.archiveUrl'",
    });
    const code = { archiveUrl: "https://x/y.zip" };
    const byHand =
      "is not possible with 'submissionMode: InteractiveMode', where you submit the job yourself; remove it";
    const interactive = { ...OWN, submissionMode: "InteractiveMode" as const };
    expect(
      refuse({ ...interactive, backoffLimit: 1, code, runtimeEnv: {}, metadata: { team: "vision" } }),
    ).to.deep.equal({
      backoffLimit:
        "is not possible with 'submissionMode: InteractiveMode', since nothing could submit the job again; remove it",
      code: byHand,
      entrypoint: byHand,
      metadata: byHand,
      runtimeEnv: byHand,
    });
  });

  it("should let a sidecar's head be, unless it starts again", () => {
    const head = (restartPolicy: string): RayJobArgs => ({
      ...OWN,
      submissionMode: "SidecarMode",
      cluster: { head: { podTemplate: { spec: { restartPolicy, containers: [] } } } },
    });
    expect(() => rayJobSettings("train", head("Never"))).not.to.throw();
    expect(refuse(head("OnFailure"))).to.deep.equal({
      "cluster.head.podTemplate.spec.restartPolicy":
        "must be 'Never' or left out with 'submissionMode: SidecarMode', not 'OnFailure'",
    });
    const elsewhere = { ...head("Always"), submissionMode: "K8sJobMode" as const };
    expect(() => rayJobSettings("train", elsewhere)).not.to.throw();
  });

  it("should know what a ConfigMap holds", () => {
    expect(refuse(files({}))).to.deep.equal({ "code.files": "must have at least one file" });
    const full = "x".repeat(2 ** 20);
    expect(() => rayJobSettings("train", files({ a: full }))).not.to.throw();
    expect(refuse(files({ a: full, b: "é" }))).to.deep.equal({
      "code.files": "has 1048578 bytes; a ConfigMap holds 1048576; give 'code.archiveUrl' instead",
    });
    expect(() => rayJobSettings("train", files({ ".env": "", "a..py": "", "a..": "" }))).not.to.throw();
    const name = (text: string) =>
      `'${text}' is no name of a file in a ConfigMap: use letters, digits, '-', '_' and '.', without folders; for a tree of files give 'code.archiveUrl'`;
    expect(refuse(files({ ".": "", "..data": "", "a b": "" }))).to.deep.equal({
      'code.files["."]': name("."),
      'code.files["..data"]': name("..data"),
      'code.files["a b"]': name("a b"),
    });
  });

  it("should say what needs a cluster that goes with the job", () => {
    const stays = { ...OWN, shutdownAfterJobFinishes: false };
    expect(refuse({ ...stays, suspend: true, ttlSecondsAfterFinished: 5 })).to.deep.equal({
      suspend: "needs 'shutdownAfterJobFinishes: true', since a suspended job deletes its cluster",
      ttlSecondsAfterFinished:
        "needs 'shutdownAfterJobFinishes: true'; with 'deletionRules' give each rule its 'ttlSeconds'",
    });
    const deletionRules: RayJobArgs["deletionRules"] = [{ policy: "DeleteNone", jobStatus: "FAILED" }];
    expect(refuse({ ...OWN, deletionRules, shutdownAfterJobFinishes: true })).to.deep.equal({
      shutdownAfterJobFinishes: "excludes 'deletionRules', which say what is deleted; remove one of the two",
    });
  });

  describe("to delete things", () => {
    type Rules = NonNullable<RayJobArgs["deletionRules"]>;
    const refuseRules = (...deletionRules: Rules) => refuse({ ...OWN, deletionRules });
    const take = (...deletionRules: Rules) =>
      expect(() => rayJobSettings("train", { ...OWN, deletionRules })).not.to.throw();
    const both = "must have exactly one of 'jobStatus' and 'jobDeploymentStatus'";

    it("should want one result each", () => {
      expect(
        refuseRules(
          { policy: "DeleteSelf" },
          { policy: "DeleteSelf", jobStatus: "FAILED", jobDeploymentStatus: "Failed" },
        ),
      ).to.deep.equal({ "deletionRules[0]": both, "deletionRules[1]": both });
    });

    it("should delete the less before the more, for each result by itself", () => {
      take(
        { policy: "DeleteWorkers", jobStatus: "FAILED", ttlSeconds: 5 },
        { policy: "DeleteCluster", jobStatus: "FAILED", ttlSeconds: 5 },
        { policy: "DeleteSelf", jobStatus: "FAILED", ttlSeconds: 9 },
        { policy: "DeleteSelf", jobStatus: "SUCCEEDED" },
        { policy: "DeleteNone", jobDeploymentStatus: "Failed", ttlSeconds: 99 },
        { policy: "DeleteSelf", jobDeploymentStatus: "Failed" },
      );
      const late = (narrow: string, wide: string) =>
        `${narrow} comes behind ${wide}, which leaves it nothing to delete; let the narrower one come first`;
      expect(
        refuseRules(
          { policy: "DeleteCluster", jobStatus: "FAILED", ttlSeconds: 9 },
          { policy: "DeleteSelf", jobStatus: "FAILED" },
        ),
      ).to.deep.equal({
        "deletionRules[1].ttlSeconds": late("'DeleteCluster' after 9 s", "'DeleteSelf' after 0 s"),
      });
      expect(
        refuseRules(
          { policy: "DeleteSelf", jobStatus: "FAILED", ttlSeconds: 4 },
          { policy: "DeleteWorkers", jobStatus: "FAILED", ttlSeconds: 5 },
        ),
      ).to.deep.equal({
        "deletionRules[1].ttlSeconds": late("'DeleteWorkers' after 5 s", "'DeleteSelf' after 4 s"),
      });
    });

    it("should be said once", () => {
      const rule = { policy: "DeleteSelf", jobStatus: "FAILED" } as const;
      expect(refuseRules(rule, rule)).to.deep.equal({
        "deletionRules[1]": "repeats the rule 'DeleteSelf' for 'FAILED'; remove one of the two",
      });
    });

    it("should not delete workers that Ray's autoscaler would add again", () => {
      const rule = { policy: "DeleteWorkers", jobStatus: "FAILED" } as const;
      const scaled: RayJobArgs = { ...OWN, cluster: AUTOSCALING };
      expect(refuse({ ...scaled, deletionRules: [rule] })).to.deep.equal({
        "deletionRules[0].policy":
          "'DeleteWorkers' is not possible with Ray's autoscaler, which would add them again; use 'DeleteCluster', or fixed 'replicas'",
      });
      const cluster = { ...scaled, deletionRules: [{ ...rule, policy: "DeleteCluster" as const }] };
      expect(() => rayJobSettings("train", cluster)).not.to.throw();
    });
  });
});
