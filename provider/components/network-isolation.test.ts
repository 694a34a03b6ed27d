import { expect } from "chai";
import { recordResources } from "../testing/record";
import { AksCluster } from "./aks-cluster";

const NODES = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes";
const REGISTRY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/cache";

describe("a cluster without a way out", () => {
  it("should let its nodes pull from the registry that they start from, and use mirrored plugins", async () => {
    const { registrations } = await recordResources(() =>
      new AksCluster("ml", {
        gpuPools: { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } },
        network: {
          subnetId: NODES,
          outboundType: "none",
          bootstrapProfile: { artifactSource: "Cache", containerRegistryId: REGISTRY },
          apiServerAccess: { enablePrivateCluster: true },
        },
        identity: { kubeletIdentity: {} },
        devicePlugin: { nvidiaImage: "gpus.azurecr.io/nvidia/k8s-device-plugin:v0.18.0" },
      }).outputs(),
    );
    const inputsOf = (name: string) => registrations.find((made) => made.name === name)?.inputs;
    expect(inputsOf("ml-bootstrap-role")).to.include({ scope: REGISTRY });
    expect(inputsOf("ml-nvidia-device-plugin")).to.have.nested.property(
      "spec.template.spec.containers[0].image",
      "gpus.azurecr.io/nvidia/k8s-device-plugin:v0.18.0",
    );
  });
});
