import { expect } from "chai";
import type { AksRayClusterArgs, NetworkArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { aksRayClusterSettings } from "./aks-ray-cluster";
import { faultsOf } from "./testing/faults-of";

const NODES = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes";
const REGISTRY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/cache";
const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } };
const devicePlugin = { nvidiaImage: "gpus.azurecr.io/nvidia/k8s-device-plugin:v0.18.0" };
const ISOLATED: NetworkArgs = {
  outboundType: "none",
  bootstrapProfile: { artifactSource: "Cache" },
  apiServerAccess: { enablePrivateCluster: true },
};

function faults(network: NetworkArgs, more: AksRayClusterArgs = {}): Record<string, string> {
  return faultsOf(() => aksClusterSettings("ml", { gpuPools, devicePlugin, network, ...more }));
}

describe("the settings of a cluster without a way out", () => {
  it("should hold where its nodes start from, and mirrored images", () => {
    const settings = aksClusterSettings("ml", { gpuPools, devicePlugin, network: ISOLATED });
    expect(settings.network).to.deep.equal({ ...ISOLATED, ownNetwork: false, overlay: true });
    expect(settings.devicePlugin).to.deep.equal(devicePlugin);
  });

  it("should leave an existing subnet to its own routes", () => {
    const { network } = aksClusterSettings("ml", {
      gpuPools,
      network: { outboundType: "none", subnetId: NODES },
    });
    expect(network).to.deep.equal({
      outboundType: "none",
      subnetId: NODES,
      ownNetwork: true,
      overlay: true,
    });
  });
});

describe("the rules of a cluster without a way out", () => {
  it("should want a cache, a private API server and images that are reached, all at once", () => {
    expect(faults({ outboundType: "none" }, { devicePlugin: {} })).to.deep.equal({
      "network.bootstrapProfile.artifactSource":
        "must be 'Cache' with the outbound type 'none', without which nodes cannot start; set it, or pass a subnet with a way out of its own in 'network.subnetId'",
      "network.apiServerAccess.enablePrivateCluster":
        "must be true with the outbound type 'none', or 'enableVnetIntegration': nodes do not reach a public API server; set one of them",
      "devicePlugin.nvidiaImage":
        "must be given in a network without a way out, which does not reach the default's nvcr.io; give one of a registry with a private endpoint in the network ('az acr import' copies it there)",
    });
  });

  it("should want mirrored images of Ray and its operator too", () => {
    const args = { gpuPools, devicePlugin, network: ISOLATED };
    const reasons = faultsOf(() =>
      aksRayClusterSettings("ml", { ...args, ray: { gcsFaultTolerance: { backend: "redis", redis: {} } } }),
    );
    expect(Object.keys(reasons)).to.have.members([
      "operator.image.repository",
      "ray.gcsFaultTolerance.redis.image",
      "ray.image",
    ]);
    expect(reasons["ray.image"]).to.contain("does not reach the default's docker.io");
    const operator = { image: { repository: "gpus.azurecr.io/kuberay/operator" } };
    const ray = { image: "gpus.azurecr.io/ray:2.60.0-py311-gpu" };
    expect(aksRayClusterSettings("ml", { ...args, operator, ray }).aks.network).to.deep.equal(ISOLATED);
  });

  const registry = (network: NetworkArgs): NetworkArgs => ({
    ...network,
    bootstrapProfile: { ...network.bootstrapProfile, containerRegistryId: REGISTRY },
  });
  const at = "network.bootstrapProfile.containerRegistryId";
  const cases: [what: string, network: NetworkArgs, more: AksRayClusterArgs, path: string, words: string][] =
    [
      [
        "a registry without a cache",
        registry({ subnetId: NODES }),
        {},
        at,
        "only for 'artifactSource: Cache'",
      ],
      ["a registry that AKS's network has no way to", registry(ISOLATED), {}, at, "needs 'network.subnetId'"],
      [
        "a registry that nodes may not pull from",
        registry({ ...ISOLATED, subnetId: NODES }),
        {},
        at,
        "needs 'identity.kubeletIdentity'",
      ],
      [
        "a registry by its address",
        {
          ...ISOLATED,
          bootstrapProfile: { artifactSource: "Cache", containerRegistryId: "gpus.azurecr.io" },
        },
        {},
        at,
        "'gpus.azurecr.io' is no resource id of a container registry",
      ],
      [
        "patches from the internet",
        ISOLATED,
        { upgrades: { nodeOsChannel: "SecurityPatch" } },
        "upgrades.nodeOsChannel",
        "use 'NodeImage' or 'None'",
      ],
      [
        "outbound addresses",
        { ...ISOLATED, managedOutboundIPCount: 2 },
        {},
        "network.managedOutboundIPCount",
        "not possible with the outbound type 'none'",
      ],
      [
        "an image that is no name",
        {},
        { devicePlugin: { nvidiaImage: "Not An Image" } },
        "devicePlugin.nvidiaImage",
        "must not be empty, nor have spaces",
      ],
    ];
  for (const [what, network, more, path, words] of cases) {
    it(`should refuse ${what}`, () => expect(faults(network, more)[path]).to.contain(words));
  }
});

