import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { InitFailedError } from "../plugin";
import { StateFile, type ArmState } from "./arm-state";
import { parseFaults } from "./faults";
import { readOptions } from "./options";
import { takeRequest, type Buckets } from "./throttle";
import {
  CLUSTER,
  clusterInputs,
  failure,
  POOL,
  poolInputs,
  Subscription,
  systemPool,
  thrown,
} from "./testing/subscription";

/** So slow that nothing ends by itself within a test; `bring` lets time pass. */
const STILL = { timeScale: 1 };

/** Lets every operation that is under way end now. */
function bring(azure: Subscription): void {
  new StateFile(azure.options.stateFile).update((state) => {
    for (const { operation } of Object.values(state.resources)) if (operation) operation.endsAt = 0;
  });
}

/** Resolves when Azure has accepted what the call asked for. */
async function accepted(azure: Subscription, stages = 1): Promise<void> {
  while (azure.statuses.length < stages) await new Promise((resolve) => setImmediate(resolve));
}

/** A subscription with a cluster, where time stands still from now on. */
async function stillWithCluster(parallelPools = false) {
  const azure = new Subscription({ parallelPools });
  const cluster = await azure.create(CLUSTER, clusterInputs());
  azure.options.timeScale = STILL.timeScale;
  azure.statuses.length = 0;
  return { azure, cluster };
}

describe("Azure's operations", () => {
  it("should run one operation on a cluster at a time", async () => {
    const { azure, cluster } = await stillWithCluster();
    const update = azure.update(cluster, clusterInputs({ tags: { a: "b" } }));
    await accepted(azure);
    const message = await failure(azure.create(POOL, poolInputs()));
    expect(message).to.contain('Status=409 Code="OperationNotAllowed"');
    expect(message).to.contain("Another operation (Updating) is in progress");
    expect(message).to.contain("aka.ms/aks-pending-operation");
    expect(await failure(azure.delete(cluster))).to.contain("Another operation (Updating) is in progress");
    bring(azure);
    await update;
  });

  it("should refuse pools side by side, and the cluster beside a pool (#1913)", async () => {
    const { azure, cluster } = await stillWithCluster();
    const creation = azure.create(POOL, poolInputs());
    await accepted(azure);
    const other = poolInputs({ agentPoolName: "cpu", vmSize: "Standard_D8s_v5" });
    expect(await failure(azure.create(POOL, other))).to.contain(
      "Another agentpool operation (t4 - Creating) is in",
    );
    expect(await failure(azure.update(cluster, clusterInputs({ tags: {} })))).to.contain("(t4 - Creating)");
    bring(azure);
    await creation;
  });

  it("should allow pools side by side where it is told to, but never two operations on one", async () => {
    const { azure } = await stillWithCluster(true);
    const first = azure.create(POOL, poolInputs());
    await accepted(azure);
    const second = azure.create(POOL, poolInputs({ agentPoolName: "cpu", vmSize: "Standard_D8s_v5" }));
    await accepted(azure, 2);
    const id =
      "/subscriptions/00000000-0000-4000-8000-000000000000/resourcegroups/rg/providers/Microsoft.ContainerService/managedClusters/ml/agentPools/t4";
    expect(await failure(azure.delete({ token: POOL, id }))).to.contain("(t4 - Creating)");
    bring(azure);
    await Promise.all([first, second]);
  });

  it("should show all pools as scaling while one inline pool is edited (#4264)", async () => {
    const { azure, cluster } = await stillWithCluster();
    const update = azure.update(cluster, clusterInputs({ agentPoolProfiles: [systemPool({ count: 2 })] }));
    await accepted(azure);
    const read = await azure.refresh(cluster);
    expect(read?.outputs).to.nested.include({
      provisioningState: "Updating",
      "agentPoolProfiles[0].provisioningState": "Scaling",
    });
    bring(azure);
    await update;
  });

  it("should go on after the engine cancelled, and refuse to start over meanwhile", async () => {
    const azure = new Subscription(STILL);
    const creation = thrown(azure.create(CLUSTER, clusterInputs()));
    await accepted(azure);
    azure.cancellation.abort();
    const error = (await creation) as InitFailedError;
    expect(error.reasons).to.deep.equal([
      "resource created but read failed context canceled: context canceled",
    ]);

    azure.restart();
    const recorded = { token: CLUSTER, id: error.id, inputs: clusterInputs(), outputs: {} };
    expect(await failure(azure.update(recorded, clusterInputs()))).to.contain("Another operation (Creating)");
    bring(azure);
    expect((await azure.refresh(recorded))?.outputs).to.include({ provisioningState: "Succeeded" });
  });

  it("should give up after the program's timeout, in Azure's time", async () => {
    const azure = new Subscription({ timeScale: 0.0005 });
    const error = await thrown(azure.create(CLUSTER, clusterInputs(), 60));
    expect(error).to.be.instanceOf(InitFailedError);
    expect(error.message).to.equal("operation timed out");
  });
});

