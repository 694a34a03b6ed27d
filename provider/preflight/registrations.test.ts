import { expect } from "chai";
import { aksClusterSettings, aksRayClusterSettings } from "../settings";
import { clusterProviders, stackProviders } from "./registrations";
import type { AksRayClusterArgs } from "../args";

const gpuPools = { t4: { vmSize: "Standard_NC4as_T4_v3", nodes: 1 } };

describe("the resource providers that a deployment needs", () => {
  const beside = (args: AksRayClusterArgs) =>
    stackProviders(aksRayClusterSettings("ml", { gpuPools, ...args }));

  it("should be those of the extension, and of new storage with its identity", () => {
    expect(beside({})).to.deep.equal([]);
    expect(beside({ operator: { install: "extension" }, storage: {} })).to.deep.equal([
      "Microsoft.KubernetesConfiguration",
      "Microsoft.ManagedIdentity",
      "Microsoft.Storage",
    ]);
  });

  it("should be that of the identity which imports dashboards", () => {
    expect(beside({ monitoring: { kind: "azure" } })).to.deep.equal(["Microsoft.ManagedIdentity"]);
  });

  it("should leave out what is there, which may be in another subscription", () => {
    const resourceId =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/raydata";
    expect(beside({ storage: { resourceId } })).to.deep.equal(["Microsoft.ManagedIdentity"]);
    const registry = (args: AksRayClusterArgs["registry"]) =>
      clusterProviders(aksClusterSettings("ml", { gpuPools, registry: args }));
    expect(registry({ name: "rayimages" })).to.deep.equal(["Microsoft.ContainerRegistry"]);
    const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/r";
    expect(registry({ resourceId: id })).to.deep.equal([]);
    expect(registry(undefined)).to.deep.equal([]);
  });
});
