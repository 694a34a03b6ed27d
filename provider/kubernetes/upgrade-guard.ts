import type { types } from "@pulumi/kubernetes";
import { MANAGED_BY } from "./namespace";

/** Annotation of a RayCluster: the version of the operator that was deployed with it. */
export const OPERATOR_VERSION_ANNOTATION = "aks-ray.dev/operator-version";

/** What KubeRay compares by a digest to find that pods have to be made anew, except bounds of groups and tolerations. */
const COMPARED = [
  "rayVersion",
  "headGroupSpec",
  "authOptions",
  "autoscalerOptions",
  "gcsFaultToleranceOptions",
];

const MESSAGE =
  "the KubeRay operator's version and the pods of Ray change at once. After a change of its own version KubeRay takes over " +
  "the new pods' description without making pods anew (v1.7.0, shouldRecreatePodsForUpgrade), and they would stay as they are. " +
  "Take two steps: first change 'operator.version' alone and deploy, then change the rest.";

const versionOf = (object: string) =>
  `${object}.metadata.?annotations[?'${OPERATOR_VERSION_ANNOTATION}'].orValue('')`;

const SAME_GROUPS =
  "object.spec.?workerGroupSpecs.orValue([]).size() == oldObject.spec.?workerGroupSpecs.orValue([]).size() && " +
  "object.spec.?workerGroupSpecs.orValue([]).all(group, oldObject.spec.?workerGroupSpecs.orValue([]).exists(old, " +
  "old.groupName == group.groupName && old.template == group.template && " +
  "old.?rayStartParams.orValue({}) == group.?rayStartParams.orValue({})))";

const SAME_PODS = [
  ...COMPARED.map((field) => `object.spec.?${field}.orValue(null) == oldObject.spec.?${field}.orValue(null)`),
  SAME_GROUPS,
].join(" && ");

/**
 * Builds the policy, and its binding, by which the API server refuses an update of the RayCluster that changes its pods together
 * with the operator's version. The program cannot know what is deployed; the API server does, in a preview's dry run too.
 */
export function buildUpgradeGuard(
  namespace: string,
  clusterName: string,
): {
  policy: types.input.admissionregistration.v1.ValidatingAdmissionPolicy;
  binding: types.input.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
} {
  const name = `aks-ray-upgrade.${namespace}.${clusterName}`;
  return {
    policy: {
      metadata: { name, labels: MANAGED_BY },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
          resourceRules: [
            {
              apiGroups: ["ray.io"],
              apiVersions: ["v1"],
              operations: ["UPDATE"],
              resources: ["rayclusters"],
              resourceNames: [clusterName],
            },
          ],
        },
        matchConditions: [
          {
            name: "operator-changed",
            expression: `!(${versionOf("oldObject")} in ['', ${versionOf("object")}])`,
          },
        ],
        validations: [{ expression: SAME_PODS, message: MESSAGE }],
      },
    },
    binding: {
      metadata: { name, labels: MANAGED_BY },
      spec: { policyName: name, validationActions: ["Deny"] },
    },
  };
}
