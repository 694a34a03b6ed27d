import type { AksRayClusterArgs } from "../args";
import type { Faults } from "./faults";
import { RAY_NAMESPACE } from "./ray-cluster";
import { isBefore } from "./ray-versions";
import { KUBERNETES_VERSION } from "./versions";

/** Gate that needs container restart rules (KubeRay v1.7.0, main.go), with the first Kubernetes version that has them. */
const RESTART_GATE = { name: "SidecarSubmitterRestart", kubernetes: "1.35" };

/** Checks the operator against the cluster that it is to run on, and the Ray cluster that it is to make. */
export function checkOperatorInStack(args: AksRayClusterArgs, faults: Faults): void {
  checkSingleNamespace(args, faults);
  checkRestartGate(args, faults);
}

/** The operator would watch its own namespace alone (chart 1.7.0, deployment.yaml). */
function checkSingleNamespace({ operator = {}, ray = {} }: AksRayClusterArgs, faults: Faults): void {
  if (!operator.singleNamespaceInstall || (operator.watchNamespaces ?? []).length > 0) return;
  faults.add(
    "operator.watchNamespaces",
    `must be given with 'singleNamespaceInstall', and include '${ray.namespace ?? RAY_NAMESPACE}', the namespace of the Ray cluster: the operator watches only its own namespace otherwise`,
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
