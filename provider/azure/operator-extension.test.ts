import { expect } from "chai";
import { buildOperatorExtension } from "./operator-extension";

const CLUSTER = { resourceGroupName: "rg", clusterName: "ml" };
const PLACE = {
  resourceGroupName: "rg",
  clusterRp: "Microsoft.ContainerService",
  clusterResourceName: "managedClusters",
  clusterName: "ml",
  extensionName: "kuberay",
  extensionType: "microsoft.kuberay",
};

describe("buildOperatorExtension", () => {
  it("should follow the release train", () => {
    const settings = { name: "kuberay", releaseTrain: "preview", cluster: CLUSTER };
    expect(buildOperatorExtension(settings)).to.deep.equal({
      ...PLACE,
      autoUpgradeMinorVersion: true,
      releaseTrain: "preview",
    });
  });

  it("should stay at a version, in a namespace, with settings", () => {
    const settings = {
      name: "kuberay",
      version: "0.1.4",
      namespace: "ray-system",
      configurationSettings: { a: "b" },
      cluster: CLUSTER,
    };
    expect(buildOperatorExtension(settings)).to.deep.equal({
      ...PLACE,
      autoUpgradeMinorVersion: false,
      version: "0.1.4",
      scope: { cluster: { releaseNamespace: "ray-system" } },
      configurationSettings: { a: "b" },
    });
  });
});
