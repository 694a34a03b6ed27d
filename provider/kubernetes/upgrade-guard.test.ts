import { expect } from "chai";
import { RAY } from "../testing/fixture-settings";
import { buildRayCluster } from "./ray-cluster/ray-cluster";
import { buildUpgradeGuard } from "./upgrade-guard";

describe("buildUpgradeGuard", () => {
  it("should watch updates of the one RayCluster, and deny", () => {
    const { policy, binding } = buildUpgradeGuard("ray", "ml");
    expect(policy.spec).to.have.nested.property("matchConstraints.resourceRules[0].resourceNames[0]", "ml");
    expect(policy.spec)
      .to.have.nested.property("matchConstraints.resourceRules[0].operations")
      .that.deep.equals(["UPDATE"]);
    expect(binding.spec).to.deep.equal({
      policyName: "aks-ray-upgrade.ray.ml",
      validationActions: ["Deny"],
    });
  });

  it("should know the operator's version by an annotation of the RayCluster", () => {
    expect(buildRayCluster(RAY, "ray", "1.7.0").metadata)
      .to.have.nested.property("annotations")
      .that.deep.equals({
        "pulumi.com/patchForce": "true",
        "aks-ray.dev/operator-version": "1.7.0",
      });
    expect(buildRayCluster({ ...RAY, autoscaler: undefined }, "ray").metadata).to.not.have.property(
      "annotations",
    );
  });
});
