import {
  ApiextensionsV1Api,
  type KubeConfig,
  type V1CustomResourceDefinition,
} from "@kubernetes/client-node";
import { ignoring } from "./api-status";

const GROUP = "azmonitoring.coreos.com";

/** Kinds of monitors, with the field of their spec that lists what is scraped. */
const MONITORS = [
  { kind: "PodMonitor", endpoints: "podMetricsEndpoints" },
  { kind: "ServiceMonitor", endpoints: "endpoints" },
];

/** An endpoint, as far as this project describes one. The client passes what an array holds on as it is. */
const ENDPOINT = {
  type: "object",
  properties: {
    port: { type: "string" },
    relabelings: {
      type: "array",
      items: {
        type: "object",
        properties: {
          sourceLabels: { type: "array", items: { type: "string" } },
          targetLabel: { type: "string" },
        },
      },
    },
  },
};

/**
 * Installs the definitions that come with Azure's managed Prometheus: the Prometheus operator's, under a group of their own
 * (learn.microsoft.com/azure/azure-monitor/containers/prometheus-metrics-scrape-crd). Of their schema here is what the
 * Prometheus operator requires, and the limits that Azure asks for. May be repeated.
 */
export async function addMonitorDefinitions(config: KubeConfig): Promise<void> {
  const definitions = config.makeApiClient(ApiextensionsV1Api);
  for (const { kind, endpoints } of MONITORS) {
    await ignoring(
      409,
      definitions.createCustomResourceDefinition({ body: buildDefinition(kind, endpoints) }),
    );
  }
}

function buildDefinition(kind: string, endpoints: string): V1CustomResourceDefinition {
  const plural = `${kind.toLowerCase()}s`;
  // Spelt as the client has it, which leaves out what it does not know.
  const anything = { type: "object", x_kubernetes_preserve_unknown_fields: true };
  const spec = {
    type: "object",
    required: ["selector", endpoints],
    properties: {
      selector: anything,
      namespaceSelector: anything,
      [endpoints]: { type: "array", items: ENDPOINT },
      labelLimit: { type: "integer", format: "int64" },
      labelNameLengthLimit: { type: "integer", format: "int64" },
      labelValueLengthLimit: { type: "integer", format: "int64" },
    },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", required: ["spec"], properties: { spec } } },
        },
      ],
    },
  };
}
