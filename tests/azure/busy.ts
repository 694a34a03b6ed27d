import { aksError, type ArmError } from "./arm-error";
import { find, poolsOf, type ArmState } from "./arm-state";

const SEE =
  "please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details";

function notAllowed(what: string): ArmError {
  return aksError(409, "OperationNotAllowed", `Operation is not allowed: ${what} is in progress, ${SEE}`);
}

/**
 * AKS runs one operation on a cluster at a time: an operation of the cluster blocks its pools' (Azure/AKS #2720),
 * and pools changed side by side fail now and then (#1913), which this stand-in makes "always".
 *
 * @param poolId the pool that is about to change; absent for the cluster itself.
 * @throws ArmError OperationNotAllowed while something else is in progress.
 */
export function checkIdle(
  state: ArmState,
  clusterId: string,
  poolId: string | undefined,
  parallelPools: boolean,
): void {
  const operation = find(state, clusterId)?.operation;
  if (operation !== undefined) throw notAllowed(`Another operation (${operation.kind})`);
  for (const pool of poolsOf(state, clusterId)) {
    const same = pool.id.toLowerCase() === poolId?.toLowerCase();
    if (pool.operation === undefined || (poolId !== undefined && parallelPools && !same)) continue;
    throw notAllowed(`Another agentpool operation (${pool.name} - ${pool.operation.kind})`);
  }
}
