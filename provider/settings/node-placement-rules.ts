import type { AksClusterArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { EPHEMERAL_FROM_GIB } from "./os-disk";
import { checkItems, isEventual } from "./inputs";
import { allPools, type PoolPlace, type WorkerPoolPlace } from "./pools";

/** Checks where Azure is to put a pool's nodes and their disks. What is known only when it is made, Azure itself refuses. */
export function checkNodePlacement(args: AksClusterArgs, faults: Faults): void {
  for (const place of allPools(args)) {
    checkEphemeralDisk(place, faults);
    checkZones(place, faults);
    if (place.kind === "system") continue;
    checkProximityGroup(place, faults);
    checkReservation(place, args, faults);
  }
}

/** https://learn.microsoft.com/azure/reliability/availability-zones-overview: a region has zones 1 to 3, or none. */
const ZONES = ["1", "2", "3"];

function checkZones({ path, pool }: PoolPlace, faults: Faults): void {
  if (!Array.isArray(pool.zones) || isEventual(pool.zones)) return;
  checkItems(pool.zones, joinPath(path, "zones"), faults, (zone) =>
    ZONES.includes(zone) ? undefined : `'${zone}' is no availability zone: write '1', '2' or '3'`,
  );
}

/** https://learn.microsoft.com/azure/aks/concepts-storage#ephemeral-os-disk: it has to fit the local disk. */
function checkEphemeralDisk({ path, pool, vmSize, size }: PoolPlace, faults: Faults): void {
  const { osDiskType, osDiskSizeGb } = pool;
  const at = joinPath(path, "osDiskSizeGb");
  const room = size?.tempDiskGiB;
  if (osDiskType !== "Ephemeral" || room === undefined || faults.touch(at, joinPath(path, "vmSize"))) return;
  if (osDiskSizeGb === undefined && room < EPHEMERAL_FROM_GIB) {
    faults.add(
      at,
      `must be given with 'osDiskType: Ephemeral', at most ${room}, since the local disk of a '${vmSize}' in GiB is smaller than AKS's default of ${EPHEMERAL_FROM_GIB}; or use 'Managed'`,
    );
  }
  if (typeof osDiskSizeGb !== "number" || osDiskSizeGb <= room) return;
  faults.add(
    at,
    `must be at most ${room} with 'osDiskType: Ephemeral', the local disk of a '${vmSize}' in GiB, not ${osDiskSizeGb}; lower it, or use 'Managed'`,
  );
}

/** https://learn.microsoft.com/azure/aks/reduce-latency-ppg */
function checkProximityGroup({ path, pool }: WorkerPoolPlace, faults: Faults): void {
  const { proximityPlacementGroupId, zones } = pool;
  const at = joinPath(path, "zones");
  if (proximityPlacementGroupId === undefined || !Array.isArray(zones) || faults.touch(at)) return;
  if (isEventual(zones) || zones.length < 2) return;
  faults.add(
    at,
    `must be a single zone with 'proximityPlacementGroupId', since such a group lies in one, not ${zones.length} zones; name one, or remove the group`,
  );
}

/**
 * https://learn.microsoft.com/azure/aks/use-capacity-reservation-groups (identity);
 * https://learn.microsoft.com/azure/virtual-machines/capacity-reservation-overview (spot)
 */
function checkReservation({ path, pool }: WorkerPoolPlace, args: AksClusterArgs, faults: Faults): void {
  const at = joinPath(path, "capacityReservationGroupId");
  if (pool.capacityReservationGroupId === undefined || faults.touch(at)) return;
  if (pool.spot) {
    faults.add(at, "is not possible on a spot pool, which uses spare capacity; remove it, or 'spot'");
  }
  if (args.identity?.resourceId === undefined) {
    faults.add(
      at,
      "needs 'identity.resourceId', a user-assigned identity with the role Contributor on the resource group of the reservation, as which AKS joins it",
    );
  }
}
