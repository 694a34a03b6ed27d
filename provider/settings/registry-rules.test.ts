import { expect } from "chai";
import type { RegistryArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";

const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", maxNodes: 2 } };
const ID = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/mlimages";
const refuse = (registry: RegistryArgs) => faultsOf(() => aksClusterSettings("ml", { gpuPools, registry }));

describe("a registry", () => {
  it("should be one that is there, or a new one of a name", () => {
    for (const registry of [{ resourceId: ID }, { name: "mlimages", sku: "Premium" }] as const) {
      expect(aksClusterSettings("ml", { gpuPools, registry }).registry).to.deep.equal(registry);
    }
    const either = "must have 'resourceId' for a registry that is there, or 'name' for a new one";
    expect(refuse({})).to.deep.equal({ registry: either });
    expect(refuse({ resourceId: ID, name: "mlimages" })).to.deep.equal({ registry: either });
  });

  it("should be named as Azure allows", () => {
    expect(Object.keys(refuse({ name: "ml-images" }))).to.deep.equal(["registry.name"]);
    expect(refuse({ resourceId: "mlimages", sku: "Basic" })).to.deep.equal({
      "registry.sku": "is of a new registry: remove it, or give 'name' in place of 'resourceId'",
      "registry.resourceId":
        "'mlimages' is no resource id of a container registry: '/subscriptions/…/resourceGroups/…/providers/Microsoft.ContainerRegistry/registries/NAME'",
    });
  });
});
