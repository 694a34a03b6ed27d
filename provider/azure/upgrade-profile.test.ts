import { expect } from "chai";
import { AKS } from "../testing/fixture-settings";
import { buildAutoscalerProfile, buildAutoUpgradeProfile } from "./upgrade-profile";

describe("buildAutoUpgradeProfile", () => {
  it("should leave Azure's own channels alone, and name those that are asked for", () => {
    expect(buildAutoUpgradeProfile(AKS)).to.equal(undefined);
    expect(
      buildAutoUpgradeProfile({ ...AKS, upgrades: { channel: "patch", nodeOsChannel: "SecurityPatch" } }),
    ).to.deep.equal({ upgradeChannel: "patch", nodeOSUpgradeChannel: "SecurityPatch" });
  });
});

describe("buildAutoscalerProfile", () => {
  it("should write numbers and switches as the texts that Azure wants", () => {
    const given = {
      expander: "least-waste",
      scaleDownUnneededTime: "5m",
      scaleDownUtilizationThreshold: 0.5,
      maxEmptyBulkDelete: 20,
      skipNodesWithLocalStorage: false,
    } as const;
    expect(buildAutoscalerProfile(given)).to.deep.include({
      expander: "least-waste",
      scaleDownUnneededTime: "5m",
      scaleDownUtilizationThreshold: "0.5",
      maxEmptyBulkDelete: "20",
      skipNodesWithLocalStorage: "false",
      balanceSimilarNodeGroups: undefined,
    });
    expect(buildAutoscalerProfile(undefined)).to.equal(undefined);
  });
});
