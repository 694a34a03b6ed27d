import type { NewObject } from "../kubernetes/api";

const POLICIES = "admissionregistration.k8s.io/v1";
const NAME = "kueue-stand-in";

const QUEUED = {
  name: "queued",
  expression: "has(object.metadata.labels) && 'kueue.x-k8s.io/queue-name' in object.metadata.labels",
};

const onRayClusters = (operations: string[], resourceNames?: string[]) => ({
  resourceRules: [
    { apiGroups: ["ray.io"], apiVersions: ["v1"], operations, resources: ["rayclusters"], resourceNames },
  ],
});

const bind = (kind: string, name: string, spec: object): NewObject => ({
  apiVersion: POLICIES,
  kind: `${kind}Binding`,
  metadata: { name },
  spec: { policyName: name, ...spec },
});

/**
 * Suspends a queued RayCluster that is made; with `only`, none but one of that name. The API server answers every write that such a policy
 * is for with an error until it has read the definition's schema (apiserver, policy/mutating/dispatcher.go), which a webhook does not bring about.
 */
export function buildSuspension(name = NAME, only?: string): NewObject[] {
  return [
    {
      apiVersion: POLICIES,
      kind: "MutatingAdmissionPolicy",
      metadata: { name },
      spec: {
        failurePolicy: "Fail",
        reinvocationPolicy: "Never",
        matchConstraints: onRayClusters(["CREATE"], only === undefined ? undefined : [only]),
        matchConditions: [QUEUED],
        mutations: [
          {
            patchType: "JSONPatch",
            jsonPatch: { expression: '[JSONPatch{op: "add", path: "/spec/suspend", value: true}]' },
          },
        ],
      },
    },
    bind("MutatingAdmissionPolicy", name, {}),
  ];
}

const ELASTIC =
  "has(object.metadata.annotations) && 'kueue.x-k8s.io/elastic-job' in object.metadata.annotations && " +
  "object.metadata.annotations['kueue.x-k8s.io/elastic-job'] == 'true'";
const SCALES = "has(object.spec.enableInTreeAutoscaling) && object.spec.enableInTreeAutoscaling";

/** What Kueue's webhook refuses of a RayCluster (kubernetes-sigs/kueue v0.19.2, raycluster_webhook.go, `validateCreate`). */
const RULES = [
  {
    expression: `!(${SCALES}) || (${ELASTIC})`,
    message: "a kueue-managed RayCluster can use autoscaling only as an elastic job",
  },
  {
    expression: "!has(object.spec.workerGroupSpecs) || object.spec.workerGroupSpecs.size() <= 17",
    message: "Too many: must have at most 18 items",
  },
  {
    expression:
      "!has(object.spec.workerGroupSpecs) || object.spec.workerGroupSpecs.all(group, group.groupName != 'head')",
    message: '"head" is reserved for the head group',
  },
];

/** Kueue's webhooks for RayClusters, as admission policies: a queued one is suspended when it is made, and has to keep Kueue's rules. */
export function buildWebhooks(): NewObject[] {
  return [
    ...buildSuspension(),
    {
      apiVersion: POLICIES,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: NAME },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: onRayClusters(["CREATE", "UPDATE"]),
        matchConditions: [QUEUED],
        validations: RULES,
      },
    },
    bind("ValidatingAdmissionPolicy", NAME, { validationActions: ["Deny"] }),
  ];
}

/** Kueue's Workload, as far as the stand-in writes it (kubernetes-sigs/kueue, apis/kueue/v1beta2, workload_types.go). */
export const WORKLOADS: NewObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "workloads.kueue.x-k8s.io" },
  spec: {
    group: "kueue.x-k8s.io",
    scope: "Namespaced",
    names: { kind: "Workload", listKind: "WorkloadList", plural: "workloads", singular: "workload" },
    versions: [
      {
        name: "v1beta2",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
              status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        },
      },
    ],
  },
};
