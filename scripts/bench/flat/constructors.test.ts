import { expect } from "chai";
import { constructorOf } from "./constructors";

describe("constructorOf", () => {
  it("finds a resource of Azure in its module", () => {
    expect(constructorOf("azure-native:containerservice:AgentPool")).to.deep.equal({
      variable: "containerservice",
      module: "@pulumi/azure-native/containerservice",
      expression: "containerservice.AgentPool",
    });
  });

  it("finds what is built into Kubernetes by group, version and kind", () => {
    const types = [
      "kubernetes:core/v1:Namespace",
      "kubernetes:helm.sh/v3:Release",
      "kubernetes:batch/v1:Job",
    ];
    expect(types.map((type) => constructorOf(type).expression)).to.deep.equal([
      "kubernetes.core.v1.Namespace",
      "kubernetes.helm.v3.Release",
      "kubernetes.batch.v1.Job",
    ]);
  });

  it("makes the kinds of other groups custom resources", () => {
    expect(constructorOf("kubernetes:ray.io/v1:RayCluster").expression).to.equal(
      "kubernetes.apiextensions.CustomResource",
    );
  });

  it("finds the Kubernetes provider", () => {
    expect(constructorOf("pulumi:providers:kubernetes").expression).to.equal("kubernetes.Provider");
  });

  it("refuses other packages", () => {
    expect(() => constructorOf("random:index/randomPet:RandomPet")).to.throw(
      "a program without components cannot make a random:index/randomPet:RandomPet",
    );
  });
});
