import { expect } from "chai";
import type { RayClusterSpec } from "./ray-cluster";
import type { RayJob, RayJobSpec } from "./ray-job";
import { rayJobRefusal } from "./ray-job-validation";
import { rayServiceRefusal, type RayService } from "./ray-service";

const CLUSTER: RayClusterSpec = {
  rayVersion: "2.60.0",
  headGroupSpec: { template: { spec: { containers: [{ name: "ray" }] } } },
};
const AUTOSCALED: RayClusterSpec = { ...CLUSTER, enableInTreeAutoscaling: true };

const job = (spec: RayJobSpec, name = "train"): RayJob => ({
  apiVersion: "ray.io/v1",
  kind: "RayJob",
  metadata: { name, namespace: "ray" },
  spec: { rayClusterSpec: CLUSTER, entrypoint: "python a.py", ...spec },
});
const selecting = (spec: RayJobSpec) =>
  job({ rayClusterSpec: undefined, clusterSelector: { "ray.io/cluster": "ml" }, ...spec });

describe("rayJobRefusal", () => {
  const accepted: [string, RayJob][] = [
    ["a job on a cluster of its own", job({})],
    ["a job on a cluster that is there", selecting({})],
    ["a shutdown of another's cluster, which does nothing", selecting({ shutdownAfterJobFinishes: true })],
    ["an interactive job with its identifier", job({ submissionMode: "InteractiveMode", jobId: "a" })],
    [
      "rules for two results",
      job({
        deletionStrategy: {
          deletionRules: [
            { policy: "DeleteCluster", condition: { jobStatus: "FAILED", ttlSeconds: 9 } },
            { policy: "DeleteSelf", condition: { jobDeploymentStatus: "Failed" } },
          ],
        },
      }),
    ],
  ];
  for (const [what, candidate] of accepted) {
    it(`should accept ${what}`, () => expect(rayJobRefusal(candidate)).to.equal(undefined));
  }

  const rule = (policy: "DeleteWorkers" | "DeleteCluster" | "DeleteSelf", ttlSeconds = 0) => ({
    policy,
    condition: { jobStatus: "FAILED", ttlSeconds },
  });
  const refused: [string, RayJob, RegExp][] = [
    ["a name of 48 characters", job({}, "a".repeat(48)), /no more than 47 characters/],
    ["suspension without shutdown", job({ suspend: true }), /not allowed to be suspended/],
    ["a TTL without shutdown", job({ ttlSecondsAfterFinished: 5 }), /cannot have TTLSecondsAfterFinished/],
    ["no cluster", job({ rayClusterSpec: undefined }), /one of RayClusterSpec or ClusterSelector/],
    ["another's cluster without a name", selecting({ clusterSelector: { a: "b" } }), /should not be empty/],
    [
      "a sidecar in another's head",
      selecting({ submissionMode: "SidecarMode" }),
      /not supported in SidecarMode/,
    ],
    ["tries on another's cluster", selecting({ backoffLimit: 1 }), /incompatible with ClusterSelector/],
    [
      "tries of an interactive job",
      job({ submissionMode: "InteractiveMode", backoffLimit: 1 }),
      /incompatible with InteractiveMode/,
    ],
    [
      "a submitter beside a sidecar",
      job({ submissionMode: "SidecarMode", submitterConfig: {} }),
      /doesn't support SubmitterConfig/,
    ],
    ["a cluster that is refused", job({ rayClusterSpec: { ...CLUSTER, tlsOptions: {} } }), /RayClusterMTLS/],
    ["a strategy that says nothing", job({ deletionStrategy: {} }), /cannot be empty/],
    [
      "what is deleted after success alone",
      job({ deletionStrategy: { onSuccess: { policy: "DeleteNone" } } }),
      /OnSuccess and DeletionStrategy.OnFailure must be set/,
    ],
    [
      "nothing deleted beside a shutdown",
      job({
        shutdownAfterJobFinishes: true,
        deletionStrategy: { onSuccess: { policy: "DeleteNone" }, onFailure: { policy: "DeleteCluster" } },
      }),
      /deletion policy is 'DeleteNone'/,
    ],
    [
      "rules beside the older policies",
      job({
        deletionStrategy: {
          onSuccess: { policy: "DeleteNone" },
          onFailure: { policy: "DeleteNone" },
          deletionRules: [rule("DeleteSelf")],
        },
      }),
      /Cannot use both/,
    ],
    ["a runtime environment that is a text", job({ runtimeEnvYAML: "pip" }), /RuntimeEnvYAML/],
    ["a deadline of nothing", job({ activeDeadlineSeconds: 0 }), /activeDeadlineSeconds must be a positive/],
    [
      "rules beside a shutdown",
      job({ shutdownAfterJobFinishes: true, deletionStrategy: { deletionRules: [rule("DeleteSelf")] } }),
      /mutually exclusive/,
    ],
    [
      "a deletion of another's cluster",
      selecting({ deletionStrategy: { deletionRules: [rule("DeleteCluster")] } }),
      /not supported when ClusterSelector is set/,
    ],
    [
      "workers deleted under an autoscaler",
      job({ rayClusterSpec: AUTOSCALED, deletionStrategy: { deletionRules: [rule("DeleteWorkers")] } }),
      /not supported with autoscaling/,
    ],
    [
      "a rule twice",
      job({ deletionStrategy: { deletionRules: [rule("DeleteSelf"), rule("DeleteSelf")] } }),
      /deletionRules\[1\]: duplicate rule/,
    ],
    [
      "workers that outlast their cluster",
      job({ deletionStrategy: { deletionRules: [rule("DeleteWorkers", 9), rule("DeleteCluster", 5)] } }),
      /DeleteCluster TTL \(5\) must be >= DeleteWorkers TTL \(9\)/,
    ],
  ];
  for (const [what, candidate, reason] of refused) {
    it(`should refuse ${what}`, () => expect(rayJobRefusal(candidate)?.message).to.match(reason));
  }
});

