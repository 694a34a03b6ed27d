import type { RaySettings } from "../../settings";
import { RESTRICTED } from "../container-security";
import { buildEnv } from "./containers";
import type { AutoscalerOptions } from "./spec";

/** Builds the autoscaler. Its version is written out, since KubeRay's rules for version 2 need it (v1.7.0, `IsAutoscalingV2Enabled`). */
export function buildAutoscalerOptions(
  autoscaler: NonNullable<RaySettings["autoscaler"]>,
): AutoscalerOptions {
  const { cpu, memory, container = {} } = autoscaler;
  const { env, ...others } = container;
  return {
    version: "v2",
    idleTimeoutSeconds: autoscaler.idleTimeoutSeconds,
    upscalingMode: autoscaler.upscalingMode,
    resources: { requests: { cpu, memory }, limits: { cpu, memory } },
    securityContext: RESTRICTED,
    ...others,
    ...(env && { env: buildEnv(env) }),
  };
}
