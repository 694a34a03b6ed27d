import { expect } from "chai";
import { openFixtureProject } from "../testing/fixture-project";
import { recordResources, type Registration } from "../testing/record";
import { KubeRayOperator, RayCluster } from ".";

function made(registrations: Registration[]): string[] {
  return registrations.map(({ type, name }) => `${type} ${name}`);
}

describe("what a Ray cluster has only where it is asked for", () => {
  it("should be a service account and its rights with Kubernetes tokens, and no Secret", async () => {
    const auth = { enableK8sTokenAuth: true };
    const { registrations, outputs } = await recordResources(() =>
      new RayCluster("team", { auth, readiness: "none" }).outputs(),
    );
    expect(made(registrations)).to.have.members([
      "aks-ray:index:RayCluster team",
      "kubernetes:core/v1:Namespace team-ray",
      "kubernetes:core/v1:ServiceAccount team-ray-account",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding team-token-delegator",
      "kubernetes:rbac.authorization.k8s.io/v1:Role team-token",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding team-token",
      "kubernetes:core/v1:Service team-access",
      "kubernetes:ray.io/v1:RayCluster team-raycluster",
    ]);
    expect(outputs.tokenSecretName).to.equal("");
    expect(outputs.jobSubmitCommand).to.contain("kubectl --namespace ray create token team-ray");
  });

  it("should be a DaemonSet that pulls the images of GPU workers", async () => {
    const gpu = { cpu: 4, memoryGiB: 16, gpus: 1, replicas: 1, nodeSelector: { pool: "gpu" } };
    const { registrations } = await recordResources(() =>
      new RayCluster("team", { imagePrePull: true, workerGroups: { gpu }, readiness: "none" }).outputs(),
    );
    expect(made(registrations)).to.include("kubernetes:apps/v1:DaemonSet team-pre-pull-gpu");
  });

  it("should be no readiness Job of a suspended cluster", async () => {
    const { registrations } = await recordResources(() =>
      new RayCluster("team", { suspend: true }).outputs(),
    );
    expect(made(registrations)).to.not.include("kubernetes:batch/v1:Job team-ready");
  });

  it("should be cert-manager beside the operator", async () => {
    const project = await openFixtureProject();
    try {
      const args = { ...project.operator, certManager: {} };
      const { registrations } = await recordResources(() => new KubeRayOperator("kuberay", args).outputs());
      expect(made(registrations)).to.include.members([
        "kubernetes:core/v1:Namespace kuberay-cert-manager-namespace",
        "kubernetes:helm.sh/v3:Release kuberay-cert-manager",
        "kubernetes:helm.sh/v3:Release kuberay-operator",
      ]);
    } finally {
      await project.close();
    }
  });
});
