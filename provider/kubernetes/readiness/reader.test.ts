import { expect } from "chai";
import { RAY } from "../../testing/fixture-settings";
import { buildReader } from "./reader";

describe("buildReader", () => {
  it("should let the Job read the pods of its namespace and their logs, and nothing else", () => {
    const metadata = {
      name: "ml-readiness",
      namespace: "ray",
      labels: { "app.kubernetes.io/managed-by": "aks-ray" },
    };
    expect(buildReader(RAY, "ray")).to.deep.equal({
      serviceAccount: { metadata },
      role: {
        metadata,
        rules: [
          { apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] },
          { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
        ],
      },
      roleBinding: {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "ml-readiness" },
        subjects: [{ kind: "ServiceAccount", name: "ml-readiness", namespace: "ray" }],
      },
    });
  });
});
