import { expect } from "chai";
import { decodeKubeconfig } from "./kubeconfig";

describe("decodeKubeconfig", () => {
  it("should decode the first kubeconfig", () => {
    const value = Buffer.from("apiVersion: v1\n").toString("base64");
    expect(decodeKubeconfig({ kubeconfigs: [{ name: "clusterUser", value }] }, "ml", "user")).to.equal(
      "apiVersion: v1\n",
    );
  });

  it("should name the remedy when Azure returns none", () => {
    expect(() => decodeKubeconfig({ kubeconfigs: [] }, "ml", "user")).to.throw(
      "kubeconfigCredentials: Azure returned no user kubeconfig for the cluster 'ml'. Give the caller the role 'Azure Kubernetes Service Cluster User Role' on the cluster, or set 'kubeconfigCredentials' to 'admin'. Then run 'pulumi up' again; it goes on from here.",
    );
    expect(() => decodeKubeconfig({} as never, "ml", "admin")).to.throw("Local accounts may be disabled");
  });
});
