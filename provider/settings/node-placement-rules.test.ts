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