describe("a way out", () => {
  const redis = (redis: object) => ({ gcsFaultTolerance: { backend: "redis" as const, redis } });
  const stack = (args: AksRayClusterArgs) =>
    aksRayClusterSettings("ml", {
      gpuPools,
      devicePlugin,
      operator: { image: { repository: "gpus.azurecr.io/kuberay/operator" } },
      network: ISOLATED,
      ...args,
      ray: { image: "gpus.azurecr.io/ray:2.60.0-py311-gpu", ...args.ray },
    });

  it("should be a subnet of one's own, of the cluster or of a pool", () => {
    const open = { outboundType: "none" } as const;
    const own = { network: { ...open, subnetId: NODES } };
    expect(() => aksRayClusterSettings("ml", { gpuPools, ...own })).not.to.throw();
    expect(
      faults(open, { gpuPools: { t4: { ...gpuPools.t4, subnetId: NODES }, u4: gpuPools.t4 } }),
    ).not.to.have.property("network.bootstrapProfile.artifactSource");
  });

  it("should not be needed for a Redis that is there, or whose image is mirrored", () => {
    const address = "redis.internal:6379";
    expect(() => stack({ ray: redis({ address }) })).not.to.throw();
    expect(() => stack({ ray: redis({ image: "gpus.azurecr.io/redis:8" }) })).not.to.throw();
    expect(faultsOf(() => stack({ ray: redis({}) }))).to.deep.equal({
      "ray.gcsFaultTolerance.redis.image":
        "must be given in a network without a way out, which does not reach the default's docker.io; give one of a registry with a private endpoint in the network ('az acr import' copies it there)",
    });
    expect(
      faultsOf(() => stack({ operator: { image: { tag: "v1.7.0" } } }))["operator.image.repository"],
    ).to.contain("does not reach the default's quay.io");
  });

  it("should not be needed for images that no node pulls", () => {
    const args = (pool: object) => ({ gpuPools: { t4: { ...gpuPools.t4, ...pool } }, network: ISOLATED });
    expect(() => aksClusterSettings("ml", { ...args({ driver: "None" }), gpuOperator: {} })).not.to.throw();
    const amd = { vmSize: "Standard_ND96isr_MI300X_v5" };
    expect(faultsOf(() => aksClusterSettings("ml", args(amd)))["devicePlugin.amdImage"]).to.contain(
      "does not reach the default's docker.io",
    );
    const cpuPools = { work: { vmSize: "Standard_D8s_v5", nodes: 1 } };
    expect(() => aksClusterSettings("ml", { cpuPools, network: ISOLATED })).not.to.throw();
  });

  it("should not be to the API server alone", () => {
    const closed: NetworkArgs = { outboundType: "none", bootstrapProfile: { artifactSource: "Cache" } };
    const integrated = { ...closed, apiServerAccess: { enableVnetIntegration: true } };
    expect(() => aksClusterSettings("ml", { gpuPools, devicePlugin, network: integrated })).not.to.throw();
    expect(Object.keys(faults(closed))).to.deep.equal(["network.apiServerAccess.enablePrivateCluster"]);
    const direct = { ...ISOLATED, bootstrapProfile: { artifactSource: "Direct" as const } };
    expect(Object.keys(faults(direct))).to.deep.equal(["network.bootstrapProfile.artifactSource"]);
  });

  it("should have node images, or nothing, from the cache", () => {
    for (const nodeOsChannel of ["NodeImage", "None"] as const) {
      const args = { gpuPools, devicePlugin, network: ISOLATED, upgrades: { nodeOsChannel } };
      expect(() => aksClusterSettings("ml", args), nodeOsChannel).not.to.throw();
    }
    expect(Object.keys(faults(ISOLATED, { upgrades: { nodeOsChannel: "Unmanaged" } }))).to.deep.equal([
      "upgrades.nodeOsChannel",
    ]);
  });

  it("should let the nodes pull from a registry of one's own", () => {
    const network = (artifactSource?: "Cache" | "Direct") => ({
      ...ISOLATED,
      subnetId: NODES,
      bootstrapProfile: { artifactSource, containerRegistryId: REGISTRY },
    });
    const identity = { kubeletIdentity: {} };
    expect(() =>
      aksClusterSettings("ml", { gpuPools, devicePlugin, network: network("Cache"), identity }),
    ).not.to.throw();
    expect(faults(network("Direct"))["network.bootstrapProfile.containerRegistryId"]).to.equal(
      "is only for 'artifactSource: Cache'; set it, or remove the registry",
    );
  });
});
