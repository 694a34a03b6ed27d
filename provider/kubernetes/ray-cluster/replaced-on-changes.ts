import type { RaySettings } from "../../settings";

/**
 * Changes that replace a RayCluster in any case: who manages it and what its state is kept in, which KubeRay refuses to change (v1.7.0,
 * raycluster_types.go), and the head's Service, which KubeRay makes once and then leaves alone (raycluster_controller.go,
 * reconcileHeadService).
 */
const CLUSTER_REPLACED_ON_CHANGES = [
  "spec.managedBy",
  "spec.gcsFaultToleranceOptions.backend",
  "spec.headServiceAnnotations",
  "spec.headGroupSpec.serviceType",
  "spec.headGroupSpec.headService",
];

/**
 * Changes that replace the RayCluster with these settings. One that loses its fault tolerance is among them: the operator holds it
 * back from deletion, and takes its finalizer away only while the options are there (v1.7.0, raycluster_controller.go,
 * rayClusterReconcile; shown with the real operator).
 */
export function clusterReplacedOnChanges({ faultTolerance }: RaySettings): string[] {
  const lost = faultTolerance === undefined ? ["spec.gcsFaultToleranceOptions"] : [];
  return [...CLUSTER_REPLACED_ON_CHANGES, ...lost];
}
