import { expect } from "chai";
import { RAY, T4_GROUP } from "../testing/fixture-settings";
import { buildRayClusterSpec } from "./ray-cluster/ray-cluster";
import { buildReadinessJob } from "./readiness/job";
import { buildTokenAccess } from "./token-access";

const KUBERNETES = {
  ...RAY,
  auth: { mode: "token" as const, kubernetes: true as const },
  serviceAccountName: "ml-ray",
};

const subject = (name: string) => ({ kind: "ServiceAccount", name, namespace: "ray" });
const metadata = {
  name: "ml-token",
  namespace: "ray",
  labels: { "app.kubernetes.io/managed-by": "aks-ray" },
};
const apiGroup = "rbac.authorization.k8s.io";

describe("buildTokenAccess", () => {
  it("should let Ray review tokens, and Ray's pods and the readiness Job pass", () => {
    const workerGroups = [{ ...T4_GROUP, pod: { serviceAccountName: "trainer" } }, T4_GROUP];
    expect(buildTokenAccess({ ...KUBERNETES, workerGroups }, "ray")).to.deep.equal({
      delegator: {
        metadata: { name: "ray-ml-token", labels: metadata.labels },
        roleRef: { apiGroup, kind: "ClusterRole", name: "system:auth-delegator" },
        subjects: [subject("ml-ray"), subject("trainer")],
      },
      role: {
        metadata,
        rules: [{ apiGroups: ["ray.io"], resources: ["rayclusters"], verbs: ["ray:write"] }],
      },
      roleBinding: {
        metadata,
        roleRef: { apiGroup, kind: "Role", name: "ml-token" },
        subjects: [subject("ml-ray"), subject("trainer"), subject("ml-readiness")],
      },
    });
  });

  it("should be nothing without Kubernetes tokens", () => {
    expect(buildTokenAccess(RAY, "ray")).to.equal(undefined);
  });

  it("should tell KubeRay and the readiness Job, which both then need no Secret", () => {
    const spec = buildRayClusterSpec(KUBERNETES);
    expect(spec.authOptions).to.deep.equal({ mode: "token", enableK8sTokenAuth: true });
    expect(spec.headGroupSpec.template).to.have.nested.property("spec.serviceAccountName", "ml-ray");
    const job = JSON.stringify(buildReadinessJob(KUBERNETES, "j", "ray", { workers: 0, gpus: 0 }));
    expect(job).to.contain('{"name":"K8S_TOKEN_AUTH","value":"true"}').and.not.contain('RAY_AUTH_TOKEN"');
  });
});
