import { expect } from "chai";
import { AKS } from "../testing/fixture-settings";
import { buildRegistry } from "./registry";

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
