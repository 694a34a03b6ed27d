/**
 * Changes that replace a RayCluster in any case: who manages it and where its state is kept, which KubeRay refuses to change (v1.7.0,
 * raycluster_types.go), and the head's Service, which KubeRay makes once and then leaves alone (raycluster_controller.go,
 * reconcileHeadService).
 */
export const CLUSTER_REPLACED_ON_CHANGES = [
  "spec.managedBy",
  "spec.gcsFaultToleranceOptions.backend",
  "spec.headServiceAnnotations",
  "spec.headGroupSpec.serviceType",
  "spec.headGroupSpec.headService",
];
