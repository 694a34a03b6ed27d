import type { AksRayClusterArgs, OperatorArgs } from "../args";
import { joinPath, type Fault, type Faults } from "./faults";
import { installOf } from "./operator-install-rules";
import { isBefore } from "./ray-versions";
import { KUBERNETES_VERSION } from "./versions";

const FIRST_KUBERNETES_WITH_EXTENSION = "1.34";

/** Gate that needs container restart rules (KubeRay v1.7.0, main.go), with the first Kubernetes version that has them. */
const RESTART_GATE = { name: "SidecarSubmitterRestart", kubernetes: "1.35" };

/** Checks the operator against the cluster that it is to run on, and the Ray cluster that it is to make. */
export function checkOperatorInStack(args: AksRayClusterArgs, faults: Faults): void {
  checkSingleNamespace(args, faults);
  checkRestartGate(args, faults);
  checkExtension(args, faults);
}

/** What is wrong with an operator of which the Ray cluster needs a feature gate, for the named reason. */
export function missingGateFault(operator: OperatorArgs, gate: string, reason: string): Fault | undefined {
  const path = joinPath("operator", "featureGates", gate);
  const install = installOf(operator);
  if (install === "extension") {
    return {
      propertyPath: "operator.install",
      reason: `is 'extension', whose feature gates are Azure's, and '${reason}' needs the gate '${gate}': use 'helm', or remove the other`,
    };
  }
  if (install === "none" && operator.featureGates?.[gate] !== true) {
    return {
      propertyPath: path,
      reason: `must be true, since '${reason}' needs the gate: switch it on in the operator that is there, and say so here`,
    };
  }
  if (operator.featureGates?.[gate] !== false) return undefined;
  return { propertyPath: path, reason: `is off, and '${reason}' needs it: remove one of the two` };
}

/** https://learn.microsoft.com/azure/aks/kuberay-overview, "Prerequisites" */
function checkExtension(args: AksRayClusterArgs, faults: Faults): void {
  const { operator = {}, kubernetesVersion = KUBERNETES_VERSION } = args;
  if (installOf(operator) !== "extension" || typeof kubernetesVersion !== "string") return;
  if (!isBefore(kubernetesVersion, FIRST_KUBERNETES_WITH_EXTENSION)) return;
  faults.add(
    "operator.install",
    `'extension' needs Kubernetes ${FIRST_KUBERNETES_WITH_EXTENSION} or later, and 'kubernetesVersion' is ${kubernetesVersion}: raise that, or use 'helm'`,
  );
}

/** Without watched namespaces it would watch its own alone; with them the chart (1.7.0) puts Roles into each, which must exist. */
function checkSingleNamespace({ operator = {} }: AksRayClusterArgs, faults: Faults): void {
  if (!operator.singleNamespaceInstall) return;
  faults.add(
    "operator.singleNamespaceInstall",
    "cannot be had here, where the operator comes before the namespace of Ray, in which its Role would have to be: remove it ('watchNamespaces' works without), or use a KubeRayOperator for namespaces that exist",
  );
}

/** KubeRay's operator ends at its start on an earlier Kubernetes. */
function checkRestartGate(args: AksRayClusterArgs, faults: Faults): void {
  const { operator = {}, kubernetesVersion = KUBERNETES_VERSION } = args;
  const { name, kubernetes } = RESTART_GATE;
  if (operator.featureGates?.[name] !== true || typeof kubernetesVersion !== "string") return;
  if (!isBefore(kubernetesVersion, kubernetes)) return;
  faults.add(
    `operator.featureGates.${name}`,
    `needs Kubernetes ${kubernetes} or later, and 'kubernetesVersion' is ${kubernetesVersion}: raise that, or remove the gate`,
  );
}
