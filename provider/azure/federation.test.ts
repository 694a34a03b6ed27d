import { expect } from "chai";
import { buildFederation, requireIssuer } from "./federation";

describe("buildFederation", () => {
  it("should trust the pods' service account alone", () => {
    const account = { namespace: "ray", name: "ml-storage" };
    expect(buildFederation(account, "rg", "ml-id", "https://issuer/")).to.deep.equal({
      resourceGroupName: "rg",
      resourceName: "ml-id",
      issuer: "https://issuer/",
      subject: "system:serviceaccount:ray:ml-storage",
      audiences: ["api://AzureADTokenExchange"],
    });
  });
});

describe("requireIssuer", () => {
  it("should name what needs it, and the remedy, where the cluster tells none", () => {
    expect(requireIssuer("https://issuer/", "ml-storage")).to.equal("https://issuer/");
    expect(() => requireIssuer("", "ml-storage")).to.throw(
      /^ml-storage-federation: .*oidcIssuerProfile.*az aks update --enable-oidc-issuer/,
    );
  });
});
