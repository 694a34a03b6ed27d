import type { OperatorArgs, RayArgs } from "../args";
import type { Faults } from "./faults";
import { ROCKSDB_GATE } from "./fault-tolerance-rules";
import { operatorVersion } from "./operator";
import { missingGateFault } from "./operator-in-stack-rules";
import { installOf } from "./operator-install-rules";
import { isBefore } from "./ray-versions";

/** First version of KubeRay with these gates (v1.7.0, pkg/features). */
const FIRST_OPERATOR_VERSION = "1.7.0";

/** A gate of the operator, and the argument that needs it. */
interface NeededGate {
  gate: string;
  argument: string;
}

/** What the Ray cluster needs of the operator beside the gates that are on (KubeRay v1.7.0, pkg/features). */
function neededGates({ gcsFaultTolerance, networkPolicy, tls, historyServer }: RayArgs): NeededGate[] {
  return [
    ...(gcsFaultTolerance?.backend === "rocksdb"
      ? [{ gate: ROCKSDB_GATE, argument: "gcsFaultTolerance.backend: rocksdb" }]
      : []),
    ...(networkPolicy ? [{ gate: "RayClusterNetworkPolicy", argument: "networkPolicy" }] : []),
    ...(tls ? [{ gate: "RayClusterMTLS", argument: "tls" }] : []),
    ...(historyServer ? [{ gate: "RayClusterHistoryServer", argument: "historyServer" }] : []),
  ];
}

/** The operator with the gates that the Ray cluster needs. */
export function withFeatureGates(operator: OperatorArgs, ray: RayArgs): OperatorArgs {
  if (installOf(operator) !== "helm") return operator;
  const gates = neededGates(ray).map(({ gate }) => [gate, true] as const);
  if (gates.length === 0) return operator;
  return { ...operator, featureGates: { ...operator.featureGates, ...Object.fromEntries(gates) } };
}

/** Checks that the operator of the same program can have the gates that the Ray cluster needs. */
export function checkFeatureGatesFor(operator: OperatorArgs, ray: RayArgs, faults: Faults): void {
  const version = operatorVersion(operator);
  for (const { gate, argument } of neededGates(ray)) {
    const missing = missingGateFault(operator, gate, `ray.${argument}`);
    if (missing !== undefined) faults.add(missing.propertyPath, missing.reason);
    else if (isBefore(version, FIRST_OPERATOR_VERSION) && !faults.touch("operator.version")) {
      faults.add(
        `ray.${argument.replace(/:.*/, "")}`,
        `needs KubeRay ${FIRST_OPERATOR_VERSION} or later, not ${version}; raise 'operator.version', or remove it`,
      );
    }
  }
}
