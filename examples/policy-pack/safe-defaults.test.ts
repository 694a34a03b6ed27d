import { expect } from "chai";
import {
  gpuQuotaFaults,
  openApiServerFaults,
  privilegedFaults,
  sharedKeyFaults,
  tokenFaults,
} from "./safe-defaults";

const resource = (type: string, props: Record<string, unknown>) => ({ type, name: "ray", props });

describe("token-authentication", () => {
  const ray = (authOptions?: object) =>
    resource("kubernetes:ray.io/v1:RayCluster", { spec: { authOptions } });

  it("should forbid a Ray cluster without it, in every kind of KubeRay", () => {
    expect(tokenFaults(ray({ mode: "disabled" }))[0]).to.match(/^spec\.authOptions\.mode is not 'token'/);
    expect(tokenFaults(ray({}))).to.have.lengthOf(1);
    expect(tokenFaults(ray())).to.have.lengthOf(1);
    const job = resource("kubernetes:ray.io/v1:RayJob", { spec: { rayClusterSpec: {} } });
    expect(tokenFaults(job)[0]).to.match(/^spec\.rayClusterSpec\.authOptions/);
  });

  it("should allow one with it", () => expect(tokenFaults(ray({ mode: "token" }))).to.deep.equal([]));
});

describe("closed-api-server", () => {
  const aks = (apiServerAccessProfile?: object) =>
    resource("azure-native:containerservice:ManagedCluster", { apiServerAccessProfile });

  it("should find one that every address may ask", () => {
    expect(openApiServerFaults(aks())[0]).to.match(/open to every address; set 'authorizedIPRanges'/);
    expect(openApiServerFaults(aks({ authorizedIPRanges: [] }))).to.have.lengthOf(1);
    const dated = resource("azure-native:containerservice/v20250801:ManagedCluster", {});
    expect(openApiServerFaults(dated)).to.have.lengthOf(1);
  });

  it("should allow ranges, private clusters, and what is no cluster", () => {
    expect(openApiServerFaults(aks({ authorizedIPRanges: ["203.0.113.0/24"] }))).to.deep.equal([]);
    expect(openApiServerFaults(aks({ enablePrivateCluster: true }))).to.deep.equal([]);
    expect(openApiServerFaults(resource("azure-native:containerservice:AgentPool", {}))).to.deep.equal([]);
  });
});

describe("gpu-quota", () => {
  const pool = (props: object) => resource("azure-native:containerservice:AgentPool", { ...props });

  it("should forbid more nodes with GPUs than allowed", () => {
    const large = pool({ vmSize: "Standard_NC24ads_A100_v4", maxCount: 20, count: 0 });
    expect(gpuQuotaFaults(large, 16)).to.deep.equal([
      "may grow to 20 nodes of Standard_NC24ads_A100_v4: at most 16 are allowed; lower 'maxNodes'",
    ]);
    expect(gpuQuotaFaults(pool({ vmSize: "Standard_ND96isr_H100_v5", count: 17 }), 16)).to.have.lengthOf(1);
  });

  it("should allow as many, and any number without GPUs", () => {
    expect(gpuQuotaFaults(pool({ vmSize: "Standard_NC4as_T4_v3", maxCount: 16 }), 16)).to.deep.equal([]);
    expect(gpuQuotaFaults(pool({ vmSize: "Standard_D8s_v5", maxCount: 99 }), 16)).to.deep.equal([]);
  });
});

describe("no-shared-keys", () => {
  const account = (props: object) => resource("azure-native:storage:StorageAccount", { ...props });
  const registry = (props: object) => resource("azure-native:containerregistry:Registry", { ...props });

  it("should forbid accounts that take keys, and a registry's admin user", () => {
    expect(sharedKeyFaults(account({}))).to.have.lengthOf(1);
    expect(sharedKeyFaults(account({ allowSharedKeyAccess: true }))).to.have.lengthOf(1);
    expect(sharedKeyFaults(registry({ adminUserEnabled: true }))[0]).to.match(/^adminUserEnabled is true/);
  });

  it("should allow those that let identities in", () => {
    expect(sharedKeyFaults(account({ allowSharedKeyAccess: false }))).to.deep.equal([]);
    expect(sharedKeyFaults(registry({ adminUserEnabled: false }))).to.deep.equal([]);
  });
});

describe("no-privileged-ray", () => {
  const ray = (securityContext: object) => {
    const template = { spec: { containers: [{ name: "ray-worker", securityContext }] } };
    return resource("kubernetes:ray.io/v1:RayCluster", { spec: { workerGroupSpecs: [{ template }] } });
  };

  it("should forbid Ray as the node's root", () => {
    expect(privilegedFaults(ray({ privileged: true }))).to.deep.equal([
      "spec: the container 'ray-worker' is privileged; remove it",
    ]);
  });

  it("should allow what the package makes", () =>
    expect(privilegedFaults(ray({ allowPrivilegeEscalation: false }))).to.deep.equal([]));
});
