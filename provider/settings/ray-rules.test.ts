import { expect } from "chai";
import type { RayClusterArgs } from "../args";
import { rayClusterSettings } from "./ray-cluster";
import { faultsOf } from "./testing/faults-of";

type Group = NonNullable<RayClusterArgs["workerGroups"]>[string];

const settings = (args: RayClusterArgs) => rayClusterSettings("ml", args);
const refuse = (args: RayClusterArgs) => faultsOf(() => settings(args));
const group = (group: Partial<Group>, rest: RayClusterArgs = {}): RayClusterArgs => ({
  ...rest,
  workerGroups: { g: { cpu: 1, memoryGiB: 2, ...group } },
});
const at = "workerGroups.g";

describe("the number of a group's workers", () => {
  it("should be said in one way", () => {
    for (const range of [{ minReplicas: 1 }, { maxReplicas: 1 }, { minReplicas: 1, maxReplicas: 2 }]) {
      expect(refuse(group({ replicas: 1, ...range })), JSON.stringify(range)).to.deep.equal({
        [`${at}.replicas`]:
          "excludes 'minReplicas' and 'maxReplicas': give 'replicas' for a fixed number, or 'maxReplicas' to autoscale",
      });
    }
    for (const none of [{}, { minReplicas: 1 }]) {
      expect(refuse(group(none)), JSON.stringify(none)).to.deep.equal({
        [`${at}.maxReplicas`]:
          "must be given to autoscale the group, or 'replicas' for a fixed number of workers",
      });
    }
  });

  it("should be a range that is one", () => {
    expect(refuse(group({ minReplicas: 3, maxReplicas: 2 }))).to.deep.equal({
      [`${at}.minReplicas`]: "'minReplicas' (3) must be at most 'maxReplicas' (2)",
    });
    for (const range of [{ maxReplicas: 2 }, { minReplicas: 2, maxReplicas: 2 }, { replicas: 0 }]) {
      expect(() => settings(group(range)), JSON.stringify(range)).not.to.throw();
    }
    expect(Object.keys(refuse(group({ minReplicas: -1, maxReplicas: -2 })))).to.deep.equal([
      `${at}.maxReplicas`,
      `${at}.minReplicas`,
    ]);
    expect(Object.keys(refuse(group({ replicas: -1, maxReplicas: 2 })))).to.deep.equal([`${at}.replicas`]);
  });

  it("should vary under Ray's autoscaler alone", () => {
    const off = { autoscaler: { enabled: false } };
    expect(refuse(group({ minReplicas: 1, maxReplicas: 2 }, off))).to.deep.equal({
      [`${at}.maxReplicas`]:
        "needs Ray's autoscaler: remove 'autoscaler.enabled: false', or give 'replicas' for a fixed number",
    });
    expect(refuse(group({ maxReplicas: 1 }, off))).to.have.all.keys(`${at}.maxReplicas`);
    expect(() => settings(group({ minReplicas: 2, maxReplicas: 2 }, off))).not.to.throw();
  });
});

describe("the token of a Ray cluster", () => {
  it("should be in a Secret whose name is one", () => {
    const longest = `${"a".repeat(63)}.`.repeat(3) + "a".repeat(61);
    for (const secretName of ["ray-token", "team.ray.token", longest]) {
      expect(() => settings({ auth: { secretName } }), secretName).not.to.throw();
    }
    for (const secretName of ["Ray", "a..b", "ok.No", `${longest}a`]) {
      expect(refuse({ auth: { secretName } }), secretName).to.deep.equal({
        "auth.secretName": `'${secretName}' is no name of a Secret: use lower-case letters, digits, '-' and '.'`,
      });
    }
  });

  it("should not be named where there is none", () => {
    expect(refuse({ auth: { mode: "disabled", secretName: "own", rotation: "1" } })).to.deep.equal({
      "auth.rotation": "has no effect with 'auth.mode: disabled'; remove one of the two",
      "auth.secretName": "has no effect with 'auth.mode: disabled'; remove it, or set the mode to 'token'",
    });
  });

  it("should be rotated where this package makes it, and the pods take the new one", () => {
    expect(() => settings({ auth: { rotation: "1" }, upgradeStrategy: "Recreate" })).not.to.throw();
    expect(refuse({ auth: { rotation: "1", secretName: "own" } })).to.deep.equal({
      "auth.rotation": "has no effect on the token of an existing Secret; remove it, or remove 'secretName'",
    });
    expect(refuse({ auth: { rotation: "1" }, upgradeStrategy: "None" })).to.deep.equal({
      "auth.rotation":
        "needs 'upgradeStrategy: Recreate': pods that stay would go on with the old token, whose Secret is deleted",
    });
  });

  it("should say so once where the version is none", () => {
    expect(Object.keys(refuse({ version: "two" }))).to.deep.equal(["version"]);
  });
});

describe("the amounts of the autoscaler", () => {
  it("should be amounts, and not there without it", () => {
    expect(refuse(group({ maxReplicas: 2 }, { autoscaler: { cpu: "half", memory: "1" } }))).to.have.all.keys(
      "autoscaler.cpu",
      "autoscaler.memory",
    );
    expect(refuse({ autoscaler: { enabled: false, cpu: "1" } })).to.deep.equal({
      "autoscaler.cpu": "has no effect with 'autoscaler.enabled: false'; remove one of the two",
    });
  });
});
