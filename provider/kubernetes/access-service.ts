import type { types } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { RaySettings } from "../settings";
import { MANAGED_BY } from "./namespace";
import { headPodLabels } from "./ray-cluster/head-group";

/** Ports of the Ray head (Ray docs, "Configuring Ray: ports"). */
export const HEAD_PORTS = { dashboard: 8265, client: 10001, serve: 8000 } as const;

/** Name of the Service through which people and programs reach the head. */
export function accessServiceName({ clusterName }: RaySettings): string {
  return `${clusterName}-access`;
}

/**
 * Builds the Service for dashboard, client and serve traffic. It is there before the head is, so Pulumi does not wait
 * for its endpoints: readiness is asked of Ray itself.
 */
export function buildAccessService(settings: RaySettings, namespace: Input<string>) {
  return {
    metadata: {
      name: accessServiceName(settings),
      namespace,
      labels: MANAGED_BY,
      annotations: { "pulumi.com/skipAwait": "true" },
    },
    spec: {
      type: "ClusterIP",
      selector: headPodLabels(settings),
      ports: Object.entries(HEAD_PORTS).map(([name, port]) => ({
        name,
        port,
        targetPort: port,
        protocol: "TCP",
      })),
    },
  } satisfies { metadata: types.input.meta.v1.ObjectMeta; spec: types.input.core.v1.ServiceSpec };
}
