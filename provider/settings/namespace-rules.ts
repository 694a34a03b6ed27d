import type { AksRayClusterArgs } from "../args";
import { schedulerNamespace } from "./batch-scheduler";
import { CERT_MANAGER_NAMESPACE, withCertManager } from "./cert-manager";
import type { Faults } from "./faults";
import { GPU_OPERATOR_NAMESPACE } from "./gpu-operator";
import { OPERATOR_NAMESPACE } from "./operator";
import { RAY_NAMESPACE } from "./ray-cluster";

/** Checks that the parts of a stack have namespaces of their own, and that the operator watches that of Ray. */
export function checkNamespaces(
  { operator = {}, ray = {}, gpuOperator, queue }: AksRayClusterArgs,
  faults: Faults,
): void {
  const namespace = ray.namespace ?? RAY_NAMESPACE;
  const gpuNamespace = gpuOperator && (gpuOperator.namespace ?? GPU_OPERATOR_NAMESPACE);
  if (
    gpuNamespace !== undefined &&
    [namespace, operator.namespace ?? OPERATOR_NAMESPACE].includes(gpuNamespace) &&
    !faults.touch("gpuOperator.namespace")
  ) {
    faults.add(
      "gpuOperator.namespace",
      `must differ from the namespaces of Ray and of the KubeRay operator, not '${gpuNamespace}'; each is created`,
    );
  }
  if (
    namespace === (operator.namespace ?? OPERATOR_NAMESPACE) &&
    !faults.touch("ray.namespace", "operator.namespace")
  ) {
    faults.add("ray.namespace", `must differ from the operator's namespace, '${namespace}'`);
  }
  const { certManager } = withCertManager(operator, ray);
  if (certManager && namespace === (certManager.namespace ?? CERT_MANAGER_NAMESPACE)) {
    faults.add("ray.namespace", `must differ from cert-manager's namespace, '${namespace}'`);
  }
  const schedulerAt = schedulerNamespace(
    queue?.manager === "kueue" ? undefined : (queue?.manager ?? operator.batchScheduler),
    queue?.scheduler ?? operator.scheduler,
  );
  if (schedulerAt === namespace) {
    faults.add("ray.namespace", `must differ from the scheduler's namespace, '${namespace}'`);
  }
  const { watchNamespaces = [] } = operator;
  if (
    watchNamespaces.length > 0 &&
    !watchNamespaces.includes(namespace) &&
    !faults.touch("operator.watchNamespaces")
  ) {
    faults.add(
      "operator.watchNamespaces",
      `must include '${namespace}', the namespace of the Ray cluster, or be left out`,
    );
  }
}
