import type { KueueArgs } from "../args";
import { KUEUE_VERSION } from "./versions";

/**
 * How many pod sets a Workload may have, by the minor version of Kueue 0 from which on it may (kubernetes-sigs/kueue,
 * jobframework/constants.go, `MaxPodSets`).
 */
const MOST_POD_SETS: readonly [fromMinor: number, podSets: number][] = [
  [19, 18],
  [18, 10],
  [0, 8],
];

/** How many worker groups a RayCluster may have beside its head. Of a Kueue that is there already nobody knows the version, so it may be new. */
export function mostWorkerGroups({ install, version = KUEUE_VERSION }: KueueArgs): number {
  const [major, minor] = (install ? version : KUEUE_VERSION).replace(/^v/, "").split(".").map(Number);
  const [, podSets] = MOST_POD_SETS.find(([from]) => (major ?? 0) > 0 || (minor ?? 0) >= from) ?? [0, 8];
  return podSets - 1;
}