describe("Azure's faults", () => {
  const capacity = { type: "AgentPool", code: "AllocationFailed", message: "no capacity" };

  it("should refuse as often as told, over restarts, and then work", async () => {
    const faults = [
      { ...capacity, operation: "create" as const, times: 2, status: 409, code: "QuotaExceeded" },
    ];
    const azure = new Subscription({ faults });
    await azure.create(CLUSTER, clusterInputs());
    const refused = 'Status=409 Code="QuotaExceeded" Message="no capacity"';
    expect(await failure(azure.create(POOL, poolInputs()))).to.equal(refused);
    azure.restart();
    expect(await failure(azure.create(POOL, poolInputs()))).to.equal(refused);
    expect((await azure.create(POOL, poolInputs())).outputs).to.include({ provisioningState: "Succeeded" });
  });

  it("should fail what was accepted, and let an update mend it", async () => {
    const azure = new Subscription({
      faults: [{ ...capacity, operation: "create", after: "accepted", name: "t4" }],
    });
    await azure.create(CLUSTER, clusterInputs());
    await azure.create(POOL, poolInputs({ agentPoolName: "other" }));
    const error = (await thrown(azure.create(POOL, poolInputs()))) as InitFailedError;
    expect(error.properties).to.include({ provisioningState: "Failed" });
    const { inputs } = await azure.check(POOL, poolInputs());
    const recorded = { token: POOL, id: error.id, inputs, outputs: error.properties };
    expect((await azure.update(recorded, poolInputs())).outputs).to.include({
      provisioningState: "Succeeded",
    });
  });

  it("should keep what it failed to delete, and delete it the next time", async () => {
    const azure = new Subscription({ faults: [{ ...capacity, operation: "delete", after: "accepted" }] });
    await azure.create(CLUSTER, clusterInputs());
    const pool = await azure.create(POOL, poolInputs());
    expect(await failure(azure.delete(pool))).to.equal(
      'Status=200 Code="AllocationFailed" Message="no capacity"',
    );
    expect((await azure.refresh(pool))?.outputs).to.include({ provisioningState: "Failed" });
    await azure.delete(pool);
    expect(await azure.refresh(pool)).to.equal(undefined);
  });

  it("should fail reads", async () => {
    const azure = new Subscription({
      faults: [{ type: CLUSTER, operation: "read", code: "Gone", message: "m" }],
    });
    const cluster = await azure.create(CLUSTER, clusterInputs());
    expect(await failure(azure.refresh(cluster))).to.equal('Status=400 Code="Gone" Message="m"');
    expect(await azure.refresh(cluster)).not.to.equal(undefined);
  });

  it("should ask again after passing faults, as azure-native's client does, three times", async () => {
    const fault = { ...capacity, operation: "create" as const, status: 503, code: "ServiceUnavailable" };
    const passing = new Subscription({ faults: [{ ...fault, times: 3 }] });
    await passing.create(CLUSTER, clusterInputs());
    expect((await passing.create(POOL, poolInputs())).outputs).to.include({ provisioningState: "Succeeded" });
    const lasting = new Subscription({ faults: [{ ...fault, times: 4 }] });
    await lasting.create(CLUSTER, clusterInputs());
    expect(await failure(lasting.create(POOL, poolInputs()))).to.contain("Status=503");
  });

  for (const [what, fault, words] of [
    [
      "an unknown key",
      { type: "AgentPool", operation: "create", when: "now" },
      "faults[0]: 'when' is none of type, name",
    ],
    [
      "an unknown operation",
      { type: "AgentPool", operation: "stop" },
      "faults[0].operation: 'stop' is none of create",
    ],
    [
      "an unknown moment",
      { type: "A", operation: "create", after: "noon" },
      "faults[0].after: 'noon' is none of before",
    ],
    ["no type", { operation: "create" }, "faults[0].type: should name a type"],
  ] as const) {
    it(`should refuse a fault with ${what}`, () => {
      expect(() => parseFaults(JSON.stringify([fault]), "faults")).to.throw(words);
    });
  }
});

