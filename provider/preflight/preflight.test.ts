import { expect } from "chai";
import { connectArm } from "./arm";
import { preflight, type Report } from "./preflight";
import { listPrices } from "./prices";
import { monitoringProviders } from "./registrations";
import { startArmServer, SUBSCRIPTION, TOKEN, type ArmAnswers, type ArmServer } from "./testing/arm-server";
import { plenty, sku, usage, version } from "./testing/fixture-answers";
import type { PoolNeed, Target } from "./types";

const SYSTEM: PoolNeed = {
  path: "systemPool",
  vmSize: "Standard_D8s_v5",
  zones: [],
  nodes: { autoscaling: true, min: 1, max: 3 },
  spot: false,
  reserved: false,
  features: {},
};
const T4: PoolNeed = {
  ...SYSTEM,
  path: "gpuPools.t4",
  vmSize: "Standard_NC4as_T4_v3",
  nodes: { autoscaling: true, min: 0, max: 4 },
};
const A100: PoolNeed = {
  ...SYSTEM,
  path: "gpuPools.a100",
  vmSize: "Standard_NC24ads_A100_v4",
  nodes: { autoscaling: false, min: 4, max: 4 },
};
const target = (pools: PoolNeed[], more: Partial<Target> = {}): Target => ({
  location: "westeurope",
  kubernetesVersion: "1.36",
  pools: [SYSTEM, ...pools],
  ...more,
});

