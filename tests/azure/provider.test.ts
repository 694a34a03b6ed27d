import { expect } from "chai";
import { SYSTEM_POOL_NAME } from "../../provider/settings/pools";
import { UNKNOWN } from "../plugin";
import {
  CLUSTER,
  clusterInputs,
  failure,
  GROUP,
  POOL,
  poolInputs,
  Subscription,
  systemPool,
} from "./testing/subscription";

const CLUSTER_ID =
  "/subscriptions/00000000-0000-4000-8000-000000000000/resourcegroups/rg/providers/Microsoft.ContainerService/managedClusters/ml";

describe("azure-native's Check", () => {
  it("should name resources without a name by the engine's seed, and mark them for creation first", async () => {
    const azure = new Subscription();
    const { inputs } = await azure.check(GROUP, { location: "westeurope" });
    expect(inputs["resourceGroupName"]).to.match(/^res[0-9a-f]{8}$/);
    expect(inputs).to.include({ __createBeforeDelete: true, azureApiVersion: "2024-03-01" });
    const again = await azure.check(GROUP, { location: "westeurope" }, inputs);
    expect(again.inputs).to.deep.equal(inputs);
  });

  it("should take the location from the resource group, and leave it unknown with an unknown group", async () => {
    const azure = new Subscription();
    expect((await azure.check(CLUSTER, clusterInputs())).inputs).to.include({ location: "westeurope" });
    const { inputs, failures } = await azure.check(CLUSTER, clusterInputs({ resourceGroupName: UNKNOWN }));
    expect(inputs["location"]).to.equal(UNKNOWN);
    expect(failures).to.deep.equal([]);
    const lost = await azure.check(CLUSTER, clusterInputs({ resourceGroupName: "elsewhere" }));
    expect(lost.failures[0]).to.contain("missing required property 'location'");
  });

  it("should report every fault of the body with its path", async () => {
    const { failures } = await new Subscription().check(
      POOL,
      poolInputs({
        agentPoolName: "T4",
        resourceName: undefined,
        count: "two",
        maxPods: 30.5,
        nodeTaints: "sku=gpu:NoSchedule",
        gpuProfile: { drivers: "None" },
        osDiskSizeGB: 4096,
        upgradeStrategy: "Rolling",
      }),
    );
    expect(failures).to.have.length(8);
    const text = failures.join("\n");
    for (const reason of [
      "agentPoolName: 'agentPoolName' does not match expression '^[a-z][a-z0-9]{0,11}$'",
      "resourceName: missing required property 'resourceName'",
      "count: 'count' should be of type 'integer' but got a string",
      "maxPods: 'maxPods' must be an integer but got 30.5",
      "nodeTaints: 'nodeTaints' should be of type 'array' but got a string",
      "gpuProfile.drivers: 'gpuProfile.drivers' is not a property of this type, which has: driver",
      "osDiskSizeGB: 'osDiskSizeGB' is too high (4096 > 2048)",
      "upgradeStrategy: 'upgradeStrategy' is not a property",
    ]) {
      expect(text).to.contain(reason);
    }
  });

  it("should break automatic pool names on the 12-character limit, as azure-native does", async () => {
    const azure = new Subscription();
    azure.name = "ml-t4-pool";
    const { failures } = await azure.check(POOL, poolInputs({ agentPoolName: undefined }));
    expect(failures.join()).to.match(/^agentPoolName: 'agentPoolName' does not match expression/);
  });

  it("should refuse types it does not know, by name", async () => {
    const message = await failure(new Subscription().check("azure-native:compute:VirtualMachine", {}));
    expect(message).to.match(
      /^Resource type azure-native:compute:VirtualMachine not found; the Azure stand-in knows: /,
    );
  });
});

