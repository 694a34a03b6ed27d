import type { ApiClient } from "../kubernetes/api";
import { listAt, stringAt, valueAt } from "../kubernetes/objects";

/** Which of KubeRay's features are on, by name. */
export type FeatureGates = Readonly<Record<string, boolean>>;

/** KubeRay v1.7.0, pkg/features/features.go, defaultFeatureGates: what is on. */
export const DEFAULT_GATES: FeatureGates = {
  RayClusterStatusConditions: true,
  RayJobDeletionPolicy: true,
  RayMultiHostIndexing: true,
  RayServiceIncrementalUpgrade: true,
};

/** What a validation needs to know beside the object. */
export interface Surroundings {
  gates: FeatureGates;
  /** Whether the cluster serves cert-manager.io/v1, as the operator finds when it starts (v1.7.0, main.go). */
  certManager: boolean;
}

/** An operator as its program starts without flags, on a cluster without cert-manager. */
export const BARE: Surroundings = { gates: DEFAULT_GATES, certManager: false };

/** Gates of a flag such as `--feature-gates=RayCronJob=true,RayClusterMTLS=true`, laid over the defaults. */
export function gatesOf(args: string[]): FeatureGates {
  const flag = args.find((argument) => argument.startsWith("--feature-gates="));
  const pairs = flag?.slice("--feature-gates=".length).split(",") ?? [];
  return {
    ...DEFAULT_GATES,
    ...Object.fromEntries(pairs.map((pair) => [pair.split("=")[0] ?? "", pair.endsWith("=true")])),
  };
}

/** The surroundings of the operator that the chart has installed, whose pod runs nothing here: the flags of its Deployment. */
export async function surroundings(client: ApiClient): Promise<Surroundings> {
  const labelSelector = "app.kubernetes.io/name=kuberay-operator";
  const [deployment] = await client.list("apps/v1", "Deployment", { labelSelector });
  const args = listAt<string>(valueAt(deployment, "spec", "template", "spec", "containers", 0), "args");
  return { gates: gatesOf(args), certManager: await servesCertManager(client) };
}

async function servesCertManager(client: ApiClient): Promise<boolean> {
  const definitions = await client.list("apiextensions.k8s.io/v1", "CustomResourceDefinition", {
    fieldSelector: "metadata.name=certificates.cert-manager.io",
  });
  return definitions.some((definition) => stringAt(definition, "spec", "group") === "cert-manager.io");
}
