import type { RayArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { checkField } from "./inputs";
import { checkManagedEnv } from "./kuberay-managed-rules";
import { checkMounts, volumeNames } from "./ray-pod-rules";
import { checkEnv, imageFault } from "./worker-rules";

/** KubeRay tells the container its own command by this variable (v1.7.0, validation.go). */
const MANAGED = {
  reason: "is set by KubeRay on the autoscaler; remove it",
  env: ["KUBERAY_GEN_AUTOSCALER_START_CMD"],
};

/** Checks the autoscaler's container, which runs in the head's pod. */
export function checkAutoscalerContainer(ray: RayArgs, at: string, rayVersion: string, faults: Faults): void {
  const { autoscaler, head = {} } = ray;
  if (autoscaler === undefined) return;
  const path = joinPath(at, "autoscaler");
  checkField(autoscaler, "image", path, faults, (image) => imageFault(image, rayVersion));
  checkEnv(autoscaler.env, joinPath(path, "env"), faults);
  checkManagedEnv(autoscaler.env, joinPath(path, "env"), MANAGED, faults);
  checkMounts(autoscaler.volumeMounts, volumeNames(head), joinPath(path, "volumeMounts"), faults);
}
