import type { helm } from "@pulumi/kubernetes";
import type { Input } from "@pulumi/pulumi";
import type { OperatorSettings } from "../settings";
import { buildOperatorValues } from "./operator-values";

/** Seconds for the operator's Deployment to become available; a fresh node first pulls its image. */
const OPERATOR_TIMEOUT_SECONDS = 600;

/**
 * Builds the release of the custom resource definitions. The name is fixed, so that a later installation adopts what an
 * earlier one left behind (cert-manager #408).
 */
export function buildCrdRelease(chart: Input<string>, namespace: Input<string>): helm.v3.ReleaseArgs {
  return { name: "kuberay-crds", chart, namespace, maxHistory: 2 };
}

/** Builds the release of the operator, which leaves the CRDs to their own release. */
export function buildOperatorRelease(
  settings: OperatorSettings,
  chart: Input<string>,
  namespace: Input<string>,
  chartFeatureGates: Input<Record<string, boolean>>,
): helm.v3.ReleaseArgs {
  return {
    name: "kuberay-operator",
    chart,
    namespace,
    skipCrds: true,
    atomic: true,
    timeout: OPERATOR_TIMEOUT_SECONDS,
    maxHistory: 5,
    values: buildOperatorValues(settings, chartFeatureGates),
  };
}
