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

const VNET = "azure-native:network:VirtualNetwork";
const SUBNET = "azure-native:network:Subnet";
const NAT = "azure-native:network:NatGateway";

function network(networkProfile: PropertyMap): PropertyMap {
  return { networkProfile };
}

/** What Azure refuses of a new cluster, each with the words that a user reads. */
const REFUSED: [what: string, cluster: PropertyMap, words: string][] = [
  ["no DNS prefix", { dnsPrefix: undefined }, "Required parameter dnsPrefix is missing (null)."],
  ["prefix and subdomain at once", { fqdnSubdomain: "ml" }, "can't be set together"],
  [
    "a DNS prefix of 55 characters",
    { dnsPrefix: "a".repeat(55) },
    "must have 1 to 54 letters, digits and hyphens",
  ],
  ["a DNS prefix that ends in a hyphen", { dnsPrefix: "ml-" }, "'ml-' must have 1 to 54"],
  ["no identity", { identity: undefined }, "Either a managed identity or a service principal is required"],
  [
    "a user-assigned identity without one",
    { identity: { type: "UserAssigned" } },
    "needs userAssignedIdentities",
  ],
  [
    "an unknown tier",
    { sku: { name: "Base", tier: "Gold" } },
    "'Gold' must be one of Free, Standard, Premium",
  ],
  ["the tier Premium alone", { sku: { name: "Base", tier: "Premium" } }, "have to be used together"],
  [
    "a version out of support",
    { kubernetesVersion: "1.33" },
    "Version 1.33 is not supported in this region (westeurope)",
  ],
  ["a version to come", { kubernetesVersion: "1.36.9" }, "K8sVersionNotSupported"],
  [
    "no system pool",
    { agentPoolProfiles: [systemPool({ mode: "User" })] },
    "Must define at least one system pool.",
  ],
  ["no pool at all", { agentPoolProfiles: undefined }, "Must define at least one system pool."],
  [
    "an empty system pool",
    { agentPoolProfiles: [systemPool({ count: 0 })] },
    "'0' must be at least 1 for a System",
  ],
  [
    "a small system pool",
    { agentPoolProfiles: [systemPool({ vmSize: "Standard_F1als_v7" })] },
    "Standard_F1als_v7",
  ],
  [
    "two pools of a name",
    { agentPoolProfiles: [systemPool(), systemPool()] },
    "'system' is used by two agent pools",
  ],
  [
    "a newer pool",
    { agentPoolProfiles: [systemPool({ orchestratorVersion: "1.37" })] },
    "NodePoolMcVersionIncompatible",
  ],
  ["an unknown plugin", network({ networkPlugin: "cilium" }), "'cilium' must be one of azure, kubenet, none"],
  [
    "overlay on kubenet",
    network({ networkPlugin: "kubenet", networkPluginMode: "overlay" }),
    "needs networkPlugin azure",
  ],
  [
    "Cilium on kubenet",
    network({ networkPlugin: "kubenet", networkDataplane: "cilium" }),
    "needs networkPlugin azure",
  ],
  [
    "Cilium with Calico",
    network({ networkDataplane: "cilium", networkPolicy: "calico" }),
    "needs networkPolicy cilium",
  ],
  ["Cilium's policies without it", network({ networkPolicy: "cilium" }), "needs networkDataplane cilium"],
  [
    "one's own NAT without a subnet",
    network({ outboundType: "userAssignedNATGateway" }),
    "in a subnet of your own",
  ],
];

