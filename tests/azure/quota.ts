import { count, text } from "./agent-pool/values";
import { aksError } from "./arm-error";
import { AGENT_POOL, find, type ArmState } from "./arm-state";
import type { Quota } from "./options";
import type { PropertyMap } from "../plugin";
import { findVmSize, SPOT_QUOTA_FAMILY } from "./vm-sizes";

/** Azure compares families without regard to case and spaces (Azure/karpenter-provider-azure). */
function normalized(family: string): string {
  return family.replaceAll(" ", "").toLowerCase();
}

function familyOf(pool: PropertyMap): string {
  return pool["scaleSetPriority"] === "Spot"
    ? SPOT_QUOTA_FAMILY
    : (findVmSize(text(pool["vmSize"]))?.quotaFamily ?? "");
}

function vcpusOf(pool: PropertyMap): number {
  return (findVmSize(text(pool["vmSize"]))?.vcpus ?? 0) * count(pool["count"]);
}

/**
 * Refuses a pool that needs more vCPUs of its quota family than are left in the region.
 *
 * @param poolId the pool's id; what it uses now counts as free.
 * @throws ArmError ErrCode_InsufficientVCPUQuota
 */
export function checkQuota(
  state: ArmState,
  quota: Quota,
  poolId: string,
  pool: PropertyMap,
  location: string,
): void {
  const family = familyOf(pool);
  const entry = Object.entries(quota).find(([name]) => normalized(name) === normalized(family));
  if (entry === undefined) return;
  const used = Object.entries(state.resources)
    .filter(([id, { token, body }]) => {
      const elsewhere = text(find(state, id.replace(/\/agentpools\/.*$/, ""))?.body["location"]) !== location;
      return token === AGENT_POOL && id !== poolId.toLowerCase() && !elsewhere && familyOf(body) === family;
    })
    .reduce((sum, [, { body }]) => sum + vcpusOf(body), 0);
  const [requested, remaining] = [vcpusOf(pool), entry[1] - used];
  if (requested > remaining) {
    const message = `Insufficient vcpu quota requested ${requested}, remaining ${Math.max(0, remaining)} for family ${family} for region ${location}.`;
    throw aksError(400, "ErrCode_InsufficientVCPUQuota", message);
  }
}
