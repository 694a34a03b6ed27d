import type { types } from "@pulumi/kubernetes";
import { MANAGED_BY } from "./namespace";

/** Gate without which the operator starts no controller for RayCronJobs: KubeRay v1.7.0, main.go. */
export const CRON_JOB_GATE = "RayCronJob";

const MESSAGE =
  `the feature gate '${CRON_JOB_GATE}' of the KubeRay operator is off, so nothing would ever run by this schedule. ` +
  `Leave '${CRON_JOB_GATE}: false' out of the operator's 'featureGates', deploy that, and then the RayCronJob.`;

/** A flag of the operator as its chart writes it: `--feature-gates=A=true,B=false`. */
const HAS_GATE =
  "params.spec.template.spec.containers.exists(container, container.?args.orValue([]).exists(argument, " +
  `argument.startsWith('--feature-gates=') && argument.contains('${CRON_JOB_GATE}=true')))`;

/**
 * Builds the policy, and its binding, by which the API server refuses RayCronJobs that nobody would ever look at, in a preview's
 * dry run too. It reads the flags of the operator that runs, so it ends by itself when the gate is on.
 */
export function buildCronJobGuard(
  operatorNamespace: string,
  watchNamespaces: readonly string[],
): {
  policy: types.input.admissionregistration.v1.ValidatingAdmissionPolicy;
  binding: types.input.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
} {
  const name = `aks-ray-cron-jobs.${operatorNamespace}`;
  const watched = { key: "kubernetes.io/metadata.name", operator: "In", values: [...watchNamespaces] };
  return {
    policy: {
      metadata: { name, labels: MANAGED_BY },
      spec: {
        failurePolicy: "Fail",
        paramKind: { apiVersion: "apps/v1", kind: "Deployment" },
        matchConstraints: {
          ...(watchNamespaces.length > 0 && { namespaceSelector: { matchExpressions: [watched] } }),
          resourceRules: [
            {
              apiGroups: ["ray.io"],
              apiVersions: ["v1"],
              operations: ["CREATE"],
              resources: ["raycronjobs"],
            },
          ],
        },
        validations: [{ expression: HAS_GATE, message: MESSAGE }],
      },
    },
    binding: {
      metadata: { name, labels: MANAGED_BY },
      spec: {
        policyName: name,
        validationActions: ["Deny"],
        paramRef: {
          namespace: operatorNamespace,
          selector: { matchLabels: { "app.kubernetes.io/name": "kuberay-operator" } },
          parameterNotFoundAction: "Allow",
        },
      },
    },
  };
}
