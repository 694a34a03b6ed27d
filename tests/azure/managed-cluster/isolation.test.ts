import { expect } from "chai";
import type { PropertyMap } from "../../plugin";
import { CLUSTER, clusterInputs, failure, Subscription } from "../testing/subscription";

const NONE = { networkProfile: { outboundType: "none" } };
const CACHE = { bootstrapProfile: { artifactSource: "Cache" } };
const PRIVATE = { apiServerAccessProfile: { enablePrivateCluster: true } };

describe("AKS, asked for a cluster without a way out", () => {
  const refused: [what: string, cluster: PropertyMap, words: string][] = [
    ["nodes that reach no registry", NONE, "connection to the container registry"],
    ["nodes that reach no API server", { ...NONE, ...CACHE }, "connection to the API server"],
    [
      "the preview's outbound type",
      { networkProfile: { outboundType: "block" } },
      "'block' must be one of loadBalancer",
    ],
    [
      "a registry without its use",
      { bootstrapProfile: { containerRegistryId: "/registry" } },
      "needs the artifactSource Cache",
    ],
    [
      "a registry in AKS's network",
      { bootstrapProfile: { artifactSource: "Cache", containerRegistryId: "/registry" } },
      "in a subnet of your own",
    ],
    [
      "patches from the internet",
      { ...CACHE, autoUpgradeProfile: { nodeOSUpgradeChannel: "SecurityPatch" } },
      "SecurityPatch is not supported in network isolated clusters",
    ],
  ];
  for (const [what, cluster, words] of refused) {
    it(`should refuse ${what}`, async () => {
      expect(await failure(new Subscription().create(CLUSTER, clusterInputs(cluster)))).to.contain(words);
    });
  }

  it("should make a private one whose nodes start from a cache", async () => {
    const { outputs } = await new Subscription().create(
      CLUSTER,
      clusterInputs({ ...NONE, ...CACHE, ...PRIVATE }),
    );
    expect(outputs["bootstrapProfile"]).to.deep.equal(CACHE.bootstrapProfile);
  });
});
