import { expect } from "chai";
import { openFixtureProject } from "../testing/fixture-project";
import { recordResources } from "../testing/record";
import type { KubeRayOperatorArgs } from "../args";
import { AksRayCluster, KubeRayOperator } from ".";

const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };
const EXTENSION = "azure-native:kubernetesconfiguration:Extension";

describe("an operator that Helm does not install", () => {
  it("should be an extension of the stack's own cluster", async () => {
    const { registrations } = await recordResources(() =>
      new AksRayCluster("ml", { gpuPools, operator: { install: "extension" }, readiness: "none" }).outputs(),
    );
    const extension = registrations.find(({ type }) => type === EXTENSION);
    expect(extension?.name).to.equal("ml-operator");
    expect(extension?.inputs).to.deep.include({ resourceGroupName: "ml-rg1234", clusterName: "ml-aks1234" });
    expect(registrations.filter(({ type }) => type.endsWith(":Release"))).to.deep.equal([]);
    expect(registrations.map(({ name }) => name)).to.include("ml-raycluster");
  });

  it("should say where Azure put it, and in which version", async () => {
    const aksCluster = { resourceGroupName: "rg", clusterName: "ml" };
    const args = { aksCluster, extension: { version: "0.1.4" }, namespace: "ray-system" };
    const { outputs } = await recordResources(() =>
      new KubeRayOperator("kuberay", { install: "extension", ...args }).outputs(),
    );
    expect(outputs).to.deep.equal({ namespace: "ray-system", version: "0.1.4" });
  });

  it("should refuse RayCronJobs where the user has switched their gate off, and only there", async () => {
    const project = await openFixtureProject();
    const guards = async (args: KubeRayOperatorArgs): Promise<string[]> => {
      const { registrations } = await recordResources(() =>
        new KubeRayOperator("kuberay", { ...project.operator, ...args }).outputs(),
      );
      return registrations.map(({ name }) => name).filter((name) => name.endsWith("-cron-job-guard"));
    };
    expect(await guards({ featureGates: { RayCronJob: false } })).to.have.lengthOf(2);
    expect(await guards({})).to.deep.equal([]);
    await project.close();
  });

  it("should be nothing where somebody else installs it", async () => {
    const { registrations } = await recordResources(() =>
      new AksRayCluster("ml", { gpuPools, operator: { install: "none" }, readiness: "none" }).outputs(),
    );
    const names = registrations.map(({ name }) => name);
    expect(names).to.include("ml-raycluster");
    expect(names).to.not.include("ml-operator");
    expect(names).to.not.include("ml-crds");
  });
});
