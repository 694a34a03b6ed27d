import { expect } from "chai";
import { buildCronJobGuard } from "./cron-job-guard";

describe("buildCronJobGuard", () => {
  it("should refuse new RayCronJobs by the flags of the operator that runs", () => {
    const { policy, binding } = buildCronJobGuard("kuberay-system", []);
    const { paramKind, matchConstraints, validations } = policy.spec as Record<string, unknown>;
    expect(paramKind).to.deep.equal({ apiVersion: "apps/v1", kind: "Deployment" });
    expect(matchConstraints).to.deep.equal({
      resourceRules: [
        { apiGroups: ["ray.io"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["raycronjobs"] },
      ],
    });
    expect(validations).to.have.nested.property("[0].message").that.contains("'featureGates'");
    expect(binding.spec).to.deep.equal({
      policyName: "aks-ray-cron-jobs.kuberay-system",
      validationActions: ["Deny"],
      paramRef: {
        namespace: "kuberay-system",
        selector: { matchLabels: { "app.kubernetes.io/name": "kuberay-operator" } },
        parameterNotFoundAction: "Allow",
      },
    });
  });

  it("should leave alone what is not in a namespace that the operator watches", () => {
    const { policy } = buildCronJobGuard("kuberay-system", ["ml"]);
    expect(policy.spec)
      .to.have.nested.property("matchConstraints.namespaceSelector")
      .that.deep.equals({
        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["ml"] }],
      });
  });
});
