import { expect } from "chai";
import type { PropertyMap } from "../../plugin";
import {
  CLUSTER,
  clusterInputs,
  failure,
  POOL,
  poolInputs,
  Subscription,
  systemPool,
} from "../testing/subscription";

const AUTO = { nodeProvisioningProfile: { mode: "Auto", defaultNodePools: "None" } };
const AUTOSCALED = { enableAutoScaling: true, count: 1, minCount: 1, maxCount: 2 };

describe("AKS, asked to provision nodes by itself", () => {
  const refused: [what: string, cluster: PropertyMap, words: string][] = [
    ["an unknown mode", { nodeProvisioningProfile: { mode: "On" } }, "'On' must be one of Auto, Manual"],
    [
      "an autoscaled pool",
      { ...AUTO, agentPoolProfiles: [systemPool(AUTOSCALED)] },
      "does not support node pools with the cluster autoscaler",
    ],
    ["a proxy", { ...AUTO, httpProxyConfig: { httpProxy: "http://p:1" } }, "does not support HTTP proxies"],
    [
      "IPv6",
      { ...AUTO, networkProfile: { networkPluginMode: "overlay", ipFamilies: ["IPv4", "IPv6"] } },
      "does not support IPv6",
    ],
  ];
  for (const [what, cluster, words] of refused) {
    it(`should refuse ${what}`, async () => {
      expect(await failure(new Subscription().create(CLUSTER, clusterInputs(cluster)))).to.contain(words);
    });
  }

  it("should take pools of a fixed size that run", async () => {
    const azure = new Subscription();
    await azure.create(CLUSTER, clusterInputs(AUTO));
    const pool = await azure.create(POOL, poolInputs());
    expect(await failure(azure.update(pool, poolInputs(AUTOSCALED)))).to.contain("cluster autoscaler");
    expect(await failure(azure.update(pool, poolInputs({ powerState: { code: "Stopped" } })))).to.contain(
      "can't be stopped",
    );
  });
});
