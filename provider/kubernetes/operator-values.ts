import * as pulumi from "@pulumi/pulumi";
import type { OperatorSettings } from "../settings";
import { mergeValues, type Values } from "./chart-values";
import { buildDeploymentValues } from "./operator-deployment-values";

/** Builds the values of the operator's chart; the user's own win, object by object. */
export function buildOperatorValues(
  settings: OperatorSettings,
  chartGates: pulumi.Input<Record<string, boolean>>,
): Values {
  const { image, featureGates, resources, watchNamespaces, reconcileConcurrency, deployment, values } =
    settings;
  const { cpu, memory } = resources;
  const computed = {
    resources: { requests: { cpu, memory }, limits: { cpu, memory } },
    reconcileConcurrency,
    ...buildDeploymentValues(deployment),
    ...(image && { image }),
    ...(watchNamespaces.length > 0 && { watchNamespace: watchNamespaces }),
    ...(Object.keys(featureGates).length > 0 && {
      featureGates: buildFeatureGates(chartGates, featureGates),
    }),
  };
  return mergeValues(computed, values);
}

/** The chart takes its gates as a list, which Helm replaces as a whole; so the chart's own are repeated. */
function buildFeatureGates(
  chartGates: pulumi.Input<Record<string, boolean>>,
  gates: Record<string, boolean>,
) {
  return pulumi
    .output(chartGates)
    .apply((defaults) =>
      Object.entries({ ...defaults, ...gates }).map(([name, enabled]) => ({ name, enabled })),
    );
}
