import { expect } from "chai";
import { AKS } from "../testing/fixture-settings";
import { buildRegistry, requireKubelet } from "./registry";

describe("buildRegistry", () => {
  it("should build a registry from which only identities pull", () => {
    expect(buildRegistry({ ...AKS, registry: { name: "mlimages", sku: "Premium" } }, "rg")).to.deep.equal({
      resourceGroupName: "rg",
      registryName: "mlimages",
      location: "westeurope",
      tags: { team: "vision" },
      sku: { name: "Premium" },
      adminUserEnabled: false,
    });
  });
});

describe("requireKubelet", () => {
  it("should name the remedies where Azure tells no identity of the nodes", () => {
    expect(requireKubelet("object-1")).to.equal("object-1");
    expect(() => requireKubelet(undefined)).to.throw(
      /^registry: .*pulumi refresh.*identity\.kubeletIdentity/,
    );
  });
});
