import { expect } from "chai";
import type { AksClusterArgs, GpuPoolArgs, IdentityArgs } from "../args";
import { aksClusterSettings } from "./aks-cluster";
import { faultsOf } from "./testing/faults-of";

const A100 = { vmSize: "Standard_NC24ads_A100_v4", maxNodes: 2 };
const COMPUTE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute";
const RESERVATION = `${COMPUTE}/capacityReservationGroups/c`;
const PROXIMITY = `${COMPUTE}/proximityPlacementGroups/p`;
const IDENTITY: IdentityArgs = {
  resourceId:
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i",
  assignRoles: false,
};

const gpu = (pool: Partial<GpuPoolArgs>, more: Partial<AksClusterArgs> = {}): AksClusterArgs => ({
  gpuPools: { a: { ...A100, ...pool } },
  ...more,
});
const poolOf = (args: AksClusterArgs) => aksClusterSettings("ml", args).pools[0];
const refuse = (args: AksClusterArgs) => faultsOf(() => aksClusterSettings("ml", args));

describe("ephemeral OS disks", () => {
  it("should fit the local disk of the VM size", () => {
    expect(refuse(gpu({ osDiskType: "Ephemeral", osDiskSizeGb: 128 }))).to.deep.equal({
      "gpuPools.a.osDiskSizeGb":
        "must be at most 64 with 'osDiskType: Ephemeral', the local disk of a 'Standard_NC24ads_A100_v4' in GiB, not 128; lower it, or use 'Managed'",
    });
    expect(refuse(gpu({ osDiskType: "Ephemeral" }))["gpuPools.a.osDiskSizeGb"]).to.contain(
      "must be given with 'osDiskType: Ephemeral', at most 64",
    );
    for (const disk of [
      { osDiskType: "Ephemeral", osDiskSizeGb: 64 },
      { osDiskType: "Managed", osDiskSizeGb: 128 },
      { osDiskSizeGb: 128 },
    ] as const) {
      expect(poolOf(gpu(disk))).to.deep.include(disk);
    }
  });
});

describe("availability zones", () => {
  it("should be those that a region can have, in every pool", () => {
    const zones = ["1", "4", "westeurope-1"];
    expect(refuse(gpu({ zones }, { systemPool: { zones: ["0"] } }))).to.deep.equal({
      "gpuPools.a.zones[1]": "'4' is no availability zone: write '1', '2' or '3'",
      "gpuPools.a.zones[2]": "'westeurope-1' is no availability zone: write '1', '2' or '3'",
      "systemPool.zones[0]": "'0' is no availability zone: write '1', '2' or '3'",
    });
    expect(poolOf(gpu({ zones: ["1", "2", "3"] }))?.zones).to.deep.equal(["1", "2", "3"]);
  });
});

describe("upgrades of nodes", () => {
  it("should take a surge, and times in whole minutes, as Azure has them", () => {
    const upgradeSettings = { maxSurge: "0%", drainTimeoutInMinutes: 1.5, nodeSoakDurationInMinutes: 0.5 };
    expect(refuse(gpu({ upgradeSettings }))).to.deep.equal({
      "gpuPools.a.upgradeSettings.maxSurge":
        "must be a number of nodes such as '2', or a percentage from '1%' to '100%', not the string \"0%\"",
      "gpuPools.a.upgradeSettings.drainTimeoutInMinutes": "must be a whole number, not 1.5",
      "gpuPools.a.upgradeSettings.nodeSoakDurationInMinutes": "must be a whole number, not 0.5",
    });
    const sound = { maxSurge: "33%", drainTimeoutInMinutes: 60, nodeSoakDurationInMinutes: 5 };
    expect(poolOf(gpu({ upgradeSettings: sound }))?.upgradeSettings).to.deep.equal(sound);
  });
});

describe("proximity placement groups", () => {
  it("should have one zone at most", () => {
    expect(refuse(gpu({ proximityPlacementGroupId: PROXIMITY, zones: ["1", "2"] }))).to.deep.equal({
      "gpuPools.a.zones":
        "must be a single zone with 'proximityPlacementGroupId', since such a group lies in one, not 2 zones; name one, or remove the group",
    });
    const pool = { proximityPlacementGroupId: PROXIMITY, zones: ["1"] };
    expect(poolOf(gpu(pool))).to.deep.include(pool);
  });
});

describe("capacity reservation groups", () => {
  it("should be joined by an identity that is there already", () => {
    const pool = { capacityReservationGroupId: RESERVATION };
    expect(refuse(gpu(pool))).to.deep.equal({
      "gpuPools.a.capacityReservationGroupId":
        "needs 'identity.resourceId', a user-assigned identity with the role Contributor on the resource group of the reservation, as which AKS joins it",
    });
    expect(poolOf(gpu(pool, { identity: IDENTITY }))).to.deep.include(pool);
  });

  it("should be refused for spot nodes", () => {
    const pool = { capacityReservationGroupId: RESERVATION, spot: true };
    expect(refuse(gpu(pool, { identity: IDENTITY }))).to.deep.equal({
      "gpuPools.a.capacityReservationGroupId":
        "is not possible on a spot pool, which uses spare capacity; remove it, or 'spot'",
    });
  });
});
