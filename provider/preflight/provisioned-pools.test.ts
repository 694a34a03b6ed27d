import { expect } from "chai";
import { nodeCost } from "./prices";
import { provisionedQuotaFindings, provisionedSizeFindings } from "./provisioned-pools";
import type { Quota } from "./quotas";
import type { PoolNeed, ProvisionedNeed, Target } from "./types";
import type { VmSku } from "./vm-skus";

const size = (name: string, family: string, vcpus: number, more: Partial<VmSku> = {}): [string, VmSku] => [
  name.toLowerCase(),
  { name, family, vcpus, zones: [], restrictedZones: [], ...more },
];
const SKUS = new Map([
  size("Standard_NC24ads_A100_v4", "StandardNCADSA100v4Family", 24),
  size("Standard_NC48ads_A100_v4", "StandardNCADSA100v4Family", 48),
  size("Standard_NC40ads_H100_v5", "StandardNCadsH100v5Family", 40),
  size("Standard_NV36", "StandardNVFamily", 36, { restriction: "NotAvailableForSubscription" }),
]);
const QUOTAS: Quota[] = [
  { name: "cores", used: 0, limit: 500 },
  { name: "lowPriorityCores", used: 8, limit: 80 },
  { name: "StandardNCADSA100v4Family", used: 24, limit: 96 },
  { name: "StandardNCadsH100v5Family", used: 0, limit: 80 },
];
const A100 = ["Standard_NC24ads_A100_v4", "Standard_NC48ads_A100_v4"];
const need = (more: Partial<ProvisionedNeed>): Target => ({
  location: "westeurope",
  pools: [],
  provisioned: [{ path: "provisionedPools.big", vmSizes: A100, maxNodes: 3, spot: false, ...more }],
});

describe("the preflight of provisioned pools", () => {
  it("should find a pool of which no size can be had, and let others be", () => {
    const reason =
      "none of 'Standard_NV36', 'Standard_NC1' can be had in 'westeurope'; add another size or choose another location, from: az vm list-skus --location westeurope --resource-type virtualMachines --output table";
    const none = need({ vmSizes: ["Standard_NV36", "Standard_NC1"] });
    expect(provisionedSizeFindings(none, SKUS)).to.deep.equal([
      { propertyPath: "provisionedPools.big.vmSizes", reason },
    ]);
    expect(provisionedQuotaFindings(none, SKUS, QUOTAS, false)).to.deep.equal([]);
    expect(provisionedSizeFindings(need({ vmSizes: ["Standard_NV36", ...A100] }), SKUS)).to.deep.equal([]);
  });

  const found = (target: Target, present = false) =>
    provisionedQuotaFindings(target, SKUS, QUOTAS, present).map(
      ({ reason }) => /hold (\d+) of/.exec(reason)?.[1],
    );

  it("should find more nodes than the quotas of all families hold at their smallest sizes", () => {
    expect(found(need({ maxNodes: 3 }))).to.deep.equal([]);
    expect(provisionedQuotaFindings(need({ maxNodes: 4 }), SKUS, QUOTAS, false)).to.deep.equal([
      {
        propertyPath: "provisionedPools.big.maxNodes",
        reason:
          "the quotas in 'westeurope' hold 3 of 4 nodes of 'Standard_NC24ads_A100_v4' or 'Standard_NC48ads_A100_v4' beside the other pools ('StandardNCADSA100v4Family': 72 vCPUs, 'cores': 500 vCPUs); raise one under Quotas in the portal, add a size of another family, or lower 'maxNodes'",
      },
    ]);
    const both = [...A100, "Standard_NC40ads_H100_v5"];
    expect(found(need({ maxNodes: 5, vmSizes: both }))).to.deep.equal([]);
    expect(found(need({ maxNodes: 6, vmSizes: both }))).to.deep.equal(["5"]);
  });

  it("should count spot nodes against the quota that they share", () => {
    expect(found(need({ maxNodes: 3, spot: true }))).to.deep.equal([]);
    expect(found(need({ maxNodes: 4, spot: true }))).to.deep.equal(["3"]);
  });

  it("should leave room for the other pools, and not count a present cluster's nodes against it", () => {
    const pool: PoolNeed = {
      path: "gpuPools.a100",
      vmSize: "Standard_NC24ads_A100_v4",
      zones: [],
      nodes: { autoscaling: false, min: 1, max: 1 },
      spot: false,
      reserved: false,
      features: {},
    };
    expect(found({ ...need({ maxNodes: 3 }), pools: [pool] })).to.deep.equal(["2"]);
    expect(found({ ...need({ maxNodes: 3 }), pools: [pool] }, true)).to.deep.equal([]);
    expect(found({ ...need({ maxNodes: 4 }), pools: [pool] }, true)).to.deep.equal(["3"]);
  });

  it("should cost nothing at the fewest and the dearest size at the most", () => {
    const prices = new Map([
      ["standard_nc24ads_a100_v4", { onDemand: 4 }],
      ["standard_nc48ads_a100_v4", { onDemand: 8, spot: 1 }],
    ]);
    expect(nodeCost(need({}), prices)).to.deep.equal({ min: 0, max: 24, unpriced: [] });
    expect(nodeCost(need({ spot: true }), prices)).to.deep.equal({
      min: 0,
      max: 3,
      unpriced: ["Standard_NC24ads_A100_v4"],
    });
  });
});
