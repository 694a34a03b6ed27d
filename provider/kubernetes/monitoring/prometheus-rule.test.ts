import { expect } from "chai";
import { alertRules } from "../../settings";
import { RAY_MONITORING } from "../../testing/fixture-monitoring";
import { buildPrometheusRule } from "./prometheus-rule";

describe("buildPrometheusRule", () => {
  it("should write the alerts as the Prometheus operator wants them", () => {
    const alerts = {
      headRestarts: true as const,
      gpuIdle: { minutes: 30, belowPercent: 10 },
      actionGroupIds: [],
    };
    const settings = { ...RAY_MONITORING, labels: { release: "own" }, alerts };
    const [restarted, idle] = alertRules(settings);
    const annotations = (rule = restarted) => ({ summary: rule?.summary, description: rule?.description });
    expect(buildPrometheusRule(settings, "ray")).to.deep.equal({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: {
        name: "ray-alerts",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray", release: "own" },
      },
      spec: {
        groups: [
          {
            name: "ray",
            rules: [
              {
                alert: "RayHeadRestarted",
                expr: restarted?.expression,
                labels: { severity: "critical" },
                annotations: annotations(),
              },
              {
                alert: "GpuIdle",
                expr: idle?.expression,
                for: "30m",
                labels: { severity: "warning" },
                annotations: annotations(idle),
              },
            ],
          },
        ],
      },
    });
  });

  it("should be absent where every alert is off", () => {
    expect(buildPrometheusRule({ ...RAY_MONITORING, alerts: { actionGroupIds: [] } }, "ray")).to.equal(
      undefined,
    );
  });
});
