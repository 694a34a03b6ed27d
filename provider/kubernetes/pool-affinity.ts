import type { types } from "@pulumi/kubernetes";
import { POOL_LABEL, type PoolSettings } from "../settings";

/** Builds the affinity that keeps a DaemonSet's pods on the nodes of some pools. */
export function buildPoolAffinity(pools: PoolSettings[]): types.input.core.v1.Affinity {
  const matchExpressions = [{ key: POOL_LABEL, operator: "In", values: pools.map((pool) => pool.key) }];
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    },
  };
}