describe("Azure's throttling", () => {
  it("should let 20 requests through at once and one more a minute", () => {
    const buckets: Buckets = {};
    for (let request = 0; request < 20; request += 1) takeRequest(buckets, "ml", 1, 0);
    expect(() => takeRequest(buckets, "ml", 1, 0))
      .to.throw('Status=429 Code="Throttled"')
      .with.property("retryAfter", 60);
    expect(() => takeRequest(buckets, "ml", 1, 45_000)).to.throw("Retry after 15 seconds");
    takeRequest(buckets, "other", 1, 45_000);
    takeRequest(buckets, "ml", 1, 60_000);
    expect(() => takeRequest(buckets, "ml", 1, 60_000)).to.throw("Retry after 60 seconds");
  });

  it("should make azure-native wait as long as the answer says", async () => {
    const azure = new Subscription();
    const cluster = await azure.create(CLUSTER, clusterInputs());
    azure.options.timeScale = 0.0001;
    new StateFile(azure.options.stateFile).update((state) => {
      for (const bucket of Object.values(state.buckets)) Object.assign(bucket, { tokens: 0, at: Date.now() });
    });
    expect((await azure.update(cluster, clusterInputs({ tags: { a: "b" } }))).outputs).to.deep.include({
      tags: { a: "b" },
    });
  });
});

describe("Azure's state file", () => {
  it("should refuse a file of another version, naming the remedy", async () => {
    const azure = new Subscription();
    writeFileSync(azure.options.stateFile, JSON.stringify({ version: 7 }));
    expect(await failure(azure.create(CLUSTER, clusterInputs()))).to.match(
      /state of version 7, .* delete it$/,
    );
  });

  it("should keep nothing of a request that was refused", async () => {
    const azure = new Subscription();
    await azure.create(CLUSTER, clusterInputs());
    const before = (JSON.parse(readFileSync(azure.options.stateFile, "utf8")) as ArmState).resources;
    await failure(azure.create(POOL, poolInputs({ maxPods: 1 })));
    expect((JSON.parse(readFileSync(azure.options.stateFile, "utf8")) as ArmState).resources).to.deep.equal(
      before,
    );
  });
});

describe("readOptions", () => {
  it("should have defaults for everything", () => {
    expect(readOptions({})).to.include({ timeScale: 0.002, parallelPools: false, kubeconfig: undefined });
  });

  for (const [variable, value, words] of [
    ["AKS_RAY_AZURE_TIME_SCALE", "-1", "'-1' is not a number of at least 0"],
    ["AKS_RAY_AZURE_PARALLEL_POOLS", "yes", "'yes' is neither 'allow' nor 'refuse'"],
    ["AKS_RAY_AZURE_QUOTA", '{"lowPriorityCores":"many"}', "'lowPriorityCores' should be a number"],
    ["AKS_RAY_AZURE_RESOURCE_GROUPS", '{"rg":1}', "'rg' should be a string"],
  ] as const) {
    it(`should refuse ${variable}=${value}`, () => {
      expect(() => readOptions({ [variable]: value })).to.throw(`${variable}: ${words}`);
    });
  }
});
