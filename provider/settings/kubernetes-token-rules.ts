import type { RayArgs } from "../args";
import { joinPath, type Faults } from "./faults";
import { isBefore } from "./ray-versions";
import { FIRST_RAY_VERSION_WITH_K8S_TOKEN, RAY_VERSION } from "./versions";

/** Checks authentication by Kubernetes tokens as KubeRay does (v1.7.0, ValidateRayClusterSpec). */
export function checkKubernetesTokens({ auth = {}, version }: RayArgs, at: string, faults: Faults): void {
  if (!auth.enableK8sTokenAuth) return;
  const path = (key: string) => joinPath(at, "auth", key);
  const rayVersion = version ?? RAY_VERSION;
  if (auth.mode === "disabled") {
    faults.add(path("enableK8sTokenAuth"), "needs 'auth.mode: token'; remove one of the two");
  }
  if (isBefore(rayVersion, FIRST_RAY_VERSION_WITH_K8S_TOKEN) && !faults.touch(joinPath(at, "version"))) {
    faults.add(
      path("enableK8sTokenAuth"),
      `needs Ray ${FIRST_RAY_VERSION_WITH_K8S_TOKEN} or later, not ${rayVersion}; raise the version, or remove it`,
    );
  }
  for (const key of ["secretName", "rotation"] as const) {
    if (auth[key] === undefined) continue;
    faults.add(
      path(key),
      "is of a token that all share, and 'enableK8sTokenAuth' has none; remove one of the two",
    );
  }
}
