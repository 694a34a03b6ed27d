import { expect } from "chai";
import { RAY } from "../../testing/fixture-settings";
import { buildReader } from "./reader";

describe("buildReader", () => {
  it("should let the Job read the pods of its namespace, their logs and the events, and nothing else", () => {
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
          { apiGroups: [""], resources: ["events"], verbs: ["list"] },
        ],
      },
      roleBinding: {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "ml-readiness" },
        subjects: [{ kind: "ServiceAccount", name: "ml-readiness", namespace: "ray" }],
      },
    });
  });

  it("should let it read what Kueue says where the RayCluster is queued", () => {
    const queue = { manager: "kueue", gangScheduling: true, elastic: false, createQueues: false } as const;
    expect(buildReader({ ...RAY, queue }, "ray").role.rules.slice(3)).to.deep.equal([
      { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads"], verbs: ["list"] },
    ]);
    expect(buildReader({ ...RAY, queue: { ...queue, manager: "volcano" } }, "ray").role.rules).to.have.length(
      3,
    );
  });
});
