import { expect } from "chai";
import type { PropertyMap } from "../plugin";
import { CLUSTER, clusterInputs, failure, Subscription } from "./testing/subscription";

const EXTENSION = "azure-native:kubernetesconfiguration:Extension";

function extension(inputs: PropertyMap = {}): PropertyMap {
  return {
    resourceGroupName: "rg",
    clusterRp: "Microsoft.ContainerService",
    clusterResourceName: "managedClusters",
    clusterName: "ml",
    extensionName: "kuberay",
    extensionType: "microsoft.kuberay",
    autoUpgradeMinorVersion: true,
    releaseTrain: "preview",
    ...inputs,
  };
}

describe("AKS extensions", () => {
  it("should live through creation, another version, and deletion", async () => {
    const azure = new Subscription();
    await azure.create(CLUSTER, clusterInputs());
    const made = await azure.create(EXTENSION, extension());
    expect(made.outputs).to.deep.include({ scope: { cluster: { releaseNamespace: "kuberay-system" } } });
    const pinned = extension({ autoUpgradeMinorVersion: false, version: "1.2.0", releaseTrain: undefined });
    const updated = await azure.update(made, pinned);
    expect(updated.outputs).to.include({ currentVersion: "1.2.0" });
    await azure.delete(updated);
    expect(await azure.refresh(updated)).to.equal(undefined);
  });

  it("should go with their cluster", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs());
    const made = await azure.create(EXTENSION, extension());
    await azure.delete(cluster);
    expect(await azure.refresh(made)).to.equal(undefined);
  });

  for (const [what, inputs, words] of [
    ["another type", { extensionType: "microsoft.ray" }, "is not registered"],
    [
      "a version beside a release train",
      { version: "1.2.0" },
      "only when 'autoUpgradeMinorVersion' is 'false'",
    ],
    ["a cluster that is not there", { clusterName: "other" }, "was not found"],
  ] as const) {
    it(`should be refused: ${what}`, async () => {
      const azure = new Subscription();
      await azure.create(CLUSTER, clusterInputs());
      expect(await failure(azure.create(EXTENSION, extension(inputs)))).to.contain(words);
    });
  }

  it("should be refused on an early Kubernetes, and twice", async () => {
    const azure = new Subscription();
    const lts = {
      kubernetesVersion: "1.33",
      supportPlan: "AKSLongTermSupport",
      sku: { name: "Base", tier: "Premium" },
    };
    await azure.create(CLUSTER, clusterInputs({ ...lts, resourceName: "old" }));
    expect(await failure(azure.create(EXTENSION, extension({ clusterName: "old" })))).to.contain(
      "does not support Kubernetes version 1.33",
    );
    await azure.create(CLUSTER, clusterInputs());
    await azure.create(EXTENSION, extension());
    expect(await failure(azure.create(EXTENSION, extension({ extensionName: "again" })))).to.contain(
      "has an extension of type 'microsoft.kuberay' already: kuberay",
    );
  });
});
