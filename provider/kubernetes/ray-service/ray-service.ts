import type { RayServiceSettings } from "../../settings";
import { MANAGED_BY } from "../namespace";
import { buildRayClusterSpec } from "../ray-cluster/ray-cluster";

/** Port of Ray Serve's proxies. */
const SERVE_PORT = 8000;

/**
 * Builds the RayService. Pulumi does not await it: applications load models for as long as they need. Its apply is forced, as
 * that of a RayJob: the operator's update that adds a finalizer makes it an owner of `workerGroupSpecs` too.
 */
export function buildRayService(settings: RayServiceSettings) {
  const { type, ...clusterUpgradeOptions } = settings.upgradeStrategy;
  const { initializingTimeoutSeconds } = settings;
  return {
    apiVersion: "ray.io/v1",
    kind: "RayService",
    metadata: {
      name: settings.serviceName,
      namespace: settings.namespace,
      labels: MANAGED_BY,
      annotations: {
        "pulumi.com/skipAwait": "true",
        "pulumi.com/patchForce": "true",
        ...(initializingTimeoutSeconds !== undefined && {
          "ray.io/initializing-timeout": String(initializingTimeoutSeconds),
        }),
      },
    },
    spec: {
      serveConfigV2: settings.serveConfigV2,
      upgradeStrategy: { type, ...(isIncremental(settings) && { clusterUpgradeOptions }) },
      rayClusterDeletionDelaySeconds: settings.rayClusterDeletionDelaySeconds,
      excludeHeadPodFromServeSvc: settings.excludeHeadPodFromServeSvc,
      suspend: settings.suspend,
      ...(settings.managedBy && { managedBy: settings.managedBy }),
      rayClusterConfig: buildRayClusterSpec(settings.cluster),
    },
  };
}

/** A change that replaces the RayService, since KubeRay refuses it (v1.7.0, rayservice_types.go). */
export const SERVICE_REPLACED_ON_CHANGES = ["spec.managedBy"];

function isIncremental({ upgradeStrategy }: RayServiceSettings): boolean {
  return upgradeStrategy.type === "NewClusterWithIncrementalUpgrade";
}

/**
 * Address of the applications inside the cluster: KubeRay's Service for them. With the incremental upgrade each cluster has
 * a Service of its own behind a Gateway (v1.7.0, common/service.go, `BuildServeService`).
 */
export function serveUrl(settings: RayServiceSettings, namespace: string): string {
  if (isIncremental(settings)) return "";
  const { serviceName } = settings;
  return `http://${serviceName}-serve-svc.${namespace}.svc.cluster.local:${SERVE_PORT}`;
}

/** Command that forwards the applications to this machine. */
export function servePortForwardCommand(settings: RayServiceSettings, namespace: string): string {
  const { serviceName } = settings;
  const kubectl = `kubectl --namespace ${namespace}`;
  const active = `$(${kubectl} get rayservice ${serviceName} --output jsonpath='{.status.activeServiceStatus.rayClusterName}')`;
  const owner = isIncremental(settings) ? active : serviceName;
  return `${kubectl} port-forward service/${owner}-serve-svc ${SERVE_PORT}:${SERVE_PORT}`;
}

/** Command that prints the conditions of the service. */
export function serviceStatusCommand({ serviceName }: RayServiceSettings, namespace: string): string {
  return (
    `kubectl --namespace ${namespace} get rayservice ${serviceName} ` +
    `--output jsonpath='{range .status.conditions[*]}{.type}={.status} {.message}{"\\n"}{end}'`
  );
}
