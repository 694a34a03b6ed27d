import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../../settings";
import { RESTRICTED } from "../container-security";
import { MANAGED_BY } from "../namespace";
import { tokenSecretName } from "../token";
import { buildFaultTolerance } from "./fault-tolerance";
import { buildHeadGroup } from "./head-group";
import type { RayClusterSpec } from "./spec";
import { buildWorkerGroup } from "./worker-group";

/**
 * Builds the RayCluster object.
 *
 * The autoscaler changes `replicas` inside a list that server-side apply owns as a whole, and the operator, which adds a
 * finalizer for Redis by an update of the whole object, then owns that list too; every later apply would conflict. So ours
 * is forced in both cases (shown on a live stack: the workers that run stay).
 */
export function buildRayCluster(settings: RaySettings, namespace: Input<string>) {
  return {
    apiVersion: "ray.io/v1",
    kind: "RayCluster",
    metadata: {
      name: settings.clusterName,
      namespace,
      labels: MANAGED_BY,
      ...((settings.autoscaler ?? settings.faultTolerance) && {
        annotations: { "pulumi.com/patchForce": "true" },
      }),
    },
    spec: { ...buildRayClusterSpec(settings), upgradeStrategy: { type: settings.upgradeStrategy } },
  };
}

/**
 * Builds the spec, without `upgradeStrategy`, which KubeRay refuses on a cluster that a RayJob or RayService makes (v1.7.0,
 * `ValidateRayClusterUpgradeOptions`). Authentication mode and autoscaler version are always written out: KubeRay takes `authOptions: {}` for
 * "off" and applies the rules of version 2 only where it is named (v1.7.0, `IsAuthEnabled`, `IsAutoscalingV2Enabled`).
 */
export function buildRayClusterSpec(settings: RaySettings): RayClusterSpec {
  const secretName = tokenSecretName(settings);
  const gcsFaultToleranceOptions = buildFaultTolerance(settings);
  return {
    rayVersion: settings.version,
    authOptions: { mode: settings.auth.mode, ...(secretName && { secretName }) },
    enableInTreeAutoscaling: settings.autoscaler !== undefined,
    ...(settings.autoscaler && { autoscalerOptions: buildAutoscalerOptions(settings.autoscaler) }),
    ...(gcsFaultToleranceOptions && { gcsFaultToleranceOptions }),
    ...(settings.head.serviceAnnotations && { headServiceAnnotations: settings.head.serviceAnnotations }),
    headGroupSpec: buildHeadGroup(settings),
    workerGroupSpecs: settings.workerGroups.map((group) => buildWorkerGroup(group, settings)),
  };
}

function buildAutoscalerOptions(autoscaler: NonNullable<RaySettings["autoscaler"]>) {
  const { cpu, memory } = autoscaler;
  return {
    version: "v2" as const,
    idleTimeoutSeconds: autoscaler.idleTimeoutSeconds,
    upscalingMode: autoscaler.upscalingMode,
    resources: { requests: { cpu, memory }, limits: { cpu, memory } },
    securityContext: RESTRICTED,
  };
}
