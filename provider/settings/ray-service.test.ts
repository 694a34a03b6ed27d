import { expect } from "chai";
import type { RayServiceArgs } from "../args";
import { rayServiceSettings } from "./ray-service";
import { faultsOf } from "./testing/faults-of";

const SERVE = {
  serveConfigV2: "applications: []",
  cluster: { workerGroups: { g: { cpu: 1, memoryGiB: 2, replicas: 2 } } },
};
const HEAD_ALONE = { head: { rayStartParams: { "num-cpus": "2" } } };
const AUTOSCALING = { workerGroups: { g: { cpu: 1, memoryGiB: 2, maxReplicas: 2 } } };
const type = "NewClusterWithIncrementalUpgrade" as const;
const UPGRADE = { type, gatewayClassName: "istio", stepSizePercent: 10, intervalSeconds: 30 };

describe("rayServiceSettings", () => {
  it("should take a whole incremental upgrade, and replace the cluster at once by default", () => {
    const args = { ...SERVE, cluster: AUTOSCALING, upgradeStrategy: UPGRADE };
    expect(rayServiceSettings("chat", args).upgradeStrategy).to.deep.equal(UPGRADE);
    expect(rayServiceSettings("chat", SERVE)).to.deep.include({
      serviceName: "chat",
      upgradeStrategy: { type: "NewCluster" },
      rayClusterDeletionDelaySeconds: 60,
    });
  });

  it("should serve from a head alone that has CPUs for it", () => {
    expect(rayServiceSettings("chat", { ...SERVE, cluster: HEAD_ALONE }).cluster.workerGroups).to.deep.equal(
      [],
    );
  });

  const cases: [string, RayServiceArgs, string[]][] = [
    ["no application", { ...SERVE, serveConfigV2: " " }, ["serveConfigV2"]],
    ["a long name", { ...SERVE, serviceName: "a".repeat(48) }, ["serviceName"]],
    [
      "a service that nothing serves",
      { ...SERVE, cluster: HEAD_ALONE, excludeHeadPodFromServeSvc: true },
      ["excludeHeadPodFromServeSvc"],
    ],
    ["a head alone, which takes no work", { ...SERVE, cluster: {} }, ["cluster.workerGroups"]],
    [
      "a Redis that nothing makes, and a name space for several clusters",
      {
        ...SERVE,
        cluster: { ...SERVE.cluster, gcsFaultTolerance: { externalStorageNamespace: "chat" } },
      },
      ["cluster.gcsFaultTolerance.externalStorageNamespace", "cluster.gcsFaultTolerance.redis.address"],
    ],
    [
      "a step without steps",
      { ...SERVE, upgradeStrategy: { stepSizePercent: 5 } },
      ["upgradeStrategy.stepSizePercent"],
    ],
    [
      "an incremental upgrade without an autoscaler",
      { ...SERVE, upgradeStrategy: UPGRADE },
      ["upgradeStrategy.type"],
    ],
    [
      "an incremental upgrade without its Gateway and steps",
      { ...SERVE, cluster: AUTOSCALING, upgradeStrategy: { type } },
      [
        "upgradeStrategy.gatewayClassName",
        "upgradeStrategy.intervalSeconds",
        "upgradeStrategy.stepSizePercent",
      ],
    ],
    [
      "a step above the surge",
      { ...SERVE, cluster: AUTOSCALING, upgradeStrategy: { ...UPGRADE, maxSurgePercent: 5 } },
      ["upgradeStrategy.stepSizePercent"],
    ],
  ];
  for (const [what, args, paths] of cases) {
    it(`should refuse ${what}`, () => {
      expect(Object.keys(faultsOf(() => rayServiceSettings("chat", args)))).to.deep.equal(paths);
    });
  }
});
