import { expect } from "chai";
import type { RayServiceArgs } from "../args";
import { rayServiceSettings } from "./ray-service";
import { errorOf, faultsOf } from "./testing/faults-of";

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

  it("should have KubeRay's own settings, and those that are given", () => {
    expect(rayServiceSettings("chat", SERVE)).to.deep.include({
      namespace: "ray",
      excludeHeadPodFromServeSvc: false,
      suspend: false,
    });
    const own = { namespace: "serving", excludeHeadPodFromServeSvc: true, suspend: true };
    expect(rayServiceSettings("chat", { ...SERVE, ...own })).to.deep.include(own);
  });

  it("should say what is wrong with its names, and that nothing serves", () => {
    const error = errorOf(() =>
      rayServiceSettings("chat", { cluster: {}, namespace: "My", serveConfigV2: " ", serviceName: "1" }),
    );
    expect(error.message).to.match(/^4 faults in the arguments of the RayService 'chat':/);
    const reasons = Object.fromEntries(
      error.errors.map(({ propertyPath, reason }) => [propertyPath, reason]),
    );
    expect(reasons["serviceName"]).to.match(/; give 'serviceName'$/);
    expect(reasons).to.deep.include({
      "cluster.workerGroups":
        "must have a group, since the head takes no work; or give the head CPUs for it with 'cluster.head.rayStartParams[\"num-cpus\"]'",
      namespace: "'My' is no name of a namespace: use lower-case letters, digits and '-'",
      serveConfigV2: "must name at least one application of Ray Serve",
    });
    expect(
      faultsOf(() => rayServiceSettings("chat", { ...SERVE, cluster: { head: { rayStartParams: {} } } })),
    ).to.have.all.keys("cluster.workerGroups");
    const args = { ...SERVE, cluster: HEAD_ALONE, excludeHeadPodFromServeSvc: true };
    expect(faultsOf(() => rayServiceSettings("chat", args))).to.deep.equal({
      excludeHeadPodFromServeSvc:
        "leaves nothing that serves without worker groups; remove it, or give 'cluster.workerGroups'",
    });
  });

  it("should keep the capitals of names where it says what is missing", () => {
    // As YAML, or a program in JavaScript, may have it.
    const args = JSON.parse(JSON.stringify({ ...SERVE, serveConfigV2: undefined })) as RayServiceArgs;
    expect(faultsOf(() => rayServiceSettings("chat", args))["serveConfigV2"]).to.match(
      /^must be given: Ray Serve's configuration of its applications, as YAML/,
    );
  });

  it("should say what an incremental upgrade needs, and what another has no use for", () => {
    const refuse = (upgradeStrategy: RayServiceArgs["upgradeStrategy"], cluster: object = AUTOSCALING) =>
      faultsOf(() => rayServiceSettings("chat", { ...SERVE, cluster, upgradeStrategy }));
    expect(refuse({ type: "NewCluster", intervalSeconds: 5 })).to.deep.equal({
      "upgradeStrategy.intervalSeconds":
        "needs 'upgradeStrategy.type: NewClusterWithIncrementalUpgrade'; remove one of the two",
    });
    expect(refuse({ type: "None" as const, stepSizePercent: 5 })).to.have.all.keys(
      "upgradeStrategy.stepSizePercent",
    );
    expect(refuse(UPGRADE, SERVE.cluster)).to.deep.equal({
      "upgradeStrategy.type":
        "'NewClusterWithIncrementalUpgrade' needs Ray's autoscaler: give 'cluster.workerGroups' a 'maxReplicas' above 'minReplicas', or choose 'NewCluster'",
    });
    const { gatewayClassName, ...rest } = UPGRADE;
    expect(gatewayClassName).to.equal("istio");
    expect(refuse(rest)).to.deep.equal({
      "upgradeStrategy.gatewayClassName": "must be given for 'NewClusterWithIncrementalUpgrade'",
    });
    expect(refuse({ ...UPGRADE, maxSurgePercent: 9 })).to.deep.equal({
      "upgradeStrategy.stepSizePercent": "'stepSizePercent' (10) must be at most 'maxSurgePercent' (9)",
    });
    const even = { ...UPGRADE, maxSurgePercent: 10 };
    const args = { ...SERVE, cluster: AUTOSCALING, upgradeStrategy: even };
    expect(() => rayServiceSettings("chat", args)).not.to.throw();
  });
});