describe("azure-native's life of a resource", () => {
  it("should preview what the inputs say, everything else unknown", async () => {
    const outputs = await new Subscription().preview(CLUSTER, clusterInputs());
    expect(outputs).to.include({
      dnsPrefix: "ml",
      resourceUID: UNKNOWN,
      name: UNKNOWN,
      location: "westeurope",
    });
    expect(outputs).to.nested.include({
      "agentPoolProfiles[0].vmSize": "Standard_D8s_v5",
      "agentPoolProfiles[0].nodeImageVersion": UNKNOWN,
    });
  });

  it("should make a cluster with Azure's defaults and read-only properties", async () => {
    const azure = new Subscription();
    const inputs = clusterInputs({ oidcIssuerProfile: { enabled: true } });
    const { id, outputs } = await azure.create(CLUSTER, inputs);
    expect(id).to.equal(CLUSTER_ID);
    expect(outputs).to.include({
      id: CLUSTER_ID,
      name: "ml",
      type: "Microsoft.ContainerService/ManagedClusters",
      provisioningState: "Succeeded",
      currentKubernetesVersion: "1.36.3",
      nodeResourceGroup: "MC_rg_ml_westeurope",
      azureApiVersion: "2025-09-01",
    });
    expect(outputs["fqdn"]).to.match(/^ml-[0-9a-f]{8}\.hcp\.westeurope\.azmk8s\.io$/);
    expect(outputs).to.nested.include({
      "networkProfile.networkPlugin": "azure",
      "networkProfile.networkPluginMode": "overlay",
      "agentPoolProfiles[0].maxPods": 250,
      "agentPoolProfiles[0].osDiskType": "Managed",
      "agentPoolProfiles[0].powerState.code": "Running",
    });
    expect(outputs)
      .to.have.nested.property("oidcIssuerProfile.issuerURL")
      .that.matches(/^https:\/\/westeurope\.oic\./);
  });

  it("should give a cluster made anew under the same name another UID, and keep it in updates", async () => {
    const azure = new Subscription();
    const first = await azure.create(CLUSTER, clusterInputs());
    const updated = await azure.update(first, clusterInputs({ tags: { team: "vision" } }));
    expect(updated.outputs["resourceUID"]).to.equal(first.outputs["resourceUID"]);
    await azure.delete(first);
    const second = await azure.create(CLUSTER, clusterInputs());
    expect(second.outputs["resourceUID"]).not.to.equal(first.outputs["resourceUID"]);
  });

  it("should not adopt what exists, and take a second deletion as done", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs());
    expect(await failure(azure.create(CLUSTER, clusterInputs()))).to.equal(
      `cannot create already existing resource '${CLUSTER_ID}'`,
    );
    await azure.delete(cluster);
    await azure.delete(cluster);
    expect(await azure.refresh(cluster)).to.equal(undefined);
  });

  it("should miss the resource group and the cluster", async () => {
    const azure = new Subscription();
    const inputs = clusterInputs({ resourceGroupName: "gone", location: "westeurope" });
    expect(await failure(azure.create(CLUSTER, inputs))).to.equal(
      `Status=404 Code="ResourceGroupNotFound" Message="Resource group 'gone' could not be found."`,
    );
    expect(await failure(azure.create(POOL, poolInputs()))).to.contain(
      "The Resource 'Microsoft.ContainerService/managedClusters/ml' under resource group 'rg' was not found.",
    );
  });

  it("should delete what is in a resource group with it", async () => {
    const azure = new Subscription();
    const group = await azure.create(GROUP, { resourceGroupName: "own", location: "westeurope" });
    const cluster = await azure.create(CLUSTER, clusterInputs({ resourceGroupName: "own" }));
    const pool = await azure.create(POOL, poolInputs({ resourceGroupName: "own" }));
    await azure.delete(group);
    expect(await azure.refresh(cluster)).to.equal(undefined);
    expect(await azure.refresh(pool)).to.equal(undefined);
  });
});

describe("azure-native's Diff and refresh", () => {
  it("should see no difference in the same inputs", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs());
    expect(await azure.diff(cluster, clusterInputs())).to.deep.equal({ changes: "none" });
    expect(await azure.diff(cluster, clusterInputs({ location: "West Europe" }))).to.deep.equal({
      changes: "none",
    });
  });

  for (const [what, token, base, change] of [
    ["the DNS prefix", CLUSTER, clusterInputs, { dnsPrefix: "other" }],
    ["the location", CLUSTER, clusterInputs, { location: "northeurope" }],
    ["the network plugin", CLUSTER, clusterInputs, { networkProfile: { networkPlugin: "kubenet" } }],
    ["the cluster's name", CLUSTER, clusterInputs, { resourceName: "other" }],
    ["a pool's VM size", POOL, poolInputs, { vmSize: "Standard_NC8as_T4_v3" }],
    ["a pool's MIG profile", POOL, poolInputs, { gpuInstanceProfile: "MIG1g" }],
    ["a pool's name", POOL, poolInputs, { agentPoolName: "other" }],
  ] as const) {
    it(`should replace on a change of ${what}, deleting first`, async () => {
      const azure = new Subscription();
      const cluster = await azure.create(
        CLUSTER,
        clusterInputs({ networkProfile: { networkPlugin: "azure" } }),
      );
      const recorded = token === CLUSTER ? cluster : await azure.create(POOL, poolInputs());
      const news = base({
        ...(token === CLUSTER && { networkProfile: { networkPlugin: "azure" } }),
        ...change,
      });
      const diff = await azure.diff(recorded, news);
      expect(diff).to.deep.include({
        changes: "some",
        replaces: Object.keys(change),
        deleteBeforeReplace: true,
      });
    });
  }

  for (const [what, change] of [
    ["the disk type", { osDiskType: "Managed" }],
    ["the count", { count: 2 }],
    ["labels", { nodeLabels: { a: "b" } }],
    ["the spot price", { spotMaxPrice: 1 }],
  ] as const) {
    it(`should update in place on a change of ${what}`, async () => {
      const azure = new Subscription();
      await azure.create(CLUSTER, clusterInputs());
      const pool = await azure.create(POOL, poolInputs());
      expect(await azure.diff(pool, poolInputs(change))).to.deep.include({ changes: "some", replaces: [] });
    });
  }

  it("should show on refresh only what changed since, such as pools made beside the cluster", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs());
    expect((await azure.refresh(cluster))?.inputs).to.deep.equal(cluster.inputs);
    await azure.create(POOL, poolInputs());
    const drifted = await azure.refresh(cluster);
    expect(drifted?.inputs["agentPoolProfiles"]).to.have.length(2);
    expect(drifted?.inputs).to.have.deep.nested.property("agentPoolProfiles[0]", systemPool());
    expect(drifted?.inputs).to.have.nested.property("agentPoolProfiles[1].name", "t4");
  });

  it("should list pools by name, so that the component's system pool stays the first", async () => {
    const azure = new Subscription();
    for (const [name, first] of [
      ["system", "a100"],
      [SYSTEM_POOL_NAME, SYSTEM_POOL_NAME],
    ] as const) {
      const agentPoolProfiles = [systemPool({ name })];
      const inputs = clusterInputs({ resourceName: name, dnsPrefix: name, agentPoolProfiles });
      const cluster = await azure.create(CLUSTER, inputs);
      await azure.create(POOL, poolInputs({ resourceName: name, agentPoolName: "a100" }));
      const read = await azure.refresh(cluster);
      expect(read?.inputs).to.have.nested.property("agentPoolProfiles[0].name", first);
    }
  });
});
