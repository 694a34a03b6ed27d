import type { Input } from "@pulumi/pulumi";
import { alertRules, type RayMonitoringSettings } from "../../settings";
import { MANAGED_BY } from "../namespace";

/** Builds the alert rules for a Prometheus of the Prometheus operator; undefined where all of them are off. */
export function buildPrometheusRule(settings: RayMonitoringSettings, namespace: Input<string>) {
  const rules = alertRules(settings);
  if (rules.length === 0) return undefined;
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name: "ray-alerts", namespace, labels: { ...MANAGED_BY, ...settings.labels } },
    spec: {
      groups: [
        {
          name: "ray",
          rules: rules.map(({ name, expression, minutes, severity, summary, description }) => ({
            alert: name,
            expr: expression,
            ...(minutes > 0 && { for: `${minutes}m` }),
            labels: { severity },
            annotations: { summary, description },
          })),
        },
      ],
    },
  };
}
