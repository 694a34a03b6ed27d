import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { clusterKubeconfig, decodeKubeconfig } from "./kubeconfig";

describe("decodeKubeconfig", () => {
  it("should decode the first kubeconfig", () => {
    const value = Buffer.from("apiVersion: v1\n").toString("base64");
    expect(decodeKubeconfig({ kubeconfigs: [{ name: "clusterUser", value }] }, "ml", "user")).to.equal(
      "apiVersion: v1\n",
    );
  });

  it("should pass over an empty one", () => {
    const value = Buffer.from('{"apiVersion":"v1","kind":"Config"}').toString("base64");
    const kubeconfigs = [
      { name: "empty", value: "" },
      { name: "clusterUser", value },
    ];
    expect(decodeKubeconfig({ kubeconfigs }, "ml", "user")).to.equal('{"apiVersion":"v1","kind":"Config"}');
  });

  it("should refuse what is no kubeconfig, without showing it", () => {
    for (const value of ["%%%", Buffer.from("<html>secret</html>").toString("base64")]) {
      expect(() => decodeKubeconfig({ kubeconfigs: [{ name: "x", value }] }, "ml", "user"))
        .to.throw(
          "kubeconfigCredentials: what Azure returned as the user kubeconfig of the cluster 'ml' is none",
        )
        .with.property("message")
        .that.does.not.contain("secret");
    }
  });

  it("should name the remedy when Azure returns none", () => {
    expect(() => decodeKubeconfig({ kubeconfigs: [] }, "ml", "user")).to.throw(
      "kubeconfigCredentials: Azure returned no user kubeconfig for the cluster 'ml'. Give the caller the role 'Azure Kubernetes Service Cluster User Role' on the cluster, or set 'kubeconfigCredentials' to 'admin'. Then run 'pulumi up' again; it goes on from here.",
    );
    expect(() => decodeKubeconfig({} as never, "ml", "admin")).to.throw("Local accounts may be disabled");
  });
});

describe("clusterKubeconfig", () => {
  /** What a user reads when Azure answers so. */
  async function refusal(answer: string): Promise<string> {
    await pulumi.runtime.setMocks({
      newResource: ({ name }) => ({ id: `${name}-id`, state: {} }),
      call: () => {
        // A gRPC error, of which the SDK shows the details.
        throw Object.assign(new Error(answer), { details: answer });
      },
    });
    const output = clusterKubeconfig(pulumi.output("rg"), pulumi.output("ml"), "user", undefined, {});
    const { promise } = output as pulumi.Output<string> & { promise(): Promise<string> };
    return promise().then(
      () => expect.fail("it should have been refused"),
      (error: unknown) => {
        expect(error).to.be.instanceOf(pulumi.RunError);
        return (error as Error).message;
      },
    );
  }

  it("should name the step that mends what Azure refuses", async () => {
    expect(await refusal('Status=403 Code="AuthorizationFailed"')).to.contain(
      "Give the caller the role 'Azure Kubernetes Service Cluster User Role' on the cluster. Then run 'pulumi up' again",
    );
    expect(await refusal('Status=404 Code="ResourceNotFound"')).to.contain(
      "'pulumi refresh' takes it out of the state",
    );
    expect(await refusal('Status=429 Code="TooManyRequests"')).to.contain("wait a few minutes");
    expect(await refusal("connection reset")).to.match(
      /Azure refused the user kubeconfig of the cluster 'ml': .*connection reset.*Run 'pulumi up' again once that is mended/,
    );
  });
});