describe("rayServiceRefusal", () => {
  const service = (spec: Partial<RayService["spec"]>): RayService => ({
    apiVersion: "ray.io/v1",
    kind: "RayService",
    metadata: { name: "chat", namespace: "ray" },
    spec: { rayClusterConfig: CLUSTER, ...spec },
  });
  const type = "NewClusterWithIncrementalUpgrade";
  const clusterUpgradeOptions = { gatewayClassName: "istio", stepSizePercent: 10, intervalSeconds: 5 };
  const incremental = (options: object, rayClusterConfig = AUTOSCALED) =>
    service({ rayClusterConfig, upgradeStrategy: { type, clusterUpgradeOptions: options } });

  it("should accept a service, and an incremental upgrade with an autoscaler", () => {
    expect(rayServiceRefusal(service({}))).to.equal(undefined);
    expect(rayServiceRefusal(incremental(clusterUpgradeOptions))).to.equal(undefined);
  });

  const headService = { metadata: { name: "mine" } };
  const refused: [string, RayService, RegExp][] = [
    ["an unknown upgrade", service({ upgradeStrategy: { type: "Recreate" } }), /Recreate is invalid/],
    [
      "a name for the head's Service",
      service({ rayClusterConfig: { ...CLUSTER, headGroupSpec: { ...CLUSTER.headGroupSpec, headService } } }),
      /headService.metadata.name should not be set/,
    ],
    ["steps without an autoscaler", incremental(clusterUpgradeOptions, CLUSTER), /Autoscaler is required/],
    [
      "a step above the surge",
      incremental({ ...clusterUpgradeOptions, maxSurgePercent: 5 }),
      /less than or equal to maxSurgePercent/,
    ],
    [
      "steps without a Gateway",
      incremental({ ...clusterUpgradeOptions, gatewayClassName: "" }),
      /gatewayClassName/,
    ],
  ];
  for (const [what, candidate, reason] of refused) {
    it(`should refuse ${what}`, () => expect(rayServiceRefusal(candidate)?.message).to.match(reason));
  }
});
