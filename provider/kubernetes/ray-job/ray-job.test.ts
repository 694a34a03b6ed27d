import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { RayJobArgs } from "../../args";
import { rayJobSettings } from "../../settings";
import { settled } from "../../settings/testing/faults-of";
import { buildRayClusterSpec } from "../ray-cluster/ray-cluster";
import { jobLogsCommand, jobStatusCommand } from "./commands";
import { buildCodeConfigMap, buildRayJob, JOB_REPLACED_ON_CHANGES, jobId } from "./ray-job";

const built = async (settings: Parameters<typeof buildRayJob>[0]) =>
  JSON.parse(await settled(pulumi.jsonStringify(buildRayJob(settings)))) as { spec: Record<string, unknown> };

describe("buildRayJob", () => {
  it("should upload files to a cluster that is there", async () => {
    const settings = rayJobSettings("train", {
      rayClusterName: "ml",
      entrypoint: "python train.py",
      code: { files: { "train.py": "print(1)" } },
      runtimeEnv: { pip: ["torch"] },
      jobId: "one",
      entrypointNumGpus: 1,
      entrypointResources: { fast: 1 },
      submitter: { backoffLimit: 0 },
    });
    expect(await built(settings)).to.deep.equal({
      apiVersion: "ray.io/v1",
      kind: "RayJob",
      metadata: {
        name: "train",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
        annotations: { "pulumi.com/skipAwait": "true", "pulumi.com/patchForce": "true" },
      },
      spec: {
        submissionMode: "K8sJobMode",
        entrypoint: "python train.py",
        runtimeEnvYAML: '{"pip":["torch"],"working_dir":"/home/ray/job"}',
        entrypointNumGpus: 1,
        entrypointResources: '{"fast":1}',
        clusterSelector: { "ray.io/cluster": "ml" },
        submitterPodTemplate: {
          spec: {
            restartPolicy: "Never",
            containers: [
              {
                name: "ray-job-submitter",
                image: "rayproject/ray:2.60.0-py311",
                resources: {
                  requests: { cpu: "500m", memory: "200Mi" },
                  limits: { cpu: "1", memory: "1Gi" },
                },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ["ALL"] },
                  seccompProfile: { type: "RuntimeDefault" },
                },
                volumeMounts: [
                  {
                    name: "code",
                    mountPath: "/home/ray/job/train.py",
                    subPath: "train.py",
                    readOnly: true,
                  },
                ],
              },
            ],
            volumes: [{ name: "code", configMap: { name: "train-code" } }],
          },
        },
        submitterConfig: { backoffLimit: 0 },
        backoffLimit: 0,
        shutdownAfterJobFinishes: false,
        jobId: "one",
        suspend: false,
      },
    });
    expect(buildCodeConfigMap(settings)).to.deep.include({ data: { "train.py": "print(1)" } });
  });

  it("should make a cluster for the job, with its token's Secret, and delete it by the rules", async () => {
    const settings = rayJobSettings("train", {
      cluster: { workerGroups: { g: { cpu: 1, memoryGiB: 2, replicas: 1 } } },
      entrypoint: "python train.py",
      submissionMode: "HTTPMode",
      deletionRules: [{ policy: "DeleteWorkers", jobStatus: "FAILED", ttlSeconds: 60 }],
    });
    const { spec } = await built(settings);
    const { cluster } = settings;
    expect(cluster && buildRayClusterSpec(cluster).authOptions.secretName).to.equal("train-token");
    expect(spec["rayClusterSpec"]).to.deep.equal(
      JSON.parse(await settled(pulumi.jsonStringify(cluster && buildRayClusterSpec(cluster)))),
    );
    expect(spec["deletionStrategy"]).to.deep.equal({
      deletionRules: [{ policy: "DeleteWorkers", condition: { jobStatus: "FAILED", ttlSeconds: 60 } }],
    });
    expect(spec["rayClusterSpec"]).not.to.have.property("upgradeStrategy");
    expect(spec).not.to.have.any.keys("submitterPodTemplate", "runtimeEnvYAML", "clusterSelector");
  });

  it("should say who runs the job, which another identifier does not follow", async () => {
    const managedBy = "kueue.x-k8s.io/multikueue" as const;
    const args: RayJobArgs = { cluster: {}, entrypoint: "python a.py" };
    const [here, elsewhere] = [
      rayJobSettings("train", args),
      rayJobSettings("train", { ...args, managedBy }),
    ];
    expect(buildRayJob(elsewhere).spec).to.have.property("managedBy", managedBy);
    expect(buildRayJob(here).spec).not.to.have.property("managedBy");
    expect(JOB_REPLACED_ON_CHANGES).to.include("spec.managedBy");
    expect(await settled(jobId(elsewhere))).to.equal(await settled(jobId(here)));
  });

  it("should give another job identifier exactly when something else runs", async () => {
    const id = (file: string, other: Partial<RayJobArgs> = {}) =>
      settled(
        jobId(
          rayJobSettings("train", {
            cluster: {},
            entrypoint: "python a.py",
            code: { files: { "a.py": file } },
            ...other,
          }),
        ),
      );
    expect(await id("1")).to.match(/^train-[0-9a-f]{8}$/);
    expect(await id("1", { suspend: true, activeDeadlineSeconds: 60 })).to.equal(await id("1"));
    expect(await id("1", { entrypointNumCpus: 1 })).not.to.equal(await id("1"));
    expect(await id("2")).not.to.equal(await id("1"));
  });
});

describe("the commands of a RayJob", () => {
  const job = (submissionMode: "K8sJobMode" | "HTTPMode") =>
    rayJobSettings("train", { cluster: {}, entrypoint: "x", submissionMode });

  it("should ask KubeRay for the state, and the submitter or Ray for the output", () => {
    expect(jobStatusCommand(job("K8sJobMode"), "ray")).to.match(
      /^kubectl --namespace ray get rayjob train --output jsonpath='\{\.status\.jobDeploymentStatus\}/,
    );
    expect(jobLogsCommand(job("K8sJobMode"), "ray", "id")).to.equal(
      "kubectl --namespace ray logs job/train --follow",
    );
    expect(jobLogsCommand(job("HTTPMode"), "ray", "id")).to.match(
      /--container ray-head -- ray job logs id --follow --address http:\/\/127\.0\.0\.1:8265$/,
    );
  });

  it("should list the jobs that are submitted by hand, unless their identifier is known", () => {
    const byHand = rayJobSettings("train", { cluster: {}, submissionMode: "InteractiveMode" });
    expect(jobLogsCommand(byHand, "ray", "")).to.match(/ray job list --address/);
    expect(jobLogsCommand(byHand, "ray", "mine")).to.match(/ray job logs mine --follow/);
  });
});
