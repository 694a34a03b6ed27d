import type { RayServiceSettings } from "../../settings";
import { MANAGED_BY } from "../namespace";
import { buildRayClusterSpec } from "../ray-cluster/ray-cluster";

/** Port of Ray Serve's proxies. */
const SERVE_PORT = 8000;

/** Builds the RayService. Pulumi does not await it: applications load models for as long as they need. */
export function buildRayService(settings: RayServiceSettings) {
  const { type, ...clusterUpgradeOptions } = settings.upgradeStrategy;
  const incremental = type === "NewClusterWithIncrementalUpgrade";
  return {
    apiVersion: "ray.io/v1",
    kind: "RayService",
    metadata: {
      name: settings.serviceName,
      namespace: settings.namespace,
      labels: MANAGED_BY,
      annotations: { "pulumi.com/skipAwait": "true" },
    },
    spec: {
      serveConfigV2: settings.serveConfigV2,
      upgradeStrategy: { type, ...(incremental && { clusterUpgradeOptions }) },
      rayClusterDeletionDelaySeconds: settings.rayClusterDeletionDelaySeconds,
      excludeHeadPodFromServeSvc: settings.excludeHeadPodFromServeSvc,
      suspend: settings.suspend,
      rayClusterConfig: buildRayClusterSpec(settings.cluster),
    },
  };
}

/** Address of the applications inside the cluster: KubeRay's Service for them. */
export function serveUrl({ serviceName }: RayServiceSettings, namespace: string): string {
  return `http://${serviceName}-serve-svc.${namespace}.svc.cluster.local:${SERVE_PORT}`;
}

/** Command that forwards the applications to this machine. */
export function servePortForwardCommand({ serviceName }: RayServiceSettings, namespace: string): string {
  return `kubectl --namespace ${namespace} port-forward service/${serviceName}-serve-svc ${SERVE_PORT}:${SERVE_PORT}`;
}

/** Command that prints the conditions of the service. */
export function serviceStatusCommand({ serviceName }: RayServiceSettings, namespace: string): string {
  return (
    `kubectl --namespace ${namespace} get rayservice ${serviceName} ` +
    `--output jsonpath='{range .status.conditions[*]}{.type}={.status} {.message}{"\\n"}{end}'`
  );
}