describe("AKS, asked for a cluster", () => {
  for (const [what, cluster, words] of REFUSED) {
    it(`should refuse ${what}`, async () => {
      expect(await failure(new Subscription().create(CLUSTER, clusterInputs(cluster)))).to.contain(words);
    });
  }

  it("should refuse names that make that of the nodes' resource group too long", async () => {
    const create = (length: number) =>
      new Subscription().create(CLUSTER, {
        ...clusterInputs({ location: "westcentralus" }),
        resourceName: "c".repeat(length),
      });
    const most = 80 - "MC_rg__westcentralus".length;
    await create(most);
    expect(await failure(create(most + 1))).to.contain(
      "The maximum length is 80 and the length of the value provided is 81.",
    );
  });

  it("should leave nothing behind of a cluster that it refused", async () => {
    const azure = new Subscription();
    await failure(
      azure.create(CLUSTER, clusterInputs({ agentPoolProfiles: [systemPool(), systemPool({ count: -1 })] })),
    );
    const { outputs } = await azure.create(CLUSTER, clusterInputs());
    expect(outputs["agentPoolProfiles"]).to.have.length(1);
  });

  it("should take long-term support with its tier", async () => {
    const long = {
      kubernetesVersion: "1.33",
      supportPlan: "AKSLongTermSupport",
      sku: { name: "Base", tier: "Premium" },
    };
    const { outputs } = await new Subscription().create(CLUSTER, clusterInputs(long));
    expect(outputs).to.include({ currentKubernetesVersion: "1.33.9" });
  });

  it("should refuse new pools through the cluster, and pass over pools that a request leaves out (#579)", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs());
    const news = clusterInputs({
      agentPoolProfiles: [systemPool(), systemPool({ name: "cpu", mode: "User" })],
    });
    expect(await failure(azure.update(cluster, news))).to.contain("A new agent pool was introduced.");
    await azure.create(POOL, poolInputs());
    const { outputs } = await azure.update(cluster, clusterInputs({ tags: { a: "b" } }));
    expect(outputs).to.nested.include({ "agentPoolProfiles[1].name": "t4", "tags.a": "b" });
  });

  it("should refuse changes of inline pools that it never makes", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs());
    const news = clusterInputs({ agentPoolProfiles: [systemPool({ vmSize: "Standard_D4s_v5" })] });
    expect(await failure(azure.update(cluster, news))).to.contain(
      "Changing property 'agentPoolProfile.vmSize' is not",
    );
  });

  it("should upgrade one minor version at a time and never back", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs({ kubernetesVersion: "1.35" }));
    const to = (kubernetesVersion: string) => azure.update(cluster, clusterInputs({ kubernetesVersion }));
    expect(await failure(to("1.37"))).to.contain(
      "1.35.5 to 1.37.1 is not allowed. Minor versions cannot be skipped.",
    );
    expect(await failure(to("1.34"))).to.contain(
      "1.35.5 to 1.34.8 is not allowed. Downgrading is not possible.",
    );
    expect((await to("1.36")).outputs).to.include({ currentKubernetesVersion: "1.36.3" });
  });

  it("should keep a subnet while nodes are in it, and refuse the managed NAT gateway there", async () => {
    const azure = new Subscription();
    const names = { resourceGroupName: "rg", virtualNetworkName: "net" };
    await azure.create(VNET, { ...names, addressSpace: { addressPrefixes: ["10.1.0.0/16"] } });
    const gateway = await azure.create(NAT, { resourceGroupName: "rg", natGatewayName: "nat" });
    const subnet = await azure.create(SUBNET, {
      ...names,
      subnetName: "nodes",
      addressPrefix: "10.1.0.0/20",
      natGateway: { id: gateway.id },
    });
    const agentPoolProfiles = [systemPool({ vnetSubnetID: subnet.id })];
    const managed = clusterInputs({ agentPoolProfiles, ...network({ outboundType: "managedNATGateway" }) });
    expect(await failure(azure.create(CLUSTER, managed))).to.contain("use userAssignedNATGateway");
    const own = clusterInputs({ agentPoolProfiles, ...network({ outboundType: "userAssignedNATGateway" }) });
    const cluster = await azure.create(CLUSTER, own);
    expect(await failure(azure.delete(subnet))).to.contain('Code="InUseSubnetCannotBeDeleted"');
    await azure.delete(cluster);
    await azure.delete(subnet);
    expect(await azure.refresh(subnet)).to.equal(undefined);
  });

  it("should keep the issuer's address once it is on", async () => {
    const azure = new Subscription();
    const on = { oidcIssuerProfile: { enabled: true } };
    const cluster = await azure.create(CLUSTER, clusterInputs(on));
    const updated = await azure.update(cluster, clusterInputs({ ...on, tags: { a: "b" } }));
    expect(updated.outputs["oidcIssuerProfile"]).to.deep.equal(cluster.outputs["oidcIssuerProfile"]);
  });
});
