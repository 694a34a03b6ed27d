import { expect } from "chai";
import { RAY } from "../../testing/fixture-settings";
import { buildDashboardsAccount, buildDashboardsJob, dashboardsJobName } from "./job";
import { DASHBOARDS_PROGRAM } from "./program";

const DASHBOARDS = {
  serviceAccountName: "ml-dashboards",
  clientId: "client",
  grafanaUrl: "https://grafana.example.com",
  workspaceName: "ml-metrics1a2b",
};

describe("buildDashboardsAccount", () => {
  it("should name the identity to the workload identity webhook", () => {
    expect(buildDashboardsAccount(DASHBOARDS, "ray")).to.deep.equal({
      metadata: {
        name: "ml-dashboards",
        namespace: "ray",
        labels: { "app.kubernetes.io/managed-by": "aks-ray" },
        annotations: { "azure.workload.identity/client-id": "client" },
      },
    });
  });
});

describe("dashboardsJobName", () => {
  it("should change with Ray's version and with what the Job is, and only with these", () => {
    const name = dashboardsJobName(RAY, { backoffLimit: 0 });
    expect(name).to.match(/^ml-dashboards-[0-9a-f]{8}$/);
    expect(dashboardsJobName({ ...RAY, readiness: "head" }, { backoffLimit: 0 })).to.equal(name);
    expect(dashboardsJobName({ ...RAY, version: "2.61.0" }, { backoffLimit: 0 })).not.to.equal(name);
    expect(dashboardsJobName(RAY, { backoffLimit: 1 })).not.to.equal(name);
  });

  it("should stay a DNS label for the longest cluster name", () => {
    const clusterName = "a".repeat(41) + "-" + "b".repeat(11);
    expect(dashboardsJobName({ ...RAY, clusterName }, {}))
      .to.match(/^[a-z0-9-]{1,63}$/)
      .and.not.to.contain("--");
  });
});

describe("buildDashboardsJob", () => {
  it("should run beside the head, with its image and an identity, and nobody waiting", () => {
    const pod = { imagePullSecrets: ["registry"] };
    const env = { TEAM: "vision", RAY_GRAFANA_DEFAULT_DASHBOARD_UID: "ml", RAY_GRAFANA_HOST: "DISABLED" };
    const labels = {
      "app.kubernetes.io/managed-by": "aks-ray",
      "app.kubernetes.io/component": "dashboards",
    };
    const settings = { ...RAY, head: { ...RAY.head, pod, env } };
    expect(buildDashboardsJob(settings, DASHBOARDS, "ml-dashboards-1", "ray")).to.deep.equal({
      metadata: {
        name: "ml-dashboards-1",
        namespace: "ray",
        labels,
        annotations: {
          "pulumi.com/replaceUnready": "true",
          "pulumi.com/skipAwait": "true",
          "pulumi.com/deletionPropagationPolicy": "background",
        },
      },
      spec: {
        backoffLimit: 0,
        activeDeadlineSeconds: 3060,
        template: {
          metadata: { labels: { ...labels, "azure.workload.identity/use": "true" } },
          spec: {
            restartPolicy: "Never",
            serviceAccountName: "ml-dashboards",
            affinity: {
              podAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: [
                  {
                    labelSelector: { matchLabels: { "ray.io/cluster": "ml", "ray.io/node-type": "head" } },
                    topologyKey: "kubernetes.io/hostname",
                  },
                ],
              },
            },
            tolerations: [{ operator: "Exists" }],
            imagePullSecrets: [{ name: "registry" }],
            containers: [
              {
                name: "dashboards",
                image: "rayproject/ray:2.60.0-py311",
                command: ["python", "-c", DASHBOARDS_PROGRAM],
                env: [
                  { name: "GRAFANA_URL", value: "https://grafana.example.com" },
                  { name: "MONITOR_WORKSPACE", value: "ml-metrics1a2b" },
                  { name: "TIMEOUT_SECONDS", value: "1200" },
                  { name: "RETRY_SECONDS", value: "10" },
                  { name: "RAY_GRAFANA_DEFAULT_DASHBOARD_UID", value: "ml" },
                ],
                resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ["ALL"] },
                  seccompProfile: { type: "RuntimeDefault" },
                },
                terminationMessagePolicy: "FallbackToLogsOnError",
              },
            ],
          },
        },
      },
    });
  });
});
