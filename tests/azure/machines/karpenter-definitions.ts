import {
  ApiextensionsV1Api,
  type KubeConfig,
  type V1CustomResourceDefinition,
  type V1JSONSchemaProps,
} from "@kubernetes/client-node";
import { ignoring } from "./api-status";

/**
 * The definitions that AKS installs for node auto provisioning, as far as this project uses them, and as strict as the real ones
 * (Azure/karpenter-provider-azure, pkg/apis/crds/karpenter.sh_nodepools.yaml, karpenter.azure.com_aksnodeclasses.yaml).
 */

const text = (more: V1JSONSchemaProps = {}): V1JSONSchemaProps => ({ type: "string", ...more });
const object = (
  properties: Record<string, V1JSONSchemaProps>,
  required?: string[],
  more: V1JSONSchemaProps = {},
): V1JSONSchemaProps => ({ type: "object", properties, ...(required && { required }), ...more });
const list = (items: V1JSONSchemaProps, more: V1JSONSchemaProps = {}): V1JSONSchemaProps => ({
  type: "array",
  items,
  ...more,
});
const texts: V1JSONSchemaProps = { type: "object", additionalProperties: { type: "string" } };

const DURATION = "^(([0-9]+(s|m|h))+|Never)$";

const REQUIREMENT = object(
  {
    key: text({
      maxLength: 316,
      x_kubernetes_validations: [
        { message: 'label "karpenter.sh/nodepool" is restricted', rule: 'self != "karpenter.sh/nodepool"' },
        { message: 'label "kubernetes.io/hostname" is restricted', rule: 'self != "kubernetes.io/hostname"' },
      ],
    }),
    operator: text({ _enum: ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"] }),
    values: list(text(), { maxItems: 50 }),
  },
  ["key", "operator"],
  {
    x_kubernetes_validations: [
      {
        message: "requirements with operator 'In' must have a value defined",
        rule: "self.operator == 'In' ? has(self.values) && self.values.size() != 0 : true",
      },
    ],
  },
);

const TAINT = object(
  {
    key: text({ minLength: 1 }),
    value: text(),
    effect: text({ _enum: ["NoSchedule", "PreferNoSchedule", "NoExecute"] }),
  },
  ["effect", "key"],
);

const NODE_POOL = object(
  {
    template: object(
      {
        metadata: object({ labels: texts, annotations: texts }),
        spec: object(
          {
            nodeClassRef: object(
              { group: text({ minLength: 1 }), kind: text({ minLength: 1 }), name: text({ minLength: 1 }) },
              ["group", "kind", "name"],
            ),
            requirements: list(REQUIREMENT, { maxItems: 100 }),
            taints: list(TAINT),
            startupTaints: list(TAINT),
            expireAfter: text({ pattern: DURATION, _default: "720h" }),
          },
          ["nodeClassRef", "requirements"],
        ),
      },
      ["spec"],
    ),
    limits: { type: "object", additionalProperties: { "x-kubernetes-int-or-string": true } },
    weight: { type: "integer", minimum: 1, maximum: 100 },
    disruption: object(
      {
        consolidationPolicy: text({ _enum: ["WhenEmpty", "WhenEmptyOrUnderutilized"] }),
        consolidateAfter: text({ pattern: DURATION }),
      },
      ["consolidateAfter"],
    ),
  },
  ["template"],
);

const NODE_CLASS = object({
  vnetSubnetID: text({
    pattern: String.raw`(?i)^\/subscriptions\/[^\/]+\/resourceGroups\/[a-zA-Z0-9_\-().]{0,89}[a-zA-Z0-9_\-()]\/providers\/Microsoft\.Network\/virtualNetworks\/[^\/]+\/subnets\/[^\/]+$`,
  }),
  osDiskSizeGB: { type: "integer", minimum: 30, maximum: 2048, _default: 128 },
  imageFamily: text({ _enum: ["Ubuntu", "Ubuntu2204", "Ubuntu2404", "AzureLinux"], _default: "Ubuntu" }),
  maxPods: { type: "integer", minimum: 10, maximum: 250 },
  tags: {
    ...texts,
    x_kubernetes_validations: [
      {
        message: "tags keys must not contain '<', '>', '%', '&', or '?'",
        rule: "self.all(k, !k.matches('[<>%&?]'))",
      },
    ],
  },
});

/** Brings the definitions, once. */
export async function installKarpenterDefinitions(config: KubeConfig): Promise<void> {
  const api = config.makeApiClient(ApiextensionsV1Api);
  const definitions = [
    definition("karpenter.sh", "v1", "NodePool", NODE_POOL),
    definition("karpenter.azure.com", "v1beta1", "AKSNodeClass", NODE_CLASS),
  ];
  for (const body of definitions) await ignoring(409, api.createCustomResourceDefinition({ body }));
}

function definition(
  group: string,
  version: string,
  kind: string,
  spec: V1JSONSchemaProps,
): V1CustomResourceDefinition {
  const singular = kind.toLowerCase();
  const plural = singular.endsWith("s") ? `${singular}es` : `${singular}s`;
  const status: V1JSONSchemaProps = { type: "object", x_kubernetes_preserve_unknown_fields: true };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Cluster",
      names: { kind, listKind: `${kind}List`, plural, singular },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: object({ spec, status }, ["spec"]) },
        },
      ],
    },
  };
}
