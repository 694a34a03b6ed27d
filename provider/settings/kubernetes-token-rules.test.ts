import { expect } from "chai";
import type { RayClusterArgs } from "../args";
import { rayClusterSettings } from "./ray-cluster";
import { rayJobSettings } from "./ray-job";
import { faultsOf } from "./testing/faults-of";

const auth = { enableK8sTokenAuth: true };
const refuse = (args: RayClusterArgs) => faultsOf(() => rayClusterSettings("ml", args));

describe("authentication by Kubernetes tokens", () => {
  it("should make a service account for the pods, unless there is one", () => {
    expect(rayClusterSettings("ml", { auth })).to.deep.include({
      auth: { mode: "token", kubernetes: true },
      ownServiceAccount: {},
      serviceAccountName: "ml-ray",
    });
    const settings = rayClusterSettings("ml", { auth, serviceAccountName: "own" });
    expect(settings.serviceAccountName).to.equal("own");
    expect(settings).not.to.have.property("ownServiceAccount");
  });

  it("should refuse what belongs to a token that all share", () => {
    const reason = "is of a token that all share, and 'enableK8sTokenAuth' has none; remove one of the two";
    expect(refuse({ auth: { ...auth, secretName: "s" } })).to.deep.equal({ "auth.secretName": reason });
    expect(refuse({ auth: { ...auth, rotation: "1" } })).to.deep.equal({ "auth.rotation": reason });
  });

  it("should refuse a Ray that has it not, or no authentication", () => {
    expect(refuse({ auth, version: "2.54.0" })).to.deep.equal({
      "auth.enableK8sTokenAuth": "needs Ray 2.55.0 or later, not 2.54.0; raise the version, or remove it",
    });
    expect(refuse({ auth: { ...auth, mode: "disabled" } })).to.deep.equal({
      "auth.enableK8sTokenAuth": "needs 'auth.mode: token'; remove one of the two",
    });
  });

  it("should refuse it in a job's cluster", () => {
    expect(faultsOf(() => rayJobSettings("job", { entrypoint: "x", cluster: { auth } }))).to.deep.equal({
      "cluster.auth.enableK8sTokenAuth":
        "is refused by KubeRay in a job or service; remove it, or run the job on a RayCluster of its own",
    });
  });
});