describe("preflight", () => {
  let server: ArmServer | undefined;

  afterEach(() => server?.close());

  async function report(
    wanted: Target,
    answers: ArmAnswers,
    token = TOKEN,
    signal = new AbortController().signal,
  ): Promise<Report> {
    await server?.close();
    server = await startArmServer(answers);
    const access = { endpoint: server.url, subscriptionId: SUBSCRIPTION, token };
    return preflight(wanted, {
      arm: Promise.resolve(connectArm(access, signal)),
      prices: listPrices(server.url, wanted, signal),
    });
  }

  async function findings(wanted: Target, answers: ArmAnswers): Promise<Record<string, string>> {
    const { findings: found, unchecked } = await report(wanted, answers);
    expect([...unchecked]).to.deep.equal([]);
    return Object.fromEntries(found.map(({ propertyPath, reason }) => [propertyPath, reason]));
  }

  it("should find nothing where Azure has everything, and add up the list prices", async () => {
    const spot: PoolNeed = {
      ...T4,
      path: "gpuPools.spot",
      spot: true,
      nodes: { autoscaling: true, min: 1, max: 2 },
    };
    expect(await report(target([T4, spot]), plenty())).to.deep.equal({
      findings: [],
      unchecked: new Map(),
      cost: { min: 0.46 + 0.0923, max: 0.46 * 3 + 0.615 * 4 + 0.0923 * 2, unpriced: [] },
    });
  });

  it("should ask about this subscription and region alone", async () => {
    await report(target([T4]), plenty());
    const asked =
      server?.requests.map((request) => request.replace(/^\/subscriptions\/[^/]+\/providers/, "")) ?? [];
    expect(asked).to.include.members([
      "/Microsoft.Compute/skus?api-version=2021-07-01&$filter=location eq 'westeurope'",
      "/Microsoft.Compute/locations/westeurope/usages?api-version=2024-07-01",
      "/Microsoft.ContainerService/locations/westeurope/kubernetesVersions?api-version=2025-09-01",
      "/api/retail/prices?$filter=serviceName eq 'Virtual Machines' and priceType eq 'Consumption' and armRegionName eq 'westeurope' and (armSkuName eq 'Standard_D8s_v5' or armSkuName eq 'Standard_NC4as_T4_v3')",
    ]);
  });

  describe("VM sizes", () => {
    const without = (name: string, ...more: object[]) =>
      plenty({
        skus: [...plenty().skus.filter((line) => (line as { name: string }).name !== name), ...more],
      });
    const list = "az vm list-skus --location westeurope --resource-type virtualMachines --output table";

    it("should find one that the region does not offer", async () => {
      expect(await findings(target([A100]), without(A100.vmSize))).to.deep.equal({
        "gpuPools.a100.vmSize": `'Standard_NC24ads_A100_v4' is not offered in 'westeurope'; choose another size or location, from: ${list}`,
      });
    });

    it("should find one that the subscription may not have", async () => {
      const restrictions = [
        {
          type: "Location",
          values: ["westeurope"],
          restrictionInfo: { locations: ["westeurope"] },
          reasonCode: "NotAvailableForSubscription",
        },
      ];
      const answers = without(T4.vmSize, sku(T4.vmSize, "Standard NCASv3_T4 Family", 4, ["1"], restrictions));
      expect(await findings(target([T4]), answers)).to.deep.equal({
        "gpuPools.t4.vmSize": `'Standard_NC4as_T4_v3' is not open to the subscription in 'westeurope' (NotAvailableForSubscription: Azure has no capacity for it); request it in the portal under Help + support, New support request, Service and subscription limits, Compute-VM; or choose another size or location, from: ${list}`,
      });
    });

    it("should find zones without it", async () => {
      const restrictions = [
        {
          type: "Zone",
          values: ["westeurope"],
          restrictionInfo: { locations: ["westeurope"], zones: ["2"] },
          reasonCode: "NotAvailableForSubscription",
        },
      ];
      const answers = without(
        T4.vmSize,
        sku(T4.vmSize, "Standard NCASv3_T4 Family", 4, ["1", "2"], restrictions),
      );
      const zoned = (path: string, zones: string[]): PoolNeed => ({
        ...T4,
        path,
        zones,
        nodes: { ...T4.nodes, max: 1 },
      });
      const pools = [zoned("gpuPools.a", ["1"]), zoned("gpuPools.b", ["1", "2"]), zoned("gpuPools.c", ["3"])];
      const see =
        "choose from 1, see: az vm list-skus --location westeurope --size Standard_NC4as_T4_v3 --zone --all --output table";
      expect(await findings(target(pools), answers)).to.deep.equal({
        "gpuPools.b.zones": `'Standard_NC4as_T4_v3' is not open to the subscription in zone 2 of 'westeurope'; ${see}`,
        "gpuPools.c.zones": `'Standard_NC4as_T4_v3' is not offered in zone 3 of 'westeurope'; ${see}`,
      });
    });
  });

  describe("quotas", () => {
    const scope = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Compute/locations/westeurope`;
    const raise = (name: string, value: number, type = "dedicated") =>
      `raise it under Quotas in the portal or with: az quota update --resource-name "${name}" --scope ${scope} --resource-type ${type} --limit-object value=${value}`;
    const usages = (...changed: ReturnType<typeof usage>[]) => {
      const others = plenty().usages.filter(
        (line) => !changed.some(({ name }) => name.value === (line as ReturnType<typeof usage>).name.value),
      );
      return plenty({ usages: [...others, ...changed] });
    };

    it("should find a family's that cannot hold all nodes beside what is in use", async () => {
      const answers = usages(usage("standardNCADSA100v4Family", 24, 96));
      expect(await findings(target([A100]), answers)).to.deep.equal({
        "gpuPools.a100.nodes": `96 vCPUs are needed in 'westeurope' (gpuPools.a100: 4 × Standard_NC24ads_A100_v4 of 24), but 72 are left of the quota 'standardNCADSA100v4Family' (24 of 96 in other use); ${raise("standardNCADSA100v4Family", 120)}; or lower 'nodes'`,
      });
    });

    it("should add up the pools of a family, and take spot nodes from the quota that they share", async () => {
      const pool = (path: string, max: number, spot: boolean): PoolNeed => ({
        ...T4,
        path,
        spot,
        nodes: { autoscaling: true, min: 0, max },
      });
      const pools = [
        pool("gpuPools.a", 2, false),
        pool("gpuPools.b", 3, false),
        pool("gpuPools.c", 30, true),
      ];
      expect(await findings(target(pools), plenty())).to.deep.equal({
        "gpuPools.b.maxNodes": `20 vCPUs are needed in 'westeurope' (gpuPools.a: 2 × Standard_NC4as_T4_v3 of 4, gpuPools.b: 3 × Standard_NC4as_T4_v3 of 4), but 16 are left of the quota 'Standard NCASv3_T4 Family' (0 of 16 in other use); ${raise("Standard NCASv3_T4 Family", 20)}; or lower 'maxNodes'`,
        "gpuPools.c.maxNodes": `120 vCPUs are needed in 'westeurope' (gpuPools.c: 30 × Standard_NC4as_T4_v3 of 4), but 100 are left of the quota 'lowPriorityCores' (0 of 100 in other use); ${raise("lowPriorityCores", 120, "lowPriority")}; or lower 'maxNodes'`,
      });
    });

    it("should find the region's that all machines share", async () => {
      const found = await findings(target([A100]), usages(usage("cores", 0, 100)));
      expect(found).to.have.keys("gpuPools.a100.nodes");
      expect(found["gpuPools.a100.nodes"]).to.contain("120 vCPUs are needed").and.to.contain("quota 'cores'");
    });

    it("should leave nodes of a capacity reservation aside, whose quota is taken already", async () => {
      const answers = usages(usage("standardNCADSA100v4Family", 96, 96));
      expect(await findings(target([{ ...A100, reserved: true }]), answers)).to.deep.equal({});
    });

    it("should not count the nodes of an earlier deployment against it", async () => {
      const cluster = { resourceGroupName: "ml-rg", name: "ml-aks" };
      const agentPoolProfiles = [
        { name: "system", count: 1, vmSize: "Standard_D8s_v5" },
        { name: "a100", count: 4, vmSize: "standard_nc24ads_a100_v4" },
      ];
      const body = { properties: { currentKubernetesVersion: "1.36.2", agentPoolProfiles } };
      const full = usages(usage("standardNCADSA100v4Family", 96, 96));
      const clusters = { "ml-rg/ml-aks": body };
      expect(await findings(target([A100], { cluster }), { ...full, clusters })).to.deep.equal({});
      expect(await findings(target([A100], { cluster }), full)).to.have.keys("gpuPools.a100.nodes");
    });
  });

  describe("Kubernetes versions", () => {
    const reason = async (kubernetesVersion: string, more: Partial<Target> = {}, answers = plenty()) =>
      (await findings(target([], { kubernetesVersion, ...more }), answers))["kubernetesVersion"];
    const choice =
      "in 'westeurope'; choose from '1.35', '1.36', see: az aks get-versions --location westeurope --output table";

    it("should find one that AKS does not offer, or not to everybody", async () => {
      expect(await reason("1.34")).to.equal(`AKS does not offer Kubernetes '1.34' ${choice}`);
      expect(await reason("1.36.9")).to.equal(`AKS does not offer Kubernetes '1.36.9' ${choice}`);
      expect(await reason("1.37")).to.equal(`AKS offers only as a preview Kubernetes '1.37' ${choice}`);
      expect(await reason("1.33")).to.equal(
        `AKS offers only with long-term support Kubernetes '1.33' ${choice}`,
      );
      expect(await reason("1.36.2")).to.equal(undefined);
    });

    it("should let a cluster keep the one that it runs", async () => {
      const cluster = { resourceGroupName: "ml-rg", name: "ml-aks" };
      const answers = plenty({
        kubernetesVersions: [version("1.35", []), version("1.36", [])],
        clusters: { "ml-rg/ml-aks": { properties: { currentKubernetesVersion: "1.34.8" } } },
      });
      expect(await reason("1.34", { cluster }, answers)).to.equal(undefined);
      expect(await reason("1.33", { cluster }, answers)).to.contain("does not offer Kubernetes '1.33'");
    });
  });

  it("should find features that are not registered, where a pool needs them", async () => {
    const wanted = target([{ ...T4, features: { rdma: "AKSInfinibandSupport" } }]);
    expect(await findings(wanted, plenty())).to.deep.equal({
      "gpuPools.t4.rdma": `needs the feature 'AKSInfinibandSupport' of the subscription, which is 'NotRegistered'; register it with: az feature register --namespace Microsoft.ContainerService --name AKSInfinibandSupport --subscription ${SUBSCRIPTION}`,
    });
    const features = { aksinfinibandsupport: "Registered" };
    expect(await findings(wanted, plenty({ features }))).to.deep.equal({});
    const { unchecked } = await report(
      wanted,
      plenty({ silent: [], refusals: { aksinfinibandsupport: { status: 403, body: {} } } }),
    );
    expect([...unchecked.values()]).to.deep.equal([["features"]]);
  });

  it("should find resource providers that are not registered", async () => {
    const registrations = { ...plenty().registrations, "Microsoft.ContainerService": "NotRegistered" };
    expect(await findings(target([]), plenty({ registrations }))).to.deep.equal({
      args: `the subscription has not registered the resource provider 'Microsoft.ContainerService'; register it with: az provider register --namespace Microsoft.ContainerService --subscription ${SUBSCRIPTION} --wait`,
    });
  });

  it("should find resource providers of monitoring that are not registered", async () => {
    const metrics = { kind: "azure" as const, grafana: { name: "g", admins: [], dashboards: true } };
    const resourceProviders = monitoringProviders({ metrics });
    expect(resourceProviders).to.deep.equal([
      "Microsoft.Insights",
      "Microsoft.Monitor",
      "Microsoft.AlertsManagement",
      "Microsoft.Dashboard",
    ]);
    const states = Object.fromEntries(resourceProviders.map((namespace) => [namespace, "Registered"]));
    const registrations = { ...plenty().registrations, ...states, "Microsoft.Dashboard": "NotRegistered" };
    const { args } = await findings(target([], { resourceProviders }), plenty({ registrations }));
    expect(args).to.contain("az provider register --namespace Microsoft.Dashboard");
    const logs = { retentionDays: 30, controlPlaneLogs: [] };
    expect(monitoringProviders({ logAnalytics: logs })).to.deep.equal([
      "Microsoft.Insights",
      "Microsoft.OperationalInsights",
    ]);
  });

  describe("what cannot be asked", () => {
    it("should be named with Azure's reason, while the rest is checked", async () => {
      const error = {
        code: "AuthorizationFailed",
        message: "The client does not have authorization.\nMore.",
      };
      const answers = plenty({ refusals: { "/usages": { status: 403, body: { error } } } });
      const { unchecked, findings: found } = await report(
        target([A100], { kubernetesVersion: "1.34" }),
        answers,
      );
      const host = new URL(server?.url ?? "").host;
      expect([...unchecked]).to.deep.equal([
        [`${host} answered 403 AuthorizationFailed: The client does not have authorization.`, ["quotas"]],
      ]);
      expect(found.map(({ propertyPath }) => propertyPath)).to.deep.equal(["kubernetesVersion"]);
    });

    it("should be everything but the prices without a login that is good", async () => {
      const { unchecked, cost } = await report(target([T4]), plenty(), "stale");
      expect([...unchecked.values()].flat()).to.deep.equal([
        "VM sizes",
        "quotas",
        "resource providers",
        "Kubernetes versions",
      ]);
      expect(JSON.stringify([...unchecked]))
        .to.contain("InvalidAuthenticationToken")
        .and.not.contain("stale");
      expect(cost).to.have.property("min", 0.46);
    });

    it("should be the quotas when the present cluster is not known", async () => {
      const cluster = { resourceGroupName: "ml-rg", name: "ml-aks" };
      const answers = plenty({
        usages: [usage("cores", 0, 0)],
        refusals: { "/managedclusters/ml-aks": { status: 500, body: "<html>proxy</html>" } },
      });
      const { unchecked, findings: found } = await report(target([], { cluster }), answers);
      expect([...unchecked.values()]).to.deep.equal([["the present cluster"]]);
      expect(found).to.deep.equal([]);
    });

    it("should be what does not answer in time", async () => {
      const limit = new AbortController();
      const answers = plenty({ silent: ["/skus"] });
      const wanted = report(target([]), answers, TOKEN, limit.signal);
      while (!server?.requests.some((request) => request.includes("/skus"))) await new Promise(setImmediate);
      limit.abort();
      expect(JSON.stringify([...(await wanted).unchecked]))
        .to.contain("did not answer in time")
        .and.contain("VM sizes");
    });

    it("should be all of it where nothing answers", async () => {
      server = await startArmServer(plenty());
      const { url } = server;
      await server.close();
      const signal = new AbortController().signal;
      const access = { endpoint: url, subscriptionId: SUBSCRIPTION, token: TOKEN };
      const wanted = target([T4]);
      const arm = Promise.resolve(connectArm(access, signal));
      const { unchecked, findings: found } = await preflight(wanted, {
        arm,
        prices: listPrices(url, wanted, signal),
      });
      expect([...unchecked]).to.deep.equal([
        [
          `${new URL(url).host} cannot be reached (ECONNREFUSED)`,
          ["VM sizes", "quotas", "resource providers", "Kubernetes versions", "prices"],
        ],
      ]);
      expect(found).to.deep.equal([]);
    });
  });

  it("should send the token to no other host than the one that it asks", async () => {
    const elsewhere = "http://localhost:1/subscriptions";
    const body = { value: [], nextLink: elsewhere };
    const { unchecked } = await report(target([]), plenty({ refusals: { "/skus": { status: 200, body } } }));
    expect(JSON.stringify([...unchecked])).to.contain("continues a list at another host, localhost:1");
  });
});
