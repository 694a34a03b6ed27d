import type { AksRayClusterArgs, OperatorArgs } from "../args";
import { withCertManager } from "./cert-manager";
import { installOf } from "./operator-install-rules";
import { withBatchScheduler } from "./queue-in-stack-rules";
import { withFeatureGates } from "./ray-feature-gates";
import { rayPools, summarize } from "./ray-pools";

/** The operator with what the Ray cluster and its queue need of it. */
export function operatorInStack(args: AksRayClusterArgs): OperatorArgs {
  const { operator = {}, ray = {}, queue } = args;
  const needed = withCertManager(withFeatureGates(withBatchScheduler(operator, queue), ray), ray);
  return withExpectedPods(needed, args);
}

/** The head, and a worker on each node that there may be. */
function withExpectedPods(operator: OperatorArgs, args: AksRayClusterArgs): OperatorArgs {
  if (
    installOf(operator) !== "helm" ||
    operator.expectedPods !== undefined ||
    operator.resources?.memory !== undefined
  )
    return operator;
  const workers = rayPools(args).map(summarize);
  const expectedPods = workers.reduce(
    (sum, { maxNodes, workersPerNode }) => sum + maxNodes * workersPerNode,
    1,
  );
  return { ...operator, expectedPods };
}
