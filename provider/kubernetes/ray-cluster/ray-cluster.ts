import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../../settings";
import { MANAGED_BY } from "../namespace";
import { buildQueueMetadata } from "../queue/metadata";
import { tokenSecretName } from "../token";
import { OPERATOR_VERSION_ANNOTATION } from "../upgrade-guard";
import { buildAutoscalerOptions } from "./autoscaler-options";
import { buildFaultTolerance } from "./fault-tolerance";
import { buildHeadGroup } from "./head-group";
import { ingressAnnotations } from "./head-service";
import { buildCollector } from "./history-server";
import { buildNetworkPolicy } from "./network-policy";
import type { RayClusterSpec } from "./spec";
import { buildWorkerGroup } from "./worker-group";

/**
 * Builds the RayCluster object.
 *
 * The autoscaler changes `replicas` inside a list that server-side apply owns as a whole, and the operator, which adds a
 * finalizer for Redis by an update of the whole object, then owns that list too; every later apply would conflict. So ours
 * is forced in both cases (shown on a live stack: the workers that run stay).
 */
export function buildRayCluster(settings: RaySettings, namespace: Input<string>, operatorVersion?: string) {
  const queue = buildQueueMetadata(settings);
  const annotations = {
    ...settings.annotations,
    ...ingressAnnotations(settings),
    ...queue.annotations,
    ...((settings.autoscaler ?? settings.faultTolerance) && { "pulumi.com/patchForce": "true" }),
    ...(operatorVersion !== undefined && { [OPERATOR_VERSION_ANNOTATION]: operatorVersion }),
  };
  return {
    apiVersion: "ray.io/v1",
    kind: "RayCluster",
    metadata: {
      name: settings.clusterName,
      namespace,
      labels: { ...MANAGED_BY, ...queue.labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    spec: {
      ...buildRayClusterSpec(settings),
      upgradeStrategy: { type: settings.upgradeStrategy },
      ...(settings.suspend !== undefined && { suspend: settings.suspend }),
      ...(settings.managedBy && { managedBy: settings.managedBy }),
    },
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
  const collectorOptions = buildCollector(settings);
  const networkPolicy = buildNetworkPolicy(settings);
  return {
    rayVersion: settings.version,
    authOptions: {
      mode: settings.auth.mode,
      ...(secretName && { secretName }),
      ...(settings.auth.kubernetes && { enableK8sTokenAuth: true }),
    },
    ...(settings.tls && { tlsOptions: { enabled: true } }),
    enableInTreeAutoscaling: settings.autoscaler !== undefined,
    ...(settings.autoscaler && { autoscalerOptions: buildAutoscalerOptions(settings.autoscaler) }),
    ...(gcsFaultToleranceOptions && { gcsFaultToleranceOptions }),
    ...(collectorOptions && { historyServerOptions: { collectorOptions } }),
    ...(networkPolicy && { networkPolicy }),
    ...(settings.head.serviceAnnotations && { headServiceAnnotations: settings.head.serviceAnnotations }),
    headGroupSpec: buildHeadGroup(settings),
    workerGroupSpecs: settings.workerGroups.map((group) => buildWorkerGroup(group, settings)),
  };
}
