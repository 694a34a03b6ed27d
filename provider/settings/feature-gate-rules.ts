import type { OperatorArgs } from "../args";
import knownGates from "./data/kuberay-feature-gates.json";
import { joinPath, type Faults } from "./faults";

/**
 * Feature gates by version of KubeRay (ray-operator/pkg/features/features.go). An operator that is told another one ends at its
 * start (main.go: `DefaultMutableFeatureGate.Set`).
 */
const GATES: Readonly<Record<string, readonly string[]>> = knownGates;

/** Gates that Kubernetes' own library adds, for all alpha and all beta features (k8s.io/component-base/featuregate). */
const GATES_OF_THE_LIBRARY = ["AllAlpha", "AllBeta"];

/** Gate that has the operator gang-schedule through Kubernetes' own Workload API. */
export const WORKLOAD_GATE = "KubernetesWAS";

const FEATURE_GATE = /^[A-Z][A-Za-z0-9]*$/;

/** Checks the names of gates, for a version whose gates are known against those. */
export function checkFeatureGates(
  { featureGates = {} }: OperatorArgs,
  version: string,
  at: string,
  faults: Faults,
): void {
  const known = GATES[version];
  for (const name of Object.keys(featureGates)) {
    const path = joinPath(at, "featureGates", name);
    if (!FEATURE_GATE.test(name)) faults.add(path, "is no name of a feature gate, such as 'RayCronJob'");
    else if (known && !known.includes(name) && !GATES_OF_THE_LIBRARY.includes(name)) {
      faults.add(
        path,
        `is no feature gate of KubeRay ${version}, whose operator ends at its start when it is told of one that it does not know; known: ${known.join(", ")}`,
      );
    }
  }
}
