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
