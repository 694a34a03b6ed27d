import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { readEndpoints } from "./endpoints";

const PRICES = "https://prices.azure.com";

/** Reads the endpoints under a stack's configuration. */
function endpoints(config: Record<string, string>, location?: string): { arm: string; prices: string } {
  pulumi.runtime.setAllConfig(config);
  return readEndpoints(location);
}

describe("where previews ask Azure", () => {
  const before = { ...pulumi.runtime.allConfig() };
  const environment = process.env["ARM_ENVIRONMENT"];

  beforeEach(() => delete process.env["ARM_ENVIRONMENT"]);

  afterEach(() => {
    pulumi.runtime.setAllConfig(before);
    if (environment === undefined) delete process.env["ARM_ENVIRONMENT"];
    else process.env["ARM_ENVIRONMENT"] = environment;
  });

  it("should be the cloud of azure-native", () => {
    expect(endpoints({})).to.deep.equal({ arm: "https://management.azure.com", prices: PRICES });
    expect(endpoints({ "azure-native:environment": "USGovernment" }).arm).to.equal(
      "https://management.usgovcloudapi.net",
    );
    process.env["ARM_ENVIRONMENT"] = "china";
    expect(endpoints({}).arm).to.equal("https://management.chinacloudapi.cn");
    expect(endpoints({ "azure-native:environment": "public" }).arm).to.equal("https://management.azure.com");
  });

  it("should be the cloud of a region whose name tells it, as under a provider of one's own", () => {
    expect(endpoints({}, "usgovvirginia").arm).to.equal("https://management.usgovcloudapi.net");
    const config = { "azure-native:environment": "usgovernment" };
    expect(endpoints(config, "chinanorth3").arm).to.equal("https://management.chinacloudapi.cn");
    expect(endpoints(config, "westeurope").arm).to.equal("https://management.usgovcloudapi.net");
  });

  it("should be named for a cloud of one's own", () => {
    const arm = "https://management.azure.example.com";
    const config = { "azure-native:environment": "stack", "aks-ray:armEndpoint": arm };
    expect(endpoints(config)).to.deep.equal({ arm, prices: PRICES });
    expect(() => endpoints({ "azure-native:environment": "stack" }))
      .to.throw(
        "the cloud 'stack' is not known; name its Azure Resource Manager: pulumi config set aks-ray:armEndpoint https://…",
      )
      .that.satisfies((error: Error) => pulumi.RunError.isInstance(error));
  });

  it("should be where nobody on the way reads the token", () => {
    for (const address of ["http://azure.example.com", "ftp://azure.example.com", "azure.example.com", ""]) {
      for (const key of ["armEndpoint", "pricesEndpoint"]) {
        expect(() => endpoints({ [`aks-ray:${key}`]: address }), address).to.throw(
          `aks-ray:${key}: '${address}' is not an https:// address`,
        );
      }
    }
    for (const address of ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"]) {
      expect(endpoints({ "aks-ray:armEndpoint": address }).arm).to.equal(address);
    }
  });
});
