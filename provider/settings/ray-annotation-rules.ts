import type { RayArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { INGRESS_CLASS } from "./head-service-rules";
import { checkAnnotationKeys } from "./ray-pod-rules";

/** Annotations that other arguments say, with the argument (KubeRay v1.7.0, constant.go). */
const SAID_OTHERWISE: Readonly<Record<string, string>> = {
  "ray.io/ft-enabled": "'gcsFaultTolerance'",
  "ray.io/external-storage-namespace": "'gcsFaultTolerance.externalStorageNamespace'",
  "ray.io/initializing-timeout": "'initializingTimeoutSeconds' of a RayService",
  [INGRESS_CLASS]: "'head.ingress.className'",
};

/** Checks the annotations of the RayCluster object. */
export function checkRayAnnotations({ annotations = {} }: RayArgs, at: string, faults: Faults): void {
  const path = joinPath(at, "annotations");
  checkAnnotationKeys(annotations, path, faults);
  for (const key of Object.keys(annotations)) {
    const argument = SAID_OTHERWISE[key];
    if (argument !== undefined) faults.add(joinPath(path, key), `is said by ${argument}; use that instead`);
    if (key.startsWith("pulumi.com/")) faults.add(joinPath(path, key), "is set by this package; remove it");
  }
}
