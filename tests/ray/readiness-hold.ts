import type { ApiClient, NewObject } from "../kubernetes/api";
import { ApiError } from "../kubernetes/api-error";

/** Pods with this annotation are left running by tests/cluster/stages.yaml: their programs run here. */
export const RUNS_HERE = "sandbox.aks-ray/runs-here";

/** The name of the readiness Job's container. */
export const READINESS_CONTAINER = "readiness";

const NAME = "sandbox-real-ray";
const API_VERSION = "admissionregistration.k8s.io/v1";

/** Marks each new pod of a readiness Job before anything plays it: an admission policy of the API server itself. */
export function buildReadinessHold(): NewObject[] {
  const isReadiness =
    "has(object.metadata.labels) && 'batch.kubernetes.io/job-name' in object.metadata.labels && " +
    `object.spec.containers.exists(container, container.name == '${READINESS_CONTAINER}')`;
  const marked = `Object{metadata: Object.metadata{annotations: {"${RUNS_HERE}": "true"}}}`;
  return [
    {
      apiVersion: API_VERSION,
      kind: "MutatingAdmissionPolicy",
      metadata: { name: NAME },
      spec: {
        failurePolicy: "Fail",
        reinvocationPolicy: "Never",
        matchConstraints: {
          resourceRules: [
            { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] },
          ],
        },
        matchConditions: [{ name: "readiness", expression: isReadiness }],
        mutations: [{ patchType: "ApplyConfiguration", applyConfiguration: { expression: marked } }],
      },
    },
    {
      apiVersion: API_VERSION,
      kind: "MutatingAdmissionPolicyBinding",
      metadata: { name: NAME },
      spec: { policyName: NAME },
    },
  ];
}

/** Has readiness Jobs wait for a program that runs them here. */
export async function holdReadiness(client: ApiClient): Promise<void> {
  for (const object of buildReadinessHold()) {
    await client.apply(object, { fieldManager: "sandbox", force: true });
  }
}

/** Has readiness Jobs end by themselves again. */
export async function releaseReadiness(client: ApiClient): Promise<void> {
  for (const { apiVersion, kind } of buildReadinessHold()) {
    await client.delete({ apiVersion, kind, metadata: { name: NAME } }).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.isNotFound)) throw error;
    });
  }
}
